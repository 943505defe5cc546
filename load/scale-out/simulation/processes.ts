import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Estate, scriptBeside } from '../../../fixtures/targets/index.ts';
import { tailOf } from '../../../fixtures/targets/log-tail.ts';
import { within } from '../../../fixtures/targets/waiting.ts';
import { planVariable, recordVariable, workerVariable } from '../../control/index.ts';
import { requireArtillery } from '../../driver/index.ts';
import { artilleryScript } from '../../driver/script.ts';
import type { WorkerPlan } from '../../plan.ts';
import type { ScenarioFile } from '../../scenarios/index.ts';
import type { Host } from './network.ts';

const startBoundMs = 60_000;
/** Eight of them start at once, on what may be two cores. */
const runBoundMs = 300_000;

export interface Server {
  nodes: string[];
  controlUrl: string;
}

/** The reference server on that host: two nodes, and a hook for stimuli. Rejects when it does not come up. */
export async function startServer(estate: Estate, { address, there }: Host): Promise<Server> {
  const main = scriptBeside('../../../fixtures/reference-server/main', import.meta.url);
  const flags = ['--nodes', '2', '--port', '0', '--host', address, '--control-host', address];
  const { child } = estate.spawn(...there(process.execPath, main, ...flags, '--log-level', 'warn'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastLines = tailOf(child.stdout, child.stderr);
  const ready = new Promise<Server>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Server));
    child.once('close', (code) => reject(new Error(`The server ended with ${code}: ${lastLines()}`)));
  });
  return within(startBoundMs, ready, () => new Error(`The server is not ready: ${lastLines()}`));
}

/** What a worker left behind: paths of its record, of Artillery's report, of its raw deliveries. */
export interface Left {
  record: string;
  report: string;
  deliveries: string;
}

/** A worker as a platform would run it: Artillery, a script, the file of plans, and nobody to talk to. */
export async function runWorker(
  estate: Estate,
  { there }: Host,
  work: { folder: string; planFile: string; plan: WorkerPlan; scenario: ScenarioFile },
): Promise<Left> {
  const { folder, planFile, plan, scenario } = work;
  const file = (name: string) => join(folder, `${name}-${plan.worker}`);
  const left = {
    record: `${file('record')}.json`,
    report: `${file('report')}.json`,
    deliveries: `${file('deliveries')}.txt`,
  };
  const script = `${file('script')}.json`;
  await writeFile(script, JSON.stringify(artilleryScript(scenario, plan)));
  const preload = pathToFileURL(scriptBeside('../../driver/nameless-user', import.meta.url)).href;
  const artillery = ['--import', preload, requireArtillery(), 'run', '--output', left.report, script];
  const { child } = estate.spawn(...there(process.execPath, ...artillery), {
    group: true,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ARTILLERY_DISABLE_TELEMETRY: '1',
      [planVariable]: planFile,
      [workerVariable]: String(plan.worker),
      [recordVariable]: left.record,
      PINGBACK_LOAD_DELIVERIES: left.deliveries,
    },
  });
  await ended(child, `Worker ${plan.worker}`);
  await readFile(left.record).catch(() => {
    throw new Error(`Worker ${plan.worker} left no record.`);
  });
  return left;
}

/** The same plans, all of them in a single process on that host. Returns the paths of its records. */
export async function runInOneProcess(
  estate: Estate,
  { there }: Host,
  work: { folder: string; planFile: string; scenario: string; workers: number },
): Promise<string[]> {
  const main = scriptBeside('one-process', import.meta.url);
  const { folder, planFile, scenario, workers } = work;
  const { child } = estate.spawn(...there(process.execPath, main, scenario, planFile, folder), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ended(child, 'The one process');
  return Array.from({ length: workers }, (_, worker) => join(folder, `one-process-${worker}.json`));
}

/** Resolves when a process has ended well, and rejects with its last words when it has not. */
function ended(child: ChildProcess, name: string): Promise<void> {
  const lastLines = tailOf(child.stdout, child.stderr);
  const end = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code}: ${lastLines()}`));
    });
  });
  return within(runBoundMs, end, () => new Error(`${name} does not end: ${lastLines()}`));
}
