import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { nowMs } from './clock.ts';
import { Histogram } from './histogram.ts';
import { exchanges, recordExchanges } from './testing/workload.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-deliveries-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('a file takes every delivery, and recorded again they make the same histograms', async () => {
  const path = join(folder, 'deliveries.txt');
  vi.stubEnv('PINGBACK_LOAD_DELIVERIES', path);
  const windowMs = Math.floor(nowMs()) - 20_000;
  const all = exchanges(3, 10, 3_000);
  const workers = [0, 1].map((worker) =>
    recordExchanges(
      worker,
      all.filter(({ conversation }) => conversation % 2 === worker),
      windowMs,
    ),
  );
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.every((line) => /^new_message [01] [\d.e-]+ [\d.e-]+$/.test(line))).toBe(true);
  for (const segment of [0, 1]) {
    const [corrected, uncorrected] = [new Histogram(), new Histogram()];
    for (const line of lines) {
      const [, of, latencyMs, uncorrectedMs] = line.split(' ');
      if (Number(of) !== segment) continue;
      corrected.record(Number(latencyMs));
      uncorrected.record(Number(uncorrectedMs));
    }
    const merged = { corrected: new Histogram(), uncorrected: new Histogram() };
    for (const { segments } of workers) {
      const stream = segments[segment]?.streams.new_message;
      merged.corrected.add(Histogram.decode(stream?.corrected ?? ''));
      merged.uncorrected.add(Histogram.decode(stream?.uncorrected ?? ''));
    }
    expect(corrected.count).toBeGreaterThan(1_000);
    expect(corrected.encode()).toBe(merged.corrected.encode());
    expect(uncorrected.encode()).toBe(merged.uncorrected.encode());
  }
});
