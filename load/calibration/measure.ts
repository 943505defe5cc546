import { randomBytes } from 'node:crypto';
import { configSchema } from '../../fixtures/targets/index.ts';
import { CannotMeasure } from '../cannot-measure.ts';
import type { Tick } from '../control/index.ts';
import { type Outcome, type RunWorkersOptions, runWorkers } from '../driver/index.ts';
import type { SegmentRecord, WorkerRecord } from '../measure/index.ts';
import type { PlanSegment, WorkerPlan } from '../plan.ts';
import {
  type KnobsInput,
  readScenario,
  type ScenarioFile,
  withKnobs,
  workerPlans,
} from '../scenarios/index.ts';
import { fanOutManner } from './fan-out-server.ts';

export interface Journeys {
  scenario: ScenarioFile;
  plan: WorkerPlan;
}

export interface JourneyOptions {
  nodes: readonly string[];
  knobs: Partial<KnobsInput>;
  seed: number;
  /** Parts of the window, one after the other; without, the window is one. */
  parts?: { count: number; durationMs: number };
}

/** The journeys of `steady` for one worker, against nodes of the fan-out server; where there are parts, latencies are told apart by node. */
export async function planJourneys({ nodes, knobs, seed, parts }: JourneyOptions): Promise<Journeys> {
  const steady = withKnobs(await readScenario('steady'), { ...withoutStimuli, ...knobs });
  const scenario: ScenarioFile = parts ? { ...steady, breakdown: 'nodes' } : steady;
  const { connect, ids } = configSchema.parse({});
  const businesses = [{ id: 'calibration', agents: [1] }];
  const target = { nodes: [...nodes], connect, ids, businesses, stimuli: { kind: 'none' } as const };
  const runId = randomBytes(4).toString('hex');
  const [plan] = workerPlans({ scenario, target, manner: fanOutManner, workers: 1, seed, runId });
  if (plan === undefined) throw new TypeError('one worker was asked for');
  return { scenario, plan: parts ? { ...plan, segments: partsOf(parts, plan.journey.rate) } : plan };
}

/** Agents join, get messages and type; all messages take the way over a socket. */
const withoutStimuli = { replyShare: 0, readShare: 0 } satisfies Partial<KnobsInput>;

function partsOf({ count, durationMs }: { count: number; durationMs: number }, rate: number): PlanSegment[] {
  return Array.from({ length: count }, (_, part) => ({ label: `part ${part + 1}`, durationMs, rate }));
}

export interface RunOptions {
  /** A part is over; says whether the next one is wanted. */
  onPart?: (part: SegmentRecord) => 'go-on' | 'stop';
  onTick?: (tick: Tick) => void;
  /** The worker is there, in this process. */
  onHello?: (pid: number) => void;
  signal: AbortSignal;
}

/** Runs them. Throws a `CannotMeasure` when the worker was lost. */
export type Run = (journeys: Journeys, options: RunOptions) => Promise<WorkerRecord>;

/** Runs journeys as `load` does, with the driver that is given. */
export function runBy(drive: (options: RunWorkersOptions) => Promise<Outcome>): Run {
  return async ({ scenario, plan }, { onPart, onTick, onHello, signal }) => {
    const { records, problems } = await drive({
      plans: [plan],
      scenario,
      onHello: (_worker, pid) => onHello?.(pid),
      onTick: (_worker, tick) => onTick?.(tick),
      onSegment: (_index, [part]) => (part && onPart ? onPart(part) : 'go-on'),
      onProblem: () => {},
      signal,
    });
    signal.throwIfAborted();
    const [record] = records;
    if (record === undefined) throw new CannotMeasure(`Nothing was measured. ${problems.join(' ')}`);
    return record;
  };
}

export const runInArtillery = runBy(runWorkers);
