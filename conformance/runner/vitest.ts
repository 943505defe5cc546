import { createVitest, type TestCase, type TestModule, type Vitest } from 'vitest/node';
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
const checksAtOnce = 16;
const checksFile = 'conformance/specs/*.checks.ts';

/** First everything that leaves the target whole, then what takes parts of it away, when nobody else is there. */
const phases = ['calm', 'outages'] as const;
type Phase = (typeof phases)[number];

/** Runs the planned checks: all the calm ones together, then those that take the target apart, alone. */
export async function runChecks(checks: Checks): Promise<void> {
  const { plan, settings, signal } = checks;
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
    for (const phase of phases) {
      if (plan[phase].length > 0 && !signal.aborted) await runTogether(vitest, phase, plan[phase]);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    await vitest.close();
  }
}

async function runTogether(vitest: Vitest, phase: Phase, clauses: readonly Clause[]): Promise<void> {
  const testNamePattern = new RegExp(`^(${clauses.map(({ id }) => id).join('|')}) `);
  const file = `${packageRoot}/${checksFile.replace('*', phase)}`;
  await vitest.runTestSpecifications(
    [vitest.getRootProject().createSpecification(file, { testNamePattern })],
    true,
  );
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
