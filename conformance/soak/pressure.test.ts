import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { pressure } from './pressure.ts';

/** Clock ticks that a process has computed so far; nothing where there is no such process, or a dead one. */
function ticksOf(pid: number | undefined): number | undefined {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return state === 'Z' ? undefined : Number(fields[10]) + Number(fields[11]);
  } catch {
    return undefined;
  }
}

test.runIf(existsSync('/proc/self/stat'))(
  'a burner computes by fits and starts until it is ended',
  async () => {
    // A seed whose first rest is short.
    const burner = pressure([69]);
    await expect.poll(() => ticksOf(burner.pid)).toBeGreaterThan(0);
    const atStart = ticksOf(burner.pid) ?? 0;
    // A fit comes within twelve seconds and is at least 150 ms of work.
    await expect.poll(() => (ticksOf(burner.pid) ?? 0) - atStart, { timeout: 40_000 }).toBeGreaterThan(12);
    await expect.poll(() => burner.busyMs).toBeGreaterThan(100);
    await burner.end();
    expect(ticksOf(burner.pid)).toBeUndefined();
    await burner.end();
  },
);

test.runIf(existsSync('/proc/self/stat'))('it ends when the process that started it is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pingback-pressure-'));
  try {
    const parent = join(folder, 'parent.ts');
    const source = pathToFileURL(join(import.meta.dirname, 'pressure.ts')).href;
    await writeFile(
      parent,
      `import { pressure } from '${source}'; process.send(pressure([2]).pid); setInterval(() => {}, 1000);`,
    );
    const child = fork(parent, { stdio: 'ignore' });
    const pid = await new Promise<number>((resolve) =>
      child.once('message', (told) => resolve(Number(told))),
    );
    expect(ticksOf(pid)).toBeDefined();
    child.kill('SIGKILL');
    await expect.poll(() => ticksOf(pid), { timeout: 20_000 }).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
