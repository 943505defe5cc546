import { withSecrets } from './secret-places.ts';

/*
 * How workers that no coordinator reaches find their plan in a file. Needs nothing of Node: k6 does it as well.
 */

export interface PlanFile {
  schemaVersion: 1;
  kind: 'worker-plans';
  /** Names of the environment variables that stand in it in place of their values. */
  secrets: string[];
  /** What all plans have in common, and what each has besides. */
  common: object;
  workers: object[];
}

/** Plans, unchecked, and the secrets that are in them. */
export interface FoundPlans {
  plans: [object, ...object[]];
  secrets: string[];
}

/** What a file of plans holds. Throws an `Error` that says what was expected. */
export function plansIn(text: string, env: Readonly<Record<string, string | undefined>>): FoundPlans {
  const file = parsed(text);
  // The plan of a single worker, as it is.
  if (file.kind === undefined && 'runId' in file) return { plans: [file], secrets: [] };
  if (file.kind !== 'worker-plans')
    throw new Error('Expected a file with the plans of workers ("kind": "worker-plans").');
  if (file.schemaVersion !== 1) {
    throw new Error(
      `Expected plans of version 1, got ${JSON.stringify(file.schemaVersion)}. Run the workers with the version of the suite that prepared the run.`,
    );
  }
  const { secrets, common, workers } = file as unknown as PlanFile;
  if (!Array.isArray(workers) || workers.length === 0)
    throw new Error('The file with the plans of workers has none.');
  const plans = workers.map((own) => ({ ...common, ...own }));
  const filled = withSecrets(plans, secrets, env) as FoundPlans['plans'];
  return { plans: filled, secrets: secrets.map((name) => env[name] as string) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `The file with the plans of workers is no JSON, or was cut off (${(error as Error).message}).`,
    );
  }
}

/** Tells which worker this is. `worker`: its place among all, from 0. `name`: one that no other worker has. */
export interface WhichWorker {
  worker?: string;
  name?: string;
}

/**
 * The plan of a worker: by its place; else, where there is one plan for all who are started alike, with a number of 31
 * bits that is made of its name. Throws an `Error` when that does not say which.
 */
export function ownPlan<Plan extends { worker: number }>(
  plans: readonly Plan[],
  { worker, name }: WhichWorker,
): Plan {
  const [only] = plans;
  if (worker !== undefined && worker !== '') {
    const plan = plans.find((one) => String(one.worker) === worker);
    if (plan) return plan;
    throw new Error(`There is no plan for worker ${worker}: the file has those of ${listOf(plans)}.`);
  }
  if (only === undefined || plans.length > 1) {
    throw new Error(
      `The file has the plans of workers ${listOf(plans)}, and nothing says which one this is.`,
    );
  }
  return name ? { ...only, worker: numberOf(name) } : only;
}

function listOf(plans: readonly { worker: number }[]): string {
  return plans.map(({ worker }) => worker).join(', ');
}

/** FNV-1a, without its sign. */
export function numberOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash & 0x7fffffff;
}
