import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import type { Clause } from '../contract/index.ts';
import type { RunSettings } from '../harness/index.ts';
import type { Assembly } from './assembly.ts';
import { codeExtension, codeRoot } from './package-root.ts';
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
const checksFile = `conformance/specs/all.checks${codeExtension}`;

/**
 * Runs the planned checks: all together those that bear company, then one by one the others (see `inTurns`).
 * Throws when something fails outside of any check, since no verdict can be trusted then.
 */
export async function runChecks(checks: Checks): Promise<void> {
  const { plan, settings, signal } = checks;
  const vitest = await keepingSignals(() => start(settings, reporter(checks)));
  const cancel = () => void vitest.cancelCurrentRun('keyboard-input');
  signal.addEventListener('abort', cancel);
  try {
    await vitest.standalone();
    if (plan.checked.length > 0 && !signal.aborted) await runAll(vitest, plan.checked);
    const [loose] = vitest.state.getUnhandledErrors();
    // It may have kept a frame from being looked at.
    if (loose) throw new Error(`while the checks ran, something failed outside of them: ${messageOf(loose)}`);
  } finally {
    signal.removeEventListener('abort', cancel);
    await vitest.close();
  }
}

async function start(settings: RunSettings, reporting: Reporter): Promise<Vitest> {
  // Loaded here, so that help and mistakes in usage need not wait for it.
  const { createVitest } = await import('vitest/node');
  return createVitest({
    config: false,
    root: codeRoot,
    watch: false,
    include: [checksFile],
    // One worker for all: checks wait more than they compute, and a worker takes longer to start than a check to run.
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    maxConcurrency: checksAtOnce,
    reporters: [reporting],
    provide: { pingback: settings },
    // Vitest would offer to watch, cover and cache; a run of the suite leaves nothing behind.
    cache: false,
  });
}

/** Vitest would end the process at the first Ctrl-C, before anything is tidied up; that is not for it to decide. */
async function keepingSignals<T>(work: () => Promise<T>): Promise<T> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  try {
    return await work();
  } finally {
    for (const [signal, known] of before)
      for (const listener of process.listeners(signal))
        if (!known.includes(listener)) process.off(signal, listener);
  }
}

async function runAll(vitest: Vitest, clauses: readonly Clause[]): Promise<void> {
  const testNamePattern = new RegExp(`^(${clauses.map(({ id }) => id).join('|')}) `);
  const project = vitest.getRootProject();
  const specification = project.createSpecification(`${codeRoot}/${checksFile}`, { testNamePattern });
  await vitest.runTestSpecifications([specification], true);
}

function reporter({ plan, assembly, checking, report }: Checks): Reporter {
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
      // Where a spec cannot even be loaded, no test is known; what has an outcome keeps it.
      const message = `The checks could not be run, which is a mistake of the suite: ${error.message}`;
      for (const { id } of plan.checked) assembly.breaks(id, message);
    },
  };
}

function idOf(test: TestCase): string {
  return test.name.slice(0, test.name.indexOf(' '));
}

function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | null)?.message ?? error);
}

function firstError(errors: readonly { message: string }[] | undefined): string {
  return errors?.[0]?.message ?? 'no reason is known';
}
