import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadFileName } from '../../reports/results/index.ts';

/** For commands that were ended from outside: nothing was measured. */
const untrusted = 4;

/**
 * Runs the commands, with what they print where it is seen: on standard error when standard output is for JSON. Resolves
 * with their exit code: one of the suite's own, or 130 when they were aborted. They are interrupted then, and clear up
 * first: what they started is on other hosts, and would stay there.
 */
export function runCommands(
  path: string,
  { json, signal }: { json: boolean; signal: AbortSignal },
): Promise<number> {
  return new Promise((resolve, reject) => {
    // A process group of their own: a signal for this process would reach some of them twice, and others never.
    const child = spawn('sh', [path], { detached: true, stdio: ['ignore', json ? 2 : 1, 2] });
    const interrupt = () => child.pid !== undefined && process.kill(-child.pid, 'SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', interrupt);
      resolve(code ?? untrusted);
    });
  });
}

/**
 * The result file that `run` leaves in the folder, as its text; nothing where it leaves none, even if there is one of an
 * earlier run.
 */
export async function newResult(out: string, run: () => Promise<void>): Promise<string | undefined> {
  const found = () => readFile(join(out, loadFileName), 'utf8').catch(() => undefined);
  const before = await found();
  await run();
  const after = await found();
  return after === before ? undefined : after;
}
