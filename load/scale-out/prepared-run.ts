import type { WorkerPlan } from '../plan.ts';
import type { ScenarioFile } from '../scenarios/index.ts';
import type { Draft } from './draft.ts';
import type { Place } from './names-in-place.ts';
import type { Secrets } from './secret-places.ts';

/** What an engine makes its files from. */
export interface RunToWrite {
  runId: string;
  plans: readonly [WorkerPlan, ...WorkerPlan[]];
  scenario: ScenarioFile;
  /** By the name of the environment variable that holds each. */
  secrets: Secrets;
  /** Where they are in the target of a plan. */
  places: readonly Place[];
  /** Every text that may not be in a file. */
  hidden: readonly string[];
  /** The command line that prepared the run. */
  command: string;
}

/** What is different from engine to engine. */
export interface Engine {
  /** As it is called in sentences: "tasks of AWS Fargate". */
  workersAre: string;
  driver: 'artillery' | 'k6';
  /** How workers get their numbers: see `DistributedRun`. */
  numbers: 'counted' | 'drawn';
  /** Throws a `UsageError` for what this engine cannot do. */
  require(run: { asked: string; scenario: ScenarioFile; workers: number }): void;
  /** Every file but the description of the run; `commands.sh` among them. */
  drafts(run: RunToWrite): Promise<Draft[]>;
  /** Why the commands cannot be run here, and what to do; nothing when they can. */
  whyNotHere(): Promise<string | undefined>;
}
