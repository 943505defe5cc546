import { randomBytes } from 'node:crypto';
import type { Target } from '../../fixtures/targets/index.ts';
import { type Run, runBy } from '../calibration/measure.ts';
import { runWorkers } from '../driver/index.ts';
import { probeManner } from '../journeys/probe.ts';
import { runInK6 } from '../k6/index.ts';
import { ProcessWatch } from '../k6/process-watch.ts';
import type { SegmentRecord } from '../measure/index.ts';
import { usageOfProcess } from '../resources/index.ts';
import { type KnobsInput, readScenario, withKnobs, workerPlans } from '../scenarios/index.ts';
import type { Parts, Runs } from './sizing-sums.ts';
import { lengths } from './workload.ts';

/*
 * What a generator and the server behind it use, first idle and then busy: with few sockets, with many, and with many in
 * larger conversations, so that sending can be told from delivering, and a socket from what is there without any.
 */

export const drives: Record<'artillery' | 'k6', Run> = {
  artillery: runBy(runWorkers),
  k6: runBy(({ scenario: _, ...options }) => runInK6(options)),
};
export type DriverName = keyof typeof drives;

/** `rate`: messages a second by all together; about as many deliveries in each. */
const runs: Record<keyof Runs, { knobs: Partial<KnobsInput>; rate: number }> = {
  few: { knobs: { widgets: 400, agents: 100, hotConversations: 0, ramp: '2s' }, rate: 800 },
  pairs: { knobs: { widgets: 3200, agents: 800, hotConversations: 0, ramp: '5s' }, rate: 800 },
  crowds: { knobs: { widgets: 3600, agents: 400, hotConversations: 400, ramp: '5s' }, rate: 160 },
};
const idleRate = 1;
const [idleMs, busyMs] = [5_000, 8_000];

/** Both sides of one driver's runs. */
export interface Observed<Of = Runs> {
  generator: Of;
  server: Of;
}

/** What each run of one driver took on either side. The target has to be one of the suite's own. */
export async function observe(driver: DriverName, target: Target): Promise<Observed> {
  const all: Observed<Partial<Runs>> = { generator: {}, server: {} };
  for (const run of Object.keys(runs) as (keyof Runs)[]) {
    const { generator, server } = await observeRun(driver, target, run);
    all.generator[run] = generator;
    all.server[run] = server;
  }
  return all as Observed;
}

async function observeRun(driver: DriverName, target: Target, run: keyof Runs): Promise<Observed<Parts>> {
  const { rate, knobs: own } = runs[run];
  const knobs = { ...own, rate: idleRate, warmUp: '3s', sizes: lengths, ...noReplies };
  const scenario = withKnobs(await readScenario('steady'), knobs);
  const { description } = target;
  const manner = await probeManner(description);
  const runId = randomBytes(4).toString('hex');
  const [plan] = workerPlans({ scenario, target: description, manner, workers: 1, seed: 1, runId });
  if (plan === undefined) throw new TypeError('one worker was asked for');
  const segments = [
    { label: 'idle', durationMs: idleMs, rate: idleRate },
    { label: 'busy', durationMs: busyMs, rate },
  ];
  const pids = (target.parts?.() ?? []).flatMap((part) => ('pid' in part ? [part.pid] : []));
  const server = pids.map((pid) => new ProcessWatch(pid, 1));
  const generator: ProcessWatch[] = [];
  const memory: Promise<[generator: number, server: number]>[] = [];
  let ownPid = 0;
  try {
    const record = await drives[driver](
      { scenario, plan: { ...plan, segments } },
      {
        onHello(pid) {
          ownPid = pid;
          generator.push(new ProcessWatch(pid, 1));
        },
        onPart() {
          memory.push(Promise.all([residentOf([ownPid]), residentOf(pids)]));
          return 'go-on';
        },
        signal: new AbortController().signal,
      },
    );
    const resident = await Promise.all(memory);
    const seats = plan.seats.widgets + plan.seats.agents;
    const of = (watches: readonly ProcessWatch[], side: 0 | 1) => {
      const parts = record.segments.map((segment, at) => ({
        ...whatHappened(segment),
        sockets: seats,
        cores: watches.reduce(
          (sum, watch) => sum + (watch.shareBetween(segment.fromMs, segment.toMs) ?? Number.NaN),
          0,
        ),
        residentBytes: resident[at]?.[side] ?? Number.NaN,
      }));
      return parts as unknown as Parts;
    };
    return { generator: of(generator, 0), server: of(server, 1) };
  } finally {
    for (const watch of [...generator, ...server]) watch.stop();
  }
}

/** All messages take the way over a socket, and nothing but messages is sent. */
const noReplies = { replyShare: 0, readShare: 0, typingShare: 0 } satisfies Partial<KnobsInput>;

function whatHappened({ ledgers, fromMs, toMs }: SegmentRecord) {
  const seconds = (toMs - fromMs) / 1000;
  const counts = Object.values(ledgers);
  const sum = (name: 'sent' | 'delivered') => counts.reduce((total, ledger) => total + ledger[name], 0);
  return { sentPerS: sum('sent') / seconds, deliveriesPerS: sum('delivered') / seconds };
}

async function residentOf(pids: readonly number[]): Promise<number> {
  const all = await Promise.all(pids.map((pid) => usageOfProcess(pid)));
  return all.reduce((total, { residentBytes }) => total + residentBytes, 0);
}
