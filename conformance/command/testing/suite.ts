import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { ConfigInput } from '../../../fixtures/targets/index.ts';
import { type ConformanceResult, conformanceResult, readResult } from '../../../reports/results/index.ts';
import { packageRoot } from '../../runner/index.ts';

/** A full run beside everything else that a busy machine does. */
export const fullRunMs = 240_000;

/** For runs that pass on a machine that is busy with other things: where everything arrives, patience costs nothing. */
export const patient = { timeouts: { event: '20s' } } as const satisfies ConfigInput;

export interface SuiteOptions {
  env?: Record<string, string>;
  /** What `pingback.config.json` in the working directory says. */
  config?: ConfigInput;
  /** Makes redis-server unfindable, so that an embedded target lives in one process. */
  withoutRedis?: boolean;
  /** Path of what is run in place of `cli.ts`. */
  entry?: string;
}

const started: Started[] = [];
afterAll(async () => {
  for (const { child, ended, folder } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  }
});

/** A command of the suite that runs, in a folder of its own that goes away with the test file. */
export interface Started {
  child: ChildProcess;
  /** The working directory; results go to `out` in it. */
  folder: string;
  /** Everything that it has printed so far, both streams as they came. */
  output(): string;
  ended: Promise<Ended>;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  output: string;
  folder: string;
}

/** Starts the command line as a user does, with nothing of this process's environment but what it needs. */
export function start(args: readonly string[], options: SuiteOptions = {}): Started {
  const folder = mkdtempSync(join(tmpdir(), 'pingback-cli-'));
  if (options.config) writeFileSync(join(folder, 'pingback.config.json'), JSON.stringify(options.config));
  const { HOME, TMPDIR, PATH = '', NODE_COMPILE_CACHE, K6_BIN } = process.env;
  const entry = options.entry ?? join(packageRoot, 'cli.ts');
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: { HOME, TMPDIR, NODE_COMPILE_CACHE, K6_BIN, PATH: options.withoutRedis ? '' : PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Leads a process group, like a job in a terminal.
    detached: true,
  });
  const said = { stdout: '', stderr: '', output: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
      said.output += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...said, folder }));
  });
  const run: Started = { child, folder, output: () => said.output, ended };
  started.push(run);
  return run;
}

/** Runs a command to its end. No command ever shows a stack trace. */
export async function pingback(args: readonly string[], options?: SuiteOptions): Promise<Ended> {
  const ended = await start(args, options).ended;
  noStackTrace(ended.output);
  return ended;
}

/** Waits until a command that runs has printed something like this. Throws when it ends without. */
export function says({ child, ended, output }: Started, what: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (what.test(output())) resolve();
    };
    look();
    // Behind the listeners that collect the output.
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
    void ended.then(() => reject(new Error(`It ended without ${what}: ${output()}`)));
  });
}

export function noStackTrace(output: string): void {
  expect(output, output).not.toMatch(/^\s+at .+(:\d+:\d+|<anonymous>)\)?$|node:internal|Unhandled/m);
}

/** Checks some clauses: `conformance` with the results in the folder of the run. */
export function conformance(args: readonly string[], options?: SuiteOptions): Promise<Ended> {
  return pingback(['conformance', '--out', 'out', ...args], options);
}

/** The result file of a run, which holds what its schema says and nothing else. */
export async function resultOf({ folder, output }: Ended): Promise<ConformanceResult> {
  const files = await readdir(join(folder, 'out')).catch(() => []);
  expect(files.toSorted(), output).toEqual([
    'badge-conformance.svg',
    'conformance.html',
    'conformance.json',
    'conformance.junit.xml',
    'index.html',
    'metrics.txt',
    'summary.md',
  ]);
  const path = join(folder, 'out', 'conformance.json');
  const result = await readResult(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(result)));
  return conformanceResult.parse(result);
}

/** Clauses by verdict. */
export function byVerdict({ clauses }: ConformanceResult): Record<string, string[]> {
  const groups = Object.groupBy(clauses, ({ verdict }) => verdict);
  return Object.fromEntries(
    Object.entries(groups).map(([verdict, rows = []]) => [verdict, rows.map(({ id }) => id)]),
  );
}

/** All clauses with their verdict and message, to be shown by a failing assertion. */
export function verdicts({ clauses }: ConformanceResult): Record<string, string> {
  return Object.fromEntries(
    clauses.map(({ id, verdict, message }) => [id, verdict === 'pass' ? verdict : `${verdict}: ${message}`]),
  );
}
