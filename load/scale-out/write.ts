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
import { planText } from './plan-file.ts';
import { type DistributedRun, describeRun } from './run-file.ts';
import type { Secrets } from './secret-places.ts';

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
  const secrets = neededSecrets(plans, prepared);
  const command = createRedactor(prepared.secrets).text(repeatCommand(prepared));
  const run = describeRun({
    ...prepared,
    ...{ runId, engine: name, target, manner, secrets, command },
    driver: engine.driver,
    numbers: engine.numbers,
  });
  const drafts = await engine.drafts({
    ...{ runId, scenario, secrets, command },
    plans: [first, ...plans.slice(1)],
    hidden: prepared.secrets,
  });
  const described = { path: 'run.json', text: `${JSON.stringify(run, null, 2)}\n` };
  const files = await writeDrafts(folder, [described, ...drafts]);
  return { run, files, commands: resolve(folder, 'commands.sh'), seats: first.seats };
}

/** A configuration may hold more secrets than workers have to know, such as those of commands that restart a server. */
function neededSecrets(
  plans: readonly WorkerPlan[],
  { secretsByName, secrets }: Pick<Prepared, 'secretsByName' | 'secrets'>,
): Secrets {
  const text = planText(plans, secretsByName, secrets);
  return new Map([...secretsByName].filter(([name]) => text.includes(`\${${name}}`)));
}
