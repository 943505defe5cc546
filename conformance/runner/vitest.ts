import type { TestCase, TestModule, Vitest } from 'vitest/node';
import type { Clause } from '../contract/index.ts';
import type { RunSettings } from '../harness/index.ts';
import type { Assembly } from './assembly.ts';
import { packageRoot } from './package-root.ts';
import type { Plan } from './plan.ts';

export interface Checks {
  plan: Plan;
  settings: RunSettings;
  assembly: Assembly;
  /** Called when the first check begins. */
  checking: () => void;
  /** Called when the check of a clause has ended, with the ids of those under way. */
  report: (clauseId: string, running: string[]) => void;
  signal: AbortSignal;
}

/** How many checks run at once: enough for their waiting to overlap, few enough that none waits for the others' work. */
const checksAtOnce = 24;
const checksFile = 'conformance/specs/all.checks.ts';

/** Runs the planned checks: all together, and at the end, one by one, those that take the target apart. */
export async function runChecks(checks: Checks): Promise<void> {
  const { plan, settings, signal } = checks;
  // Loaded here, so that help and mistakes in usage need not wait for it.
  const { createVitest } = await import('vitest/node');
  const vitest = await createVitest({
    config: false,
    root: packageRoot,
    watch: false,
    include: [checksFile],
    // One worker for all: checks wait more than they compute, and a worker takes longer to start than a check to run.
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    maxConcurrency: checksAtOnce,
    reporters: [reporter(checks)],
    provide: { pingback: settings },
    // Vitest would offer to watch, cover and cache; a run of the suite leaves nothing behind.
    cache: false,
  });
  const cancel = () => void vitest.cancelCurrentRun('keyboard-input');
  signal.addEventListener('abort', cancel);
  try {
    await vitest.standalone();
    if (plan.checked.length > 0 && !signal.aborted) await runAll(vitest, plan.checked);
  } finally {
    signal.removeEventListener('abort', cancel);
    await vitest.close();
  }
}

async function runAll(vitest: Vitest, clauses: readonly Clause[]): Promise<void> {
  const testNamePattern = new RegExp(`^(${clauses.map(({ id }) => id).join('|')}) `);
  const project = vitest.getRootProject();
  const specification = project.createSpecification(`${packageRoot}/${checksFile}`, { testNamePattern });
  await vitest.runTestSpecifications([specification], true);
}

function reporter({ assembly, checking, report }: Checks) {
  const running = new Set<string>();
  let begun = false;
  return {
    onTestCaseReady: (test: TestCase) => {
      if (!begun) checking();
      begun = true;
      running.add(idOf(test));
    },
    onTestCaseResult: (test: TestCase) => {
      const id = idOf(test);
      running.delete(id);
      const { outcome } = test.meta();
      if (outcome) assembly.add(outcome);
      else if (test.result().state === 'skipped') return;
      else assembly.breaks(id, `The check did not come to its end: ${firstError(test.result().errors)}`);
      report(id, [...running]);
    },
    onTestModuleEnd: (module: TestModule) => {
      const error = module.errors()[0];
      if (!error) return;
      const message = `Its spec file could not be run: ${error.message}`;
      for (const test of module.children.allTests()) assembly.breaks(idOf(test), message);
    },
  };
}

function idOf(test: TestCase): string {
  return test.name.slice(0, test.name.indexOf(' '));
}

function firstError(errors: readonly { message: string }[] | undefined): string {
  return errors?.[0]?.message ?? 'no reason is known';
}
