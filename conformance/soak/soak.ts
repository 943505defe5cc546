import { availableParallelism, freemem } from 'node:os';
import type { Delay } from '../../fixtures/delaying-proxy/index.ts';
import { findPython } from '../../fixtures/implementations/python/environment.ts';
import { TargetError } from '../../fixtures/targets/index.ts';
import type { SoakResult } from '../../reports/results/index.ts';
import { inLanes } from '../kill-matrix/lanes.ts';
import { suiteVersion } from '../runner/index.ts';
import type { Means } from './implementations.ts';
import { type Lane, openLane } from './lanes.ts';
import { type JudgedRun, judgedBy, verdictOf } from './verdict.ts';

export interface SoakOptions {
  /** Numbers of the runs. A number decides, with the seed, everything that chance has to do with a run. */
  runs: readonly number[];
  seed: number;
  signal: AbortSignal;
}

export type SoakProgress =
  | { kind: 'started'; runs: number; lanes: number; seed: number; absent: SoakResult['absent'] }
  | { kind: 'run'; judged: JudgedRun; done: number; total: number };

/** A network as between continents, in each direction. */
const delay: Delay = { leastMs: 0, mostMs: 150 };
/**
 * Runs that are under way at once, each on servers of its own: on a slow network they wait more than they compute, and
 * what they compute is the others' pressure. As many as the memory holds.
 */
const lanesPerProcessor = 5;
const laneBytes = 800 * 2 ** 20;

/**
 * Holds the suite against servers that are right, again and again. Once interrupted it says what there is so far. Throws
 * a `TargetError` when a server cannot be started.
 */
export async function runSoak(
  { runs: numbers, seed, signal }: SoakOptions,
  report: (progress: SoakProgress) => void,
): Promise<SoakResult> {
  const startedAt = new Date();
  const { means, absent } = await available();
  const lanes = Array.from({ length: lanesFor(numbers.length) }, openLane);
  report({ kind: 'started', runs: numbers.length, lanes: lanes.length, seed, absent });
  const done: JudgedRun[] = [];
  await allIn(lanes, numbers, signal, async (number, lane) => {
    const judged = await oneRun(lane, { number, seed, means: means[number % means.length] as Means });
    if (signal.aborted) return;
    done.push(judged);
    report({ kind: 'run', judged, done: done.length, total: numbers.length });
  });
  const inOrder = done.toSorted((one, other) => one.run.number - other.run.number);
  const runs = inOrder.map(({ run }) => run);
  const wrong = inOrder.flatMap((judged) => judged.wrong);
  const durationMs = Date.now() - startedAt.getTime();
  return {
    schemaVersion: 1,
    kind: 'soak',
    suite: {
      name: 'pingback-suite',
      version: suiteVersion,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    ...verdictOf({ runs, planned: numbers.length, seed, durationMs }),
    startedAt: startedAt.toISOString(),
    durationMs,
    seed,
    lanes: lanes.length,
    delay,
    absent,
    runs,
    wrong,
  };
}

function lanesFor(runs: number): number {
  const most = Math.min(runs, lanesPerProcessor * availableParallelism(), Math.floor(freemem() / laneBytes));
  return Math.max(most, 1);
}

/** Works through the runs on all lanes, until the signal or the first that throws; the lanes are closed in the end. */
async function allIn(
  lanes: readonly Lane[],
  numbers: readonly number[],
  signal: AbortSignal,
  work: (number: number, lane: Lane) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const close = () => {
    ending.abort();
    return Promise.all(lanes.map((lane) => lane.close()));
  };
  signal.addEventListener('abort', close);
  try {
    await inLanes(lanes.length, numbers, async (number, index) => {
      if (!ending.signal.aborted) await work(number, lanes[index] as Lane);
    });
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
}

async function oneRun(
  lane: Lane,
  { number, seed, means }: { number: number; seed: number; means: Means },
): Promise<JudgedRun> {
  const { implementation } = means;
  const startedAtMs = performance.now();
  const answer = await lane.carryOut({ means, seed: [seed, number], delay });
  if ('unstarted' in answer) throw new TargetError(`${implementation}, run ${number}: ${answer.unstarted}`);
  return judgedBy(answer, { number, implementation, durationMs: performance.now() - startedAtMs }, seed);
}

/** The implementations that this machine can run, in turn. */
async function available(): Promise<{ means: Means[]; absent: SoakResult['absent'] }> {
  const python = await findPython().catch(({ message }) => {
    throw new TargetError(message);
  });
  const reference: Means = { implementation: 'reference server' };
  if ('absent' in python)
    return { means: [reference], absent: [{ implementation: 'Python', reason: python.absent }] };
  return { means: [{ implementation: 'Python', python: python.program }, reference], absent: [] };
}
