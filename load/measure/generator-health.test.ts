import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { GeneratorHealth, recordDelay, share } from './generator-health.ts';
import { Histogram } from './histogram.ts';
import { openFiles, threadCpuMs } from './host.ts';

let health: GeneratorHealth | undefined;
afterEach(() => health?.stop());

function block(forMs: number) {
  const untilMs = nowMs() + forMs;
  while (nowMs() < untilMs);
}

async function until(condition: () => boolean) {
  const deadlineMs = nowMs() + 10_000;
  while (!condition()) {
    if (nowMs() > deadlineMs) throw new Error('The condition did not come true within 10 s.');
    await setTimeout(5);
  }
}

test('a loop that is held up is seen, for as long as it was', async () => {
  const delays: number[] = [];
  health = new GeneratorHealth(nowMs, (delayMs) => delays.push(delayMs));
  health.start();
  await until(() => delays.length > 3);
  health.sample();
  block(150);
  await until(() => delays.some((delayMs) => delayMs > 100));
  const worst = Math.max(...delays);
  // A sample was due at most 10 ms after the loop was blocked.
  expect(worst).toBeGreaterThan(130);
  expect(health.sample().eventLoopDelayMaxMs).toBe(worst);
  expect(health.sample().eventLoopDelayMaxMs).toBeLessThan(worst);
});

test('a loop that is held up right now is seen, too', () => {
  health = new GeneratorHealth(nowMs, () => {});
  health.start();
  block(60);
  expect(health.sample().eventLoopDelayMaxMs).toBeGreaterThan(40);
});

test('the CPU time is that of this thread, and close to all of it when it does nothing but work', () => {
  health = new GeneratorHealth(nowMs, () => {});
  const beforeMs = threadCpuMs();
  const fromMs = nowMs();
  // Until the accounting of the system shows it, which may take in steps of 10 ms.
  while (threadCpuMs() - beforeMs < 100 && nowMs() - fromMs < 20_000);
  const sample = health.sample();
  expect(threadCpuMs() - beforeMs).toBeGreaterThanOrEqual(100);
  expect(sample.cpuShare).toBeGreaterThan(0);
  expect(sample.cpuShare).toBeLessThanOrEqual(1);
  expect(sample.residentBytes).toBeGreaterThan(1e6);
});

test('a delay weighs as much as it lasted: half of the time held up is half of all that came meanwhile', () => {
  const histogram = new Histogram();
  // A second: 50 samples on time, and one that is late by half a second.
  for (let sample = 0; sample < 50; sample += 1) recordDelay(histogram, 0);
  recordDelay(histogram, 500);
  expect(histogram.count).toBe(100);
  expect(histogram.percentile(50)).toBe(0);
  expect(histogram.percentile(75)).toBeCloseTo(250, 0);
  expect(histogram.percentile(100)).toBeCloseTo(500, 0);
});

test.skipIf(process.platform !== 'linux')('open files are counted, against the limit of the process', () => {
  const before = openFiles();
  const dir = mkdtempSync(join(tmpdir(), 'open-files-'));
  const opened = Array.from({ length: 20 }, (_, index) => openSync(join(dir, String(index)), 'w'));
  const after = openFiles();
  opened.forEach(closeSync);
  rmSync(dir, { recursive: true });
  expect(after.open - before.open).toBeGreaterThanOrEqual(15);
  expect(before.open).toBeGreaterThan(3);
  expect(before.limit).toBeGreaterThan(before.open);
});

test('a share is between nothing and all', () => {
  expect(share(50, 100)).toBe(0.5);
  expect(share(110, 100)).toBe(1);
  expect(share(5, 0)).toBe(0);
});
