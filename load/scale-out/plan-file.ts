import { UsageError } from '../../fixtures/targets/index.ts';
import { type WorkerPlan, workerPlan } from '../plan.ts';
import { type FoundPlans, type PlanFile, plansIn } from './plans-in.ts';
import { type Secrets, withNames } from './secret-places.ts';

/**
 * The plans of workers as a file that may lie anywhere: secrets stand in it by name alone, and what is the same in all
 * plans stands there once. `hidden`: every text that may not be in it. Throws a `UsageError` when one is, because the
 * configuration has it as it is instead of naming an environment variable.
 */
export function planText(
  plans: WorkerPlan | readonly WorkerPlan[],
  secrets: Secrets,
  hidden: readonly string[] = [],
): string {
  const all = Array.isArray(plans) ? plans : [plans];
  const written = withNames(all, secrets) as WorkerPlan[];
  refuseHidden(written, hidden);
  const [first = {}] = written;
  const same = Object.entries(first).filter(([key, value]) =>
    written.every((plan) => JSON.stringify(plan[key as keyof WorkerPlan]) === JSON.stringify(value)),
  );
  const common = Object.fromEntries(same);
  const own = written.map((plan) =>
    Object.fromEntries(Object.entries(plan).filter(([key]) => !(key in common))),
  );
  const file: PlanFile = {
    schemaVersion: 1,
    kind: 'worker-plans',
    secrets: [...secrets.keys()].sort(),
    common,
    workers: own,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

function refuseHidden(plans: readonly WorkerPlan[], hidden: readonly string[]): void {
  const texts = JSON.stringify(plans.map(({ target }) => target));
  const written = (secret: string) => JSON.stringify(secret.replaceAll('$', '$$$$')).slice(1, -1);
  if (!hidden.some((secret) => texts.includes(written(secret)))) return;
  throw new UsageError(
    `The configuration holds a secret as it is (in connect.headers, connect.auth or stimuli), and files for other hosts must not hold one. Put it into an environment variable, and write $${'{NAME}'} in its place.`,
  );
}

/** Plans of workers, and the secrets that are in them. */
export interface Plans {
  plans: [WorkerPlan, ...WorkerPlan[]];
  secrets: string[];
}

/**
 * The plans that a file holds, with the secrets of the environment; a file with the plan of a single worker, as JSON and
 * without secrets, is one, too. Throws a `UsageError` for a variable that is absent and for what is no plan.
 */
export function plansFrom(text: string, env: Readonly<Record<string, string | undefined>>): Plans {
  let found: FoundPlans;
  try {
    found = plansIn(text, env);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const checked = found.plans.map((plan) => {
    const { data, error } = workerPlan.safeParse(plan);
    if (data) return data;
    const [issue] = error.issues;
    throw new UsageError(
      `Expected the plan of a worker, but ${issue?.path.join('.')}: ${issue?.message}. Prepare the run with the version of the suite that the workers have.`,
    );
  });
  return { plans: checked as Plans['plans'], secrets: found.secrets };
}

/** The plan of a file that holds one. Throws as `plansFrom` does. */
export function planFrom(text: string, env: Readonly<Record<string, string | undefined>>): WorkerPlan {
  return plansFrom(text, env).plans[0];
}
