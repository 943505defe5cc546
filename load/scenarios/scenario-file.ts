import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { describeMistakes, nearest, scriptBeside, UsageError } from '../../fixtures/targets/index.ts';
import { stepNames } from '../journeys/step-names.ts';
import { requireAllowedScript } from './allowed-script.ts';
import { type KnobName, type Knobs, type KnobsInput, knobNames, knobsSchema } from './knobs.ts';

/** The scenarios that come along, in the order in which they are listed. */
export const scenarioNames = [
  'steady',
  'hot-conversation',
  'business-broadcast',
  'typing-storm',
  'reconnect-storm',
  'polling-mix',
  'payload-sizes',
  'cross-node',
  'soak',
  'capacity',
] as const;

/** What a scenario cannot do without. */
export const needs = ['stimuli', 'second-node', 'polling'] as const;
export type Need = (typeof needs)[number];

/** What can be so much for each connection. */
const growing = ['ramp', 'rate'] as const satisfies readonly KnobName[];
type Growing = (typeof growing)[number];

/** An Artillery script, and what its `config.pingback` says of it. */
export interface ScenarioFile {
  /** As it is called on the command line; the file's name for a script of the user's own. */
  name: string;
  /** Absolute path of the script. */
  path: string;
  question: string;
  needs: readonly Need[];
  breakdown?: 'nodes' | 'transport' | 'size';
  /** Knobs that grow with the connections, as long as nobody says what they are. */
  growing: readonly Growing[];
  /** Every knob with its value; durations in milliseconds. */
  knobs: Knobs;
  /** Those that the script names: the ones that matter in it. */
  named: readonly KnobName[];
  /** Absolute path of the processor. */
  processor: string;
  /** The script as Artillery takes it, as it was read. */
  script: Record<string, unknown> & { config: Record<string, unknown>; scenarios: Journey[] };
}

const flow = z.array(z.union([z.string(), z.looseObject({})])).min(1);
const journeySchema = z.looseObject({
  name: z.enum(['widget', 'agent']),
  engine: z.literal('socketio-v3'),
  flow,
});
type Journey = z.infer<typeof journeySchema>;

const scriptSchema = z.looseObject({
  config: z.looseObject({
    processor: z.string(),
    pingback: z.strictObject({
      question: z.string().min(1),
      needs: z.array(z.enum(needs)).default([]),
      breakdown: z.enum(['nodes', 'transport', 'size']).optional(),
      growing: z.array(z.enum(growing)).default([]),
      knobs: knobsSchema,
    }),
  }),
  scenarios: z.array(journeySchema).refine(
    (journeys) =>
      journeys
        .map(({ name }) => name)
        .sort()
        .join() === 'agent,widget',
    { error: 'expected two scenarios, named widget and agent' },
  ),
});

/** The scenarios that come along. */
export function listScenarios(): Promise<ScenarioFile[]> {
  return Promise.all(scenarioNames.map(readScenario));
}

/**
 * Reads a scenario by its name, or a script of the user's own by its path (`*.yml`, `*.yaml`, `*.json`). Throws a
 * `UsageError` that names the file and every mistake in it.
 */
export async function readScenario(nameOrPath: string): Promise<ScenarioFile> {
  const path = locate(nameOrPath);
  const written = parseScript(path, await readText(path));
  const result = scriptSchema.safeParse(written);
  if (!result.success) {
    const mistakes = describeMistakes(result.error, written, undefined, scriptSchema);
    throw new UsageError(mistakes.map((mistake) => `${path}: ${mistake}.`).join('\n'));
  }
  requireAllowedScript(path, written);
  const { config, scenarios } = result.data;
  const { question, needs, breakdown, growing, knobs } = config.pingback;
  const processor = processorOf(path, config.processor);
  if (processor === ownProcessor()) refuseUnknownSteps(path, scenarios);
  const named = Object.keys((written as { config: { pingback: { knobs: object } } }).config.pingback.knobs);
  return {
    name: basename(path, extname(path)),
    path,
    question,
    needs,
    breakdown,
    growing,
    knobs,
    named: knobNames.filter((name) => named.includes(name)),
    processor,
    script: written as ScenarioFile['script'],
  };
}

/**
 * The scenario with other values for some knobs; durations may be written as `20s`. Knobs that grow with the
 * connections do so, unless they are among the changes. Throws a `UsageError` that names the
 * knobs, by `nameOf` where they came from elsewhere, such as a flag.
 */
export function withKnobs(
  scenario: ScenarioFile,
  changes: Partial<KnobsInput>,
  nameOf: (knob: KnobName) => string = (knob) => knob,
): ScenarioFile {
  const result = knobsSchema.safeParse({ ...scenario.knobs, ...changes });
  if (result.success) {
    const growing = scenario.growing.filter((knob) => changes[knob] === undefined);
    const growth = connections(result.data) / connections(scenario.knobs);
    const grown = Object.fromEntries(growing.map((knob) => [knob, result.data[knob] * growth]));
    return { ...scenario, growing, knobs: { ...result.data, ...grown } };
  }
  const mistakes = describeMistakes(
    result.error,
    changes,
    ([knob]) => (knobNames.includes(knob as KnobName) ? nameOf(knob as KnobName) : undefined),
    knobsSchema,
  );
  throw new UsageError(mistakes.map((mistake) => `${mistake}.`).join('\n'));
}

function connections({ widgets, agents }: Knobs): number {
  return widgets + agents;
}

function locate(nameOrPath: string): string {
  if ((scenarioNames as readonly string[]).includes(nameOrPath)) {
    return resolve(import.meta.dirname, `${nameOrPath}.yml`);
  }
  if (/\.(ya?ml|json)$/i.test(nameOrPath)) return resolve(nameOrPath);
  const meant = nearest(nameOrPath, scenarioNames);
  const advice = meant ? `did you mean ${meant}?` : `there are ${scenarioNames.join(', ')}.`;
  throw new UsageError(`There is no scenario ${nameOrPath}: ${advice} A script of your own ends in .yml.`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `The script ${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`,
    );
  }
}

/** JSON is YAML, too. */
function parseScript(path: string, text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (!error) return document.toJS() ?? {};
  const [{ line, col } = { line: 1, col: 1 }] = error.linePos ?? [];
  const summary = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  throw new UsageError(`${path}:${line}:${col}: not YAML: ${summary}.`);
}

/** What the steps of the scenarios are, as a module that Artillery loads. */
function ownProcessor(): string {
  return scriptBeside('../journeys/processor', import.meta.url).replace(/\.([tj]s)$/, '.m$1');
}

/** Whether the steps are those of the suite. */
export function isOwnProcessor({ processor }: Pick<ScenarioFile, 'processor'>): boolean {
  return processor === ownProcessor();
}

/** A copy of a script that comes along keeps naming `../journeys/processor.mts`, wherever the copy lies. */
function processorOf(path: string, named: string): string {
  const beside = resolve(dirname(path), named);
  if (existsSync(beside)) return beside;
  if (/(^|\/)journeys\/processor\.mts$/.test(named)) return ownProcessor();
  throw new UsageError(
    `${path}: config.processor: there is no file ${beside}. "../journeys/processor.mts" stands for the suite's own.`,
  );
}

function refuseUnknownSteps(path: string, journeys: readonly Journey[]): void {
  for (const { name, flow } of journeys) {
    for (const step of functionsOf(flow)) {
      if ((stepNames as readonly string[]).includes(step)) continue;
      const meant = nearest(step, stepNames);
      throw new UsageError(
        `${path}: the scenario ${name} calls ${step}, which is no step: ${meant ? `did you mean ${meant}?` : `there are ${stepNames.join(', ')}.`}`,
      );
    }
  }
}

/** Names of functions in a flow, loops included. */
export function functionsOf(flow: Journey['flow']): string[] {
  return flow.flatMap((step) => {
    if (typeof step === 'string') return [];
    const inLoop = Array.isArray(step.loop) ? functionsOf(step.loop) : [];
    return [step.function, step.whileTrue].filter((name) => typeof name === 'string').concat(inLoop);
  });
}
