import { UsageError } from '../../fixtures/targets/index.ts';
import { type WorkerPlan, workerPlan } from '../plan.ts';
import { refuseLiterals } from './literal-secrets.ts';
import { type Place, withNames } from './names-in-place.ts';
import { type FoundPlans, type PlanFile, plansIn } from './plans-in.ts';

/**
 * The plans of workers as a file that may lie anywhere: secrets stand in it by name alone, and what is the same in all
 * plans stands there once. `places`: what was filled in from the environment, by paths in the target of a plan. `hidden`:
 * every text that may not be in it. Throws a `UsageError` for what may be a secret and is none of these places.
 */
export function planText(
  plans: WorkerPlan | readonly WorkerPlan[],
  places: readonly Place[],
  hidden: readonly string[] = [],
): string {
  const all = Array.isArray(plans) ? plans : [plans];
  const inPlan = places.map((place) => ({ ...place, path: ['target', ...place.path] }));
  const written: WorkerPlan[] = all.map((plan) => withNames(plan, inPlan));
  for (const { target } of written) refuseLiterals(target, hidden);
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
    secrets: [...new Set(places.map(({ name }) => name))].sort(),
    common,
    workers: own,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
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
