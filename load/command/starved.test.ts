import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passing } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { canFindProcesses, processesWith } from '../../conformance/command/testing/processes.ts';
import { type Ended, says, start } from '../../conformance/command/testing/suite.ts';
import type { LoadResult } from '../../reports/results/index.ts';
import { readScenario } from '../scenarios/index.ts';
import { load, resultOf, tiny } from './testing/suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingback-starved-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runMs = 180_000;
/** What a slow server would break. */
const strict = ['--slo', 'new_message.p99<20ms', '--slo', 'connect.max<1ms'];

/** The generator is named as the culprit wherever a verdict shows, and nowhere is the server blamed. */
async function blamesGenerator(ended: Ended): Promise<LoadResult> {
  const result = await resultOf(ended);
  expect([ended.code, result.verdict], ended.output).toEqual([4, 'untrusted']);
  expect(result.trust.trusted).toBe(false);
  expect(result.trust.reasons[0]?.reason).toMatch(/^The generator itself held up messages by \d+ ms/);
  for (const { reason, advice } of result.trust.reasons) {
    expect(reason).toMatch(/generator|sent|thread/);
    expect(advice).toMatch(/fewer sockets|lower rate|--workers/);
  }
  // Nobody would trust the figures less for being good: with the generator out of the way they break these.
  expect(result.slo.find(({ slo }) => slo === 'connect.max<1ms')?.met).toBe(false);
  expect(result.summary).toMatch(/^Not trusted: The generator itself/);
  expect(ended.stdout).toMatch(/^Not trusted {2}The generator itself/m);
  expect(ended.stdout.match(/^ {2}not judged /gm)).toHaveLength(result.slo.length);
  expect(ended.stdout).not.toMatch(/^ *breached/im);
  const read = (name: string) => readFile(join(ended.folder, 'out', name), 'utf8');
  expect(await read('load.junit.xml')).toMatch(/<testsuites [^>]*failures="0" errors="1"/);
  const pages = [await read('load.html'), await read('index.html')];
  expect(pages[0]).toContain('<h1 class="is-not-testable">');
  for (const page of pages) {
    expect(page).toContain('Not trusted');
    expect(page).not.toMatch(/>\s*Breached/i);
  }
  return result;
}

/** Steady, with a processor of the tests. */
async function scriptWith(name: string, processor: string): Promise<string> {
  const steady = await readFile((await readScenario('steady')).path, 'utf8');
  const script = join(folder, `${name}.yml`);
  const path = join(import.meta.dirname, 'testing', processor);
  writeFileSync(script, steady.replace('../journeys/processor.mts', path));
  return script;
}

test('a generator whose thread is busy with something else is not taken for a slow server', {
  timeout: runMs,
}, async () => {
  const script = await scriptWith('starved', 'starving.mts');
  const result = await blamesGenerator(await load([script, ...tiny, ...strict]));
  expect(result.scenario).toBe('starved');
  // It was slow, and nothing of that is said of the server: all of it came.
  expect(result.generator.eventLoopDelayMs.p99).toBeGreaterThan(200);
  expect(result.ledger).toMatchObject({ duplicated: 0, leaked: 0 });
});

test('nor is one that stands still for a moment all the time, before it sends and before it stamps', {
  timeout: runMs,
}, async () => {
  const script = await scriptWith('frozen', 'frozen.mts');
  const result = await blamesGenerator(await load([script, ...tiny, ...strict]));
  // Each of both is no more than half of what is reported: what they are together gives it away.
  const { eventLoopDelayMs, sendLagMs, cpuShare } = result.generator;
  expect(eventLoopDelayMs.p99).toBeGreaterThan(60);
  expect(sendLagMs.p99).toBeGreaterThan(60);
  expect(cpuShare).toBeLessThan(0.9);
});

test.runIf(canFindProcesses)(
  'a generator that stood still for a while is not, either',
  {
    timeout: runMs,
  },
  async () => {
    const [variable, value] = ['PINGBACK_TEST_MARK', randomUUID()];
    const run = start(['load', 'steady', '--out', 'out', ...tiny, ...strict, '--duration', '8s'], {
      env: { [variable]: value },
    });
    await says(run, /^measuring /m);
    const [artillery] = processesWith(`${variable}=${value}`, run.folder).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker-1.json'),
    );
    expect(artillery, run.output()).toBeDefined();
    process.kill(artillery as number, 'SIGSTOP');
    // What is tested is this very time.
    await passing(3_000);
    process.kill(artillery as number, 'SIGCONT');
    const result = await blamesGenerator(await run.ended);
    expect(result.generator.eventLoopDelayMs.max).toBeGreaterThan(2_800);
    expect(result.sockets.dropped).toBe(0);
  },
);
