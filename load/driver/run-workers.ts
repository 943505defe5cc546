import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openEstate, scriptBeside } from '../../fixtures/targets/index.ts';
import { controlVariable, openCoordinator, type Tick } from '../control/index.ts';
import type { SegmentRecord, WorkerRecord } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import type { ScenarioFile } from '../scenarios/index.ts';
import { requireArtillery } from './artillery.ts';
import { leavingMs, pass, stopOrLose, whenEnded } from './ending.ts';
import { artilleryScript } from './script.ts';

export interface RunWorkersOptions {
  /** One for each worker: `workerPlans`. */
  plans: readonly WorkerPlan[];
  scenario: ScenarioFile;
  /** A worker is there, in this process. */
  onHello?(worker: number, pid: number): void;
  /** What a worker says once a second; workers count from 0. */
  onTick(worker: number, tick: Tick): void;
  /** A segment is over in all workers; says whether the next one is worth while. */
  onSegment(index: number, records: SegmentRecord[]): 'go-on' | 'stop';
  /** Something that spoils the run or a part of it: a worker that vanished, a seat that nobody took. As it happens. */
  onProblem(text: string): void;
  /** Ends the run before its time: what was measured until then is handed over. */
  signal: AbortSignal;
}

export interface Outcome {
  /** By how much the time of day was set during the run, in milliseconds. Absent where the driver does not go by it. */
  clockSetMs?: number;
  /** Whether the driver itself says that one of those SLOs was missed that it was given. Absent where it says nothing of it. */
  thresholdsCrossed?: boolean;
  /** Of the workers that came to an end, in their order; of none when all were lost. */
  records: WorkerRecord[];
  /** All that `onProblem` was told. */
  problems: string[];
}

/**
 * Runs a scenario: one Artillery process per worker, each with the one busy thread that it has. Resolves when every
 * worker has handed over its record or is lost; nothing is left behind then, nor when this very process dies.
 * Throws a `UsageError` when Artillery is not installed.
 */
export async function runWorkers(options: RunWorkersOptions): Promise<Outcome> {
  const { plans, signal } = options;
  const program = requireArtillery();
  const preload = pathToFileURL(scriptBeside('nameless-user', import.meta.url)).href;
  const problems: string[] = [];
  const onProblem = (text: string) => {
    problems.push(text);
    options.onProblem(text);
  };
  const estate = openEstate();
  const coordinator = await openCoordinator({ ...options, onProblem });
  const stop = () => stopOrLose(coordinator, plans.length);
  try {
    const folder = await estate.folder();
    const processes = await Promise.all(
      plans.map(async (plan, worker) => {
        const path = join(folder, `worker-${worker + 1}.json`);
        await writeFile(path, JSON.stringify(artilleryScript(options.scenario, plan)));
        // Artillery would take a Ctrl-C for the end, before there is a record; the estate keeps it out of reach.
        const args = ['--import', preload, program, 'run', '--quiet', path];
        const held = estate.spawn(process.execPath, args, {
          group: true,
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: environment(coordinator.url(worker)),
        });
        whenEnded(held, 'Artillery', (how) => coordinator.lose(worker, how));
        return held;
      }),
    );
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const records = await coordinator.records;
    await Promise.race([Promise.all(processes.map(({ exited }) => exited)), pass(leavingMs)]);
    return { records, problems };
  } finally {
    signal.removeEventListener('abort', stop);
    await coordinator.close();
    await estate.close();
  }
}

/** Variables that would have Artillery record the run in somebody's cloud, or report it elsewhere. */
const notForArtillery = /^(ARTILLERY_|WORKER_ID$|CUSTOM_REPORTERS$)/;

function environment(controlUrl: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !notForArtillery.test(name));
  return { ...Object.fromEntries(own), ARTILLERY_DISABLE_TELEMETRY: '1', [controlVariable]: controlUrl };
}
