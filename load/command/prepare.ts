import { availableParallelism } from 'node:os';
import { configFlags, requireWritable } from '../../fixtures/command-line/index.ts';
import { type Config, type Filled, loadConfig, requireRedisAddress } from '../../fixtures/targets/index.ts';
import { CannotMeasure } from '../cannot-measure.ts';
import { judgeHeadroom, openFiles } from '../measure/index.ts';
import type { Manner } from '../plan.ts';
import { destinationsOf, requireLoadAllowed } from '../safety/index.ts';
import {
  type PlanOptions,
  readScenario,
  type ScenarioFile,
  withKnobs,
  workerPlans,
} from '../scenarios/index.ts';
import { parseSlos, type Slo } from '../slo/index.ts';
import { drivers } from './drivers.ts';
import { flagOf, knobsOfConfig } from './knobs.ts';
import { knobsOfFlags, type LoadFlags } from './options.ts';

/** Everything that is known of a run before the first connection. */
export interface Prepared {
  /** The scenario as it was asked for: a name, or a path. */
  asked: string;
  flags: LoadFlags;
  config: Config;
  secrets: string[];
  /** Those that come of the environment, by the name of their variable. */
  secretsByName: ReadonlyMap<string, string>;
  /** Every place of the configuration that was filled in from the environment. */
  filled: readonly Filled[];
  /** With the knobs that flags and configuration give. */
  scenario: ScenarioFile;
  /** As its script has it. */
  defaults: ScenarioFile;
  slos: Slo[];
  workers: number;
  seed: number;
}

/** Reads scenario, configuration, flags and SLOs. Throws a `UsageError` for a mistake in one of them. */
export async function prepare(nameOrPath: string, flags: LoadFlags): Promise<Prepared> {
  const defaults = await readScenario(nameOrPath);
  const { config, secrets, secretsByName, filled } = await loadConfig({
    file: flags.config,
    cwd: process.cwd(),
    env: process.env,
    flags: configFlags(flags),
  });
  const inConfig = knobsOfConfig(config.load.knobs);
  const onLine = knobsOfFlags(flags);
  const scenario = withKnobs(defaults, { ...inConfig, ...onLine }, (knob) =>
    onLine[knob] === undefined ? `load.knobs.${knob}` : flagOf(knob),
  );
  const slos = parseSlos([
    ...flags.slo.map((text) => ({ text, from: '--slo' })),
    ...config.load.slo.map((text, index) => ({ text, from: `load.slo[${index}]` })),
  ]);
  const workers = flags.workers ?? config.load.workers ?? 1;
  const seed = flags.seed ?? config.load.seed ?? Math.floor(Math.random() * 2 ** 31);
  // Plans are made again when the target is known; contradictions show before one is started.
  workerPlans({ scenario, target: foreseen(config, flags), manner: unknownManner, workers, seed, runId: '' });
  return {
    asked: nameOrPath,
    flags,
    config,
    secrets,
    secretsByName,
    filled,
    scenario,
    defaults,
    slos,
    workers,
    seed,
  };
}

const unknownManner: Manner = {
  echoesToSender: false,
  newMessageToBusiness: false,
  creatorFollows: false,
  typingToSender: false,
};

/** What the target will have: that of the suite's own lacks nothing. */
function foreseen(config: Config, { target }: LoadFlags): PlanOptions['target'] {
  if (config.nodes.length > 0 && target === undefined) return config;
  const nodes = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
  return { ...config, nodes, stimuli: { kind: 'hook', url: 'http://127.0.0.1:3', headers: {} } };
}

/**
 * Makes sure that the run may and can take place, before its first connection. Throws a `UsageError` where load is not
 * allowed or the driver is absent, and a `CannotMeasure` where this machine has no room for the generator.
 */
export async function requireAble(prepared: Prepared): Promise<void> {
  const { flags, config, scenario, workers } = prepared;
  const driver = drivers[flags.driver];
  await driver.require(prepared);
  await requireAllowed(flags, config);
  await requireWritable(flags.out);
  const { widgets, agents } = scenario.knobs;
  const doubts = judgeHeadroom({
    workers,
    socketsPerWorker: Math.ceil((widgets + agents) / workers),
    sharesProcess: driver.sharesProcess,
    bytesPerSocket: driver.bytesPerSocket,
    cpus: availableParallelism(),
    fileLimit: openFiles().limit,
    availableMemoryBytes: process.availableMemory(),
  });
  if (doubts.length === 0) return;
  throw new CannotMeasure(doubts.map(({ reason, advice }) => `${reason} ${advice}`).join('\n'));
}

/** To be asked before the first connection, and again of what a target of the suite's own turns out to be. */
export async function requireAllowed(
  { redis, serverMetrics, allowProduction, target }: LoadFlags,
  { nodes, stimuli, allowLoadOn }: Pick<Config, 'nodes' | 'stimuli' | 'allowLoadOn'>,
): Promise<void> {
  if (redis !== undefined) requireRedisAddress(redis);
  const others = [
    // Whatever is sent to an embedded target goes through its Redis.
    ...(redis === undefined ? [] : [{ url: redis, from: '--redis' }]),
    ...serverMetrics.map((url) => ({ url, from: '--server-metrics' })),
  ];
  const given = target === undefined ? { nodes, stimuli } : { nodes: [], stimuli: { kind: 'none' } as const };
  await requireLoadAllowed(destinationsOf(given, others), { allowLoadOn, allowProduction });
}
