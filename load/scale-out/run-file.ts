import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { idForm } from '../../conformance/contract/index.ts';
import { suiteVersion } from '../../conformance/runner/index.ts';
import { type TargetDescription, UsageError } from '../../fixtures/targets/index.ts';
import { type DriverName, driverNames } from '../command/driver-names.ts';
import { readKnob, writeKnob } from '../command/knobs.ts';
import { type Manner, manner } from '../plan.ts';
import { type KnobName, type Knobs, knobNames, knobsSchema, type ScenarioFile } from '../scenarios/index.ts';
import type { Slo } from '../slo/index.ts';
import { type EngineName, engineNames } from './engine-names.ts';

/*
 * What a run on several hosts was to be: written when it is prepared, needed when its results come back. It holds no
 * secret, so it can be kept beside them.
 */

export { type EngineName, engineNames };

const schemaVersion = 1;

const target = z.object({
  kind: z.enum(['url', 'embedded', 'containers']),
  nodes: z.array(z.string()).min(1),
  choice: z.string(),
  ids: idForm,
  /** Their ids. */
  businesses: z.array(z.string()),
  /** `at`: the address, without credentials and parameters, or the path of a module. */
  stimuli: z.object({ kind: z.enum(['hook', 'rest', 'module', 'none']), at: z.string().optional() }),
});

export const distributedRun = z.object({
  schemaVersion: z.literal(schemaVersion),
  kind: z.literal('distributed-run'),
  suite: z.object({ name: z.literal('pingback-suite'), version: z.string() }),
  runId: z.string().min(1),
  engine: z.enum(engineNames),
  driver: z.enum(driverNames),
  scenario: z.object({
    /** As it was asked for: a name, or a path. */
    asked: z.string(),
    name: z.string(),
    question: z.string(),
  }),
  /** Every knob, of all workers together, as it would be typed. */
  knobs: z.record(z.enum(knobNames), z.string()),
  /** The SLOs that were asked for; those that every run has to hold come by themselves. */
  slos: z.array(z.object({ text: z.string(), from: z.string() })),
  workers: z.number().int().positive(),
  /**
   * How workers get their numbers: `counted` from 0, or `drawn`, where all are started alike and each makes up a number
   * of its own.
   */
  numbers: z.enum(['counted', 'drawn']),
  seed: z.number().int(),
  target,
  /** What was found out about the target before the run. */
  manner,
  /** Names of environment variables that a worker cannot do without. */
  secrets: z.array(z.string()),
  /** The command line that prepared the run. */
  command: z.string(),
});
export type DistributedRun = z.infer<typeof distributedRun>;

/** What a run is described by; most of it is what `prepare` of the `load` command hands out. */
export interface RunToDescribe {
  runId: string;
  engine: EngineName;
  driver: DriverName;
  /** The scenario as it was asked for. */
  asked: string;
  scenario: Pick<ScenarioFile, 'name' | 'question' | 'knobs'>;
  slos: readonly Slo[];
  workers: number;
  numbers: DistributedRun['numbers'];
  seed: number;
  /** With the names of variables in the place of what was filled in from the environment. */
  target: Pick<TargetDescription, 'kind' | 'nodes' | 'choice' | 'ids' | 'businesses' | 'stimuli'>;
  manner: Manner;
  /** Secrets of the environment by name: only their names are written. */
  secrets: ReadonlyMap<string, string>;
  command: string;
}

/** The run as its file holds it. Throws a `UsageError` for one that takes somebody who watches over all workers. */
export function describeRun(run: RunToDescribe): DistributedRun {
  const { runId, engine, driver, asked, scenario, workers, numbers, seed, manner, command } = run;
  const { name, question, knobs } = scenario;
  const { kind, nodes, choice, ids, businesses } = run.target;
  refuseSteps(knobs);
  const written = knobNames.map((knob: KnobName) => [knob, writeKnob(knob, knobs[knob])]);
  return distributedRun.parse({
    schemaVersion,
    kind: 'distributed-run',
    suite: { name: 'pingback-suite', version: suiteVersion },
    ...{ runId, engine, driver },
    scenario: { asked, name, question },
    knobs: Object.fromEntries(written),
    slos: run.slos.filter(({ from }) => from !== 'default').map(({ text, from }) => ({ text, from })),
    ...{ workers, numbers, seed },
    target: {
      ...{ kind, nodes, choice, ids },
      businesses: businesses.map(({ id }) => id),
      stimuli: stimuliOf(run.target),
    },
    manner,
    secrets: [...run.secrets.keys()].sort(),
    command,
  });
}

/**
 * Throws a `UsageError` for a run in steps: who decides after each of them whether the next one is worth while has to see
 * all workers.
 */
export function refuseSteps({ steps }: Pick<Knobs, 'steps'>): void {
  if (steps === 1) return;
  throw new UsageError(
    `A distributed run has one measured window, and this one has ${steps} steps (--steps): after each of them all workers have to be judged together, and nobody sees them all. Run steady at the rates in question, one after the other.`,
  );
}

/** The knobs of a run. Throws a `UsageError` that names one which cannot be read. */
export function knobsOf({ knobs }: DistributedRun): Knobs {
  const read = Object.entries(knobs).map(([knob, text]) => {
    try {
      return [knob, readKnob(knob as KnobName, text)];
    } catch (error) {
      throw new UsageError(`knobs.${knob}: ${(error as Error).message}, got ${short(text)}`);
    }
  });
  const { data, error } = knobsSchema.safeParse(Object.fromEntries(read));
  if (data) return data;
  const [issue] = error.issues;
  throw new UsageError(`knobs.${issue?.path.join('.')}: ${issue?.message}`);
}

function stimuliOf({ stimuli }: RunToDescribe['target']): DistributedRun['target']['stimuli'] {
  if (stimuli.kind === 'module') return { kind: stimuli.kind, at: stimuli.path };
  if (!('url' in stimuli)) return { kind: stimuli.kind };
  // By hand: names of variables in it are to stay as they are.
  const at = stimuli.url.replace(/[?#].*/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1');
  return { kind: stimuli.kind, at };
}

const nextStep = 'Give the file that `load --distributed` wrote as run.json.';

/** Reads the description of a run. Throws a `UsageError` that names the file, the place and what was expected there. */
export async function readRun(path: string): Promise<DistributedRun> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    throw new UsageError(`${path} ${why}. ${nextStep}`);
  });
  let written: { kind?: unknown; schemaVersion?: unknown } | null;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON, or was cut off (${(error as Error).message}). ${nextStep}`);
  }
  if (written?.kind !== 'distributed-run') {
    throw new UsageError(
      `${path}: expected the description of a distributed run ("kind": "distributed-run"), got ${short(written?.kind)}. ${nextStep}`,
    );
  }
  const { schemaVersion: version } = written;
  if (Number.isInteger(version) && (version as number) > schemaVersion) {
    throw new UsageError(
      `${path} has version ${version}, and this suite reads up to ${schemaVersion}. Merge with the version of the suite that prepared the run, or a newer one.`,
    );
  }
  const checked = distributedRun.safeParse(written);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new UsageError(`${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}. ${nextStep}`);
  }
  try {
    knobsOf(checked.data);
    return checked.data;
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}. ${nextStep}`);
  }
}

function short(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 60);
}
