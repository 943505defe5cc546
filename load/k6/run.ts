import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Held, openEstate } from '../../fixtures/targets/index.ts';
import { openCoordinator } from '../control/index.ts';
import {
  leavingMs,
  type Outcome,
  pass,
  type RunWorkersOptions,
  stopOrLose,
  whenEnded,
} from '../driver/index.ts';
import type { WorkerPlan } from '../plan.ts';
import type { Slo } from '../slo/index.ts';
import { trusting } from './authorities.ts';
import { DayWatch } from './day.ts';
import { optionsOf } from './options.ts';
import { ProcessWatch } from './process-watch.ts';
import { requireK6 } from './program.ts';
import { scriptFile } from './script-file.ts';
import { thresholdsOf } from './thresholds.ts';

export interface RunInK6Options extends Omit<RunWorkersOptions, 'scenario'> {
  slos?: readonly Slo[];
  /** How k6 ended, and the summary it printed. */
  onSummary?(exitCode: number | null, summary: string): void;
}

/**
 * Runs a scenario in k6: one process, with a virtual user for each worker. Resolves when every worker has handed over its
 * record or is lost; nothing is left behind then, nor when this very process dies. Throws a `UsageError` when k6 is not
 * there.
 */
export async function runInK6({ slos = [], onSummary, ...options }: RunInK6Options): Promise<Outcome> {
  const { plans, signal } = options;
  const program = await requireK6();
  const problems: string[] = [];
  const onProblem = (text: string) => {
    problems.push(text);
    options.onProblem(text);
  };
  const estate = openEstate();
  const day = new DayWatch();
  let watch: ProcessWatch | undefined;
  const coordinator = await openCoordinator({
    ...options,
    onProblem,
    complete(message) {
      if (message.kind === 'tick') day.look();
      return watch?.complete(message) ?? message;
    },
  });
  const stop = () => stopOrLose(coordinator, plans.length);
  try {
    const folder = await estate.folder();
    const script = await scriptFile(folder);
    const steps = plans[0]?.segments.length ?? 1;
    const thresholds = thresholdsOf(slos, { workers: plans.length, steps });
    const held = estate.spawn(program, await commandLine(folder, script), {
      group: true,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...(await environment(folder, plans[0])),
        PINGBACK_LOAD_CONTROL: coordinator.url(0).replace(/\/0$/, ''),
        PINGBACK_K6_OPTIONS: JSON.stringify(optionsOf(plans, thresholds)),
        PINGBACK_DAY_TO_MONOTONIC_MS: String(day.startMs),
        PINGBACK_HOST: hostname(),
      },
    });
    if (held.child.pid !== undefined) watch = new ProcessWatch(held.child.pid, plans.length);
    let thresholdsCrossed: boolean | undefined;
    const ended = summaryOf(held, (code, summary) => {
      if (code === 0 || code === crossedCode) thresholdsCrossed = code === crossedCode;
      onSummary?.(code, summary);
    });
    whenEnded(held, 'k6', (how) => {
      for (const worker of plans.keys()) coordinator.lose(worker, how);
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const records = await coordinator.records;
    const clockSetMs = day.setMs();
    await Promise.race([ended, pass(leavingMs)]);
    return { records, problems, clockSetMs, thresholdsCrossed };
  } finally {
    watch?.stop();
    signal.removeEventListener('abort', stop);
    await coordinator.close();
    await estate.close();
  }
}

/** With that k6 ends where a threshold was crossed. */
const crossedCode = 99;

/** Resolves when k6 is gone and all that it said has been read. */
function summaryOf({ child }: Held, onSummary: RunInK6Options['onSummary']): Promise<void> {
  let summary = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    summary += text;
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve());
    child.once('close', (code) => {
      onSummary?.(code, summary);
      resolve();
    });
  });
}

/** Without the user's own defaults, without an API that others could call, and without telling anybody of the run. */
async function commandLine(folder: string, script: string): Promise<string[]> {
  const config = join(folder, 'config.json');
  await writeFile(config, '{}');
  const silent = ['--quiet', '--no-color', '--log-format', 'raw', '--no-usage-report'];
  return ['run', ...silent, '--address', '', '--config', config, script];
}

/** Variables that would have k6 report the run elsewhere, change its options, or send load by way of somebody else. */
const notForK6 = /^(K6_.*|(HTTPS?|ALL|NO)_PROXY)$/i;

async function environment(folder: string, plan: WorkerPlan | undefined): Promise<NodeJS.ProcessEnv> {
  const ca = plan?.target.ca;
  const own = Object.entries(process.env).filter(([name]) => !notForK6.test(name));
  return {
    ...Object.fromEntries(own),
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    ...(ca === undefined ? {} : await trusting(ca, folder)),
  };
}
