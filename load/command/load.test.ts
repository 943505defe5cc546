import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canFindProcesses, processesWith } from '../../conformance/command/testing/processes.ts';
import { noStackTrace, says, start } from '../../conformance/command/testing/suite.ts';
import { findRedisServer } from '../../fixtures/targets/redis-server.ts';
import { k6Absent } from '../k6/testing/k6.ts';
import { load, loadFiles, loadTwiceAtMost, resultOf, tiny } from './testing/suite.ts';

/** A run, beside everything else that a busy machine does. */
const runMs = 180_000;

test('a short run measures every delivery, and writes what it measured', {
  timeout: 2 * runMs,
}, async () => {
  const slos = ['--slo', 'connect.max<60s', '--slo', 'rate>=30', '--slo', 'last.new_message.p99<30s'];
  const { ended, result } = await loadTwiceAtMost(['steady', ...tiny, ...slos, '--seed', '7']);
  const { trusted } = result.trust;
  expect(result, ended.output).toMatchObject({
    ...{ verdict: trusted ? 'met' : 'untrusted', partial: false, driver: 'artillery' },
    ...{ scenario: 'steady', seed: 7 },
    sockets: { widgets: 16, agents: 4, peak: 20, refused: 0, dropped: 0 },
    knobs: { widgets: '16', rate: '40/s', duration: '2s', replyShare: '30%' },
    target: { kind: 'embedded', stimuli: 'hook', businesses: ['acme', 'globex'] },
  });
  const { ledger, events, intervals, segments, generator } = result;
  expect(ledger).toMatchObject({ delivered: ledger.expected, lost: 0, duplicated: 0, leaked: 0 });
  // About 40 messages a second for two seconds, each to two participants.
  expect(result.ledgerByEvent.new_message?.sent).toBeGreaterThan(60);
  expect(result.ledgerByEvent.new_message?.sent).toBeLessThan(100);
  expect(events.new_message?.latencyMs.count).toBe(result.ledgerByEvent.new_message?.delivered);
  expect(events.new_message?.latencyMs.p50).toBeGreaterThan(0);
  expect(generator.achieved).toBe(generator.intended);
  expect(segments).toHaveLength(1);
  expect(segments[0]?.toS).toBeCloseTo(2, 1);
  expect(result.slo.map(({ slo, met }) => [slo, met])).toEqual([
    ['connect.max<60s', true],
    ['rate>=30', true],
    ['last.new_message.p99<30s', true],
    ['ledger.lost=0', true],
    ['ledger.duplicated=0', true],
    ['ledger.leaked=0', true],
    ['ledger.altered=0', true],
    ['sockets.dropped=0', true],
    ['sockets.neverServed=0', true],
    ['stimuli.refused=0', true],
    ['stimuli.unanswered=0', true],
  ]);
  const server = intervals.flatMap((interval) => interval.server ?? []);
  expect(server.length).toBeGreaterThan(0);
  const redis = (await findRedisServer()) ? ['node 1', 'node 2', 'Redis'] : ['both nodes'];
  expect(server[0]?.parts.map(({ name }) => name)).toEqual(redis);
  expect(server[0]?.residentBytes).toBeGreaterThan(50e6);
  expect(result.command).toBe(
    `npm run load -- steady --widgets 16 --agents 4 --ramp 200ms --warm-up 500ms --duration 2s --drain 5s --rate 40/s --slo 'connect.max<60s' --slo 'rate>=30' --slo 'last.new_message.p99<30s' --seed 7 --target embedded`,
  );
  expect(ended.stdout).toMatch(
    trusted ? /^Met {2}All 11 SLOs were held with 20 sockets at \d+\/s messages/m : /^Not trusted {2}/m,
  );
  const page = await readFile(join(ended.folder, 'out', 'load.html'), 'utf8');
  expect(page).toContain(`<h1 class="is-${trusted ? 'pass' : 'not-testable'}">`);
});

test('an SLO that is not held ends with 1, and --json prints the result alone', {
  timeout: 2 * runMs,
}, async () => {
  // By so much that it is not the generator's own delay that decides.
  const late = ['--fault', 'every-tenth-message-late', '--slo', 'new_message.p95<25ms'];
  const { ended, result } = await loadTwiceAtMost([
    ...['hot-conversation', ...tiny, ...late],
    ...['--json', '--quiet'],
  ]);
  const { trusted } = result.trust;
  expect(result.verdict, ended.output).toBe(trusted ? 'breached' : 'untrusted');
  expect(result.slo.filter(({ met }) => !met)).toMatchObject([{ slo: 'new_message.p95<25ms' }]);
  expect(JSON.parse(ended.stdout)).toEqual(JSON.parse(JSON.stringify(result)));
  expect(ended.stderr.trim().split('\n')[0]).toMatch(
    trusted ? /^Breached {2}1 of 9 SLOs was not held: new_message\.p95<25ms \(\d/ : /^Not trusted {2}/,
  );
  const junit = await readFile(join(ended.folder, 'out', 'load.junit.xml'), 'utf8');
  expect(junit).toMatch(trusted ? /failures="1" errors="0"/ : /failures="0" errors="1"/);
});

test('more than one thread can send is not called a slow server', { timeout: runMs }, async () => {
  const flood = ['--widgets', '8', '--agents', '2', '--rate', '40000', '--duration', '1s', '--drain', '1s'];
  const ended = await load(['typing-storm', ...tiny, ...flood, '--typing-rate', '80000']);
  const result = await resultOf(ended);
  expect([ended.code, result.verdict], ended.output).toEqual([4, 'untrusted']);
  expect(result.trust.reasons.length).toBeGreaterThan(0);
  for (const { reason, advice } of result.trust.reasons) {
    expect(reason).toMatch(/generator|sent|thread/);
    expect(advice).toMatch(/fewer sockets|lower rate|--workers/);
  }
  expect(ended.stdout).toMatch(/^Not trusted {2}/m);
  expect(ended.stdout).toMatch(/^ {2}not judged +ledger\.lost=0/m);
  const junit = await readFile(join(ended.folder, 'out', 'load.junit.xml'), 'utf8');
  expect(junit).toMatch(/<testsuites [^>]*failures="0" errors="1"/);
});

describe.runIf(canFindProcesses)('Ctrl-C', () => {
  test.for(['artillery', 'k6'])(
    'ends a run of %s with what was measured, marked partial, and nothing stays',
    {
      timeout: runMs,
    },
    async (driver, { skip }) => {
      if (driver === 'k6' && k6Absent) return skip(k6Absent);
      const folder = await mkdtemp(join(tmpdir(), 'pingback-load-'));
      afterAll(() => rm(folder, { recursive: true }));
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      const [variable, value] = ['PINGBACK_TEST_MARK', randomUUID()];
      const long = [...tiny, '--duration', '10m', '--driver', driver];
      const run = start(['load', 'steady', '--out', 'out', ...long], {
        env: { [variable]: value, TMPDIR: temporary },
      });
      const holds = () => processesWith(`${variable}=${value}`, temporary);
      await says(run, /^measuring .*\n(?:.*\n)*measuring /m);
      expect(holds().length).toBeGreaterThanOrEqual(3);
      // As a terminal does it: the whole process group gets the signal.
      process.kill(-(run.child.pid as number), 'SIGINT');
      const ended = await run.ended;
      noStackTrace(ended.output);
      expect([ended.code, ended.signal], ended.output).toEqual([130, null]);
      const result = await resultOf(ended);
      expect(result.partial).toBe(true);
      expect(result.phasesMs.measured).toBeGreaterThan(1_000);
      expect(result.phasesMs.measured).toBeLessThan(runMs);
      expect(result.ledger.delivered).toBeGreaterThan(0);
      expect(result.ledger).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
      expect(result.summary).toMatch(/It was interrupted after .* of measuring\.$/);
      expect(ended.stdout).toMatch(/^(Met|Not trusted), interrupted {2}/m);
      expect(readdirSync(join(ended.folder, 'out')).toSorted()).toEqual(loadFiles);
      expect(holds()).toEqual([]);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );
});
