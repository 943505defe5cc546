import { resolve } from 'node:path';
import type { TargetDescription } from '../../fixtures/targets/index.ts';
import { createRedactor } from '../../reports/redact/index.ts';
import type { Prepared } from '../command/prepare.ts';
import { repeatCommand } from '../command/repeat.ts';
import type { Manner, WorkerPlan } from '../plan.ts';
import { workerPlans } from '../scenarios/index.ts';
import { writeDrafts } from './draft.ts';
import type { EngineName } from './engine-names.ts';
import { engines } from './engines.ts';
import { type Place, withNames } from './names-in-place.ts';
import { type DistributedRun, describeRun, type RunToDescribe } from './run-file.ts';
import { refuseOwnNames } from './shell.ts';

export interface RunToPrepare {
  prepared: Prepared;
  engine: EngineName;
  runId: string;
  /** The target, and what was found out about it. */
  target: TargetDescription;
  manner: Manner;
  /** The certificate authority, as PEM text. */
  ca?: string;
}

export interface WrittenRun {
  run: DistributedRun;
  /** Absolute paths. */
  files: string[];
  commands: string;
  /** What a worker has. */
  seats: WorkerPlan['seats'];
}

/** Writes everything that a run on other hosts takes into the folder. Throws a `UsageError` for what the engine cannot do. */
export async function writeRun(folder: string, options: RunToPrepare): Promise<WrittenRun> {
  const { prepared, engine: name, runId, target, manner, ca } = options;
  const { scenario, workers, seed } = prepared;
  const engine = engines[name];
  const plans = workerPlans({ scenario, target, ca, manner, workers, seed, runId });
  const [first] = plans;
  if (first === undefined) throw new TypeError('there is a worker at least');
  const places = placesIn(first, prepared);
  const secrets = new Map(places.map(({ name, value }) => [name, value]));
  refuseOwnNames([...secrets.keys()]);
  const { text: redact } = createRedactor(prepared.secrets);
  const command = redact(repeatCommand(prepared));
  const run = describeRun({
    ...prepared,
    ...{ runId, engine: name, manner, secrets, command },
    target: withShown(target, places, redact),
    driver: engine.driver,
    numbers: engine.numbers,
  });
  const drafts = await engine.drafts({
    ...{ runId, scenario, secrets, places, command },
    plans: [first, ...plans.slice(1)],
    hidden: prepared.secrets,
  });
  const described = { path: 'run.json', text: `${JSON.stringify(run, null, 2)}\n` };
  const files = await writeDrafts(folder, [described, ...drafts]);
  return { run, files, commands: resolve(folder, 'commands.sh'), seats: first.seats };
}

/** For people: nobody fills these names in again. */
function withShown(
  { kind, nodes, choice, ids, businesses, stimuli }: TargetDescription,
  places: readonly Place[],
  redact: (text: string) => string,
): RunToDescribe['target'] {
  const shown = withNames({ businesses, stimuli }, places, (text) => text);
  return { kind, nodes, ids, choice: redact(choice), ...shown };
}

/**
 * Where the plans of workers have what was filled in from the environment. A configuration may hold more secrets than
 * workers have to know, such as those of commands that restart a server.
 */
function placesIn({ target }: WorkerPlan, { filled }: Pick<Prepared, 'filled'>): Place[] {
  return filled
    .filter((place) => place.value !== '' && !isAddress(place, target))
    .map((place) => (place.path[0] === 'connect' ? { ...place, path: place.path.slice(1) } : place))
    .filter(({ path }) => typeof at(target, path) === 'string');
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((part: unknown, key) => Object(part)[key], value);
}

/** Where a server is, every report shows: its scheme, host and port. A name or a password before them is none of it. */
function isAddress({ path, value, at: from }: Place, { stimuli }: WorkerPlan['target']): boolean {
  if (path[0] === 'nodes') return true;
  if (path.join('.') !== 'stimuli.url' || !('url' in stimuli)) return false;
  const [origin = '', scheme = '', user = ''] = /^(\w+:\/\/)([^/?#]*@)?[^/?#]*/.exec(stimuli.url) ?? [];
  const to = from + value.length;
  return to <= origin.length && (to <= scheme.length || from >= scheme.length + user.length || user === '');
}
