import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noStackTrace } from '../../conformance/command/testing/suite.ts';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { load } from '../command/testing/suite.ts';
import type { Tick } from '../control/index.ts';
import { planned } from '../journeys/testing/plan.ts';
import { sumCounts } from '../measure/index.ts';
import { parseSlos } from '../slo/index.ts';
import { bundleScript } from './bundle.ts';
import { requireK6, runInK6 } from './index.ts';
import { k6Absent } from './testing/k6.ts';

let server: ReferenceServer;
let folder: string;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
  folder = await mkdtemp(join(tmpdir(), 'pingback-k6-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const small = {
  ...{ widgets: 16, agents: 4, ramp: 0, warmUp: '500ms', duration: '2s', rate: 100, step: '30s' },
} as const;
const patient = { timeout: 180_000 };

test('the script needs nothing but k6', async () => {
  const script = join(folder, 'journeys.js');
  await bundleScript(script);
  const written = await readFile(script, 'utf8');
  const imported = [...written.matchAll(/^import .* from "(.*)";$/gm)].map(([, name]) => name);
  expect([...new Set(imported)].toSorted()).toEqual([
    'k6/encoding',
    'k6/execution',
    'k6/http',
    'k6/metrics',
    'k6/websockets',
  ]);
});

/** A run, and how k6 itself took it. */
async function run(
  slos: string[],
  { workers = 1, ...knobs }: Partial<typeof small> & { workers?: number } = {},
) {
  const { plans } = await planned('steady', { ...small, ...knobs }, server, { workers });
  const ticks: [number, Tick][] = [];
  let ended: { code: number | null; summary: string } | undefined;
  const outcome = await runInK6({
    plans,
    slos: parseSlos(slos.map((text) => ({ text, from: 'test' }))),
    onTick: (worker, tick) => ticks.push([worker, tick]),
    onSegment: () => 'go-on',
    onProblem: () => {},
    onSummary: (code, summary) => {
      ended = { code, summary };
    },
    signal: new AbortController().signal,
  });
  return { ...outcome, ticks, ended };
}

describe.skipIf(k6Absent !== undefined)('k6', () => {
  test(
    'two virtual users share the work: exactly what was asked for is sent, and all of it arrives',
    patient,
    async () => {
      const { records, problems, ticks, ended, clockSetMs } = await run(['rate>=90'], { workers: 2 });
      expect(problems).toEqual([]);
      expect(Math.abs(clockSetMs as number)).toBeLessThan(1);
      expect(records.map(({ worker }) => worker)).toEqual([0, 1]);
      for (const record of records) {
        expect(record.problems).toEqual([]);
        expect(record.sockets).toMatchObject({ widgets: 8, agents: 2, peak: 10, refused: 0, dropped: 0 });
        const [segment] = record.segments;
        expect(segment?.sent).toBe(segment?.intended);
        const messages = segment?.ledgers.new_message?.sent ?? 0;
        expect(Math.abs(messages - 100)).toBeLessThanOrEqual(2);
        const all = { expected: 2 * messages, delivered: 2 * messages };
        expect(segment?.ledgers.new_message).toMatchObject({ ...all, lost: 0, duplicated: 0, leaked: 0 });
      }
      expect(new Set(ticks.map(([worker]) => worker))).toEqual(new Set([0, 1]));
      // k6 adds up what its virtual users tell it.
      const ledgers = records.flatMap(({ segments }) => Object.values(segments[0]?.ledgers ?? {}));
      const { sent, delivered } = sumCounts(ledgers);
      expect(ended?.summary).toMatch(new RegExp(`pingback_ledger_sent\\.+: ${sent} `));
      expect(ended?.summary).toMatch(new RegExp(`pingback_ledger_delivered\\.+: ${delivered} `));
      expect(ended?.code).toBe(0);
    },
  );

  test('what is not held, k6 does not hold either', patient, async () => {
    const { records, ended } = await run(['new_message.p50<0.001ms', 'ledger.lost=0']);
    expect(records).toHaveLength(1);
    expect(ended?.summary).toMatch(/✗ 'value<0\.001'/);
    expect(ended?.summary).toMatch(/✓ 'count==0'/);
    // The code that k6 has for thresholds that were crossed.
    expect(ended?.code).toBe(99);
  });
});

describe.skipIf(k6Absent !== undefined || process.platform !== 'linux')('the process of k6', () => {
  const long = { ...small, widgets: 4, agents: 2, rate: 10, duration: '5m' } as const;
  /** A run in the course of which k6's process gets a signal; and what is said of it. */
  async function struckBy(signal: NodeJS.Signals) {
    const { plans } = await planned('steady', long, server, { workers: 2 });
    let pid = 0;
    const { records, problems } = await runInK6({
      plans,
      onHello: (_worker, its) => {
        pid = its;
      },
      onTick(_worker, { phase }) {
        if (phase === 'measuring') process.kill(pid, signal);
      },
      onSegment: () => 'go-on',
      onProblem: () => {},
      signal: new AbortController().signal,
    });
    expect(records).toEqual([]);
    return problems;
  }

  test('that is killed is named', patient, async () => {
    const killed =
      /^Worker \d of 2 was lost: k6 was ended by SIGKILL, as a system does with processes when its memory/;
    expect(await struckBy('SIGKILL')).toEqual([1, 2].map(() => expect.stringMatching(killed)));
  });

  test('that crashes is named with what it died of, and without its stacks', patient, async () => {
    // So Go tells of any crash.
    const problems = await struckBy('SIGABRT');
    expect(problems).toEqual(
      [1, 2].map((worker) => `Worker ${worker} of 2 was lost: k6 ended with exit code 2: SIGABRT: abort`),
    );
  });

  test('is found behind a shell script that starts it', patient, async () => {
    const shim = join(folder, 'shim');
    await writeFile(shim, `#!/bin/sh\n"${await requireK6()}" "$@"\n`);
    await chmod(shim, 0o755);
    vi.stubEnv('K6_BIN', shim);
    const { records } = await run([]).finally(() => vi.unstubAllEnvs());
    const [generator] = records.map((record) => record.generator);
    // The shell takes less than a hundredth of either.
    expect(generator?.cpuShare).toBeGreaterThan(0.005);
    expect(generator?.residentBytes).toBeGreaterThan(30e6);
    expect(generator?.openFiles).toBeGreaterThan(20);
  });
});

test('where k6 is absent, or cannot do what is asked for, the command says so', patient, async () => {
  const absent = await load(['steady', '--driver', 'k6'], { env: { K6_BIN: join(folder, 'absent') } });
  expect([absent.code, absent.stdout]).toEqual([2, '']);
  expect(absent.stderr).toMatch(/^K6_BIN names .*absent, which is not there\. Get k6 2 from .*\n$/);
  for (const [args, said] of [
    [['polling-mix'], /^k6 runs steady, .* and capacity, and not polling-mix: leave out --driver k6, /],
    [['steady', '--polling-share', '10%'], /^k6 has no long-polling: set --polling-share to 0, /],
  ] as const) {
    const refused = await load([...args, '--driver', 'k6']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(said);
    noStackTrace(refused.output);
  }
});
