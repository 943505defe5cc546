import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { canFindProcesses, processesWith } from '../command/testing/processes.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A soak that runs, and what it has said so far. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  endings.push(() => child.kill('SIGKILL'));
  const said = { output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.output += text;
    });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, code };
}

test.each([
  [['--runs', '0'], 'Expected a whole number from 1'],
  [['--seed', '-1'], 'Expected a whole number from 0'],
  [['--runs', '10', '--only-run', '3'], 'cannot be used with'],
  [['--forever'], "unknown option '--forever'"],
  [
    ['--runs', '1', '--out', join(main, 'out')],
    `--out: nothing can be written to ${join(main, 'out')}: a part of that path is a file. Name another folder`,
  ],
])('%s is a mistake of usage', async (args, words) => {
  const { code, said } = start(args);
  expect(await code, said.output).toBe(2);
  expect(said.output).toContain(words);
  // Nothing was begun that would be lost.
  expect(said.output).not.toMatch(/^\s+at |\d+ at once/m);
});

// On a fresh machine, the Python implementation's packages are installed first.
describe.runIf(canFindProcesses)(
  'a soak in the middle of a run leaves nothing behind',
  { timeout: 180_000 },
  () => {
    /** A run that has its servers, its burner and its proxies up. */
    async function midRun() {
      const folder = await mkdtemp(join(tmpdir(), 'pingback-soak-'));
      endings.push(() => rm(folder, { recursive: true, force: true }));
      const [variable, value] = ['SOAK_TEST_MARK', randomUUID()];
      const out = join(folder, 'out');
      const env = { ...process.env, [variable]: value, TMPDIR: folder };
      const soak = start(['--only-run', '1', '--seed', '1', '--out', out], env);
      const holds = () => processesWith(`${variable}=${value}`, folder);
      // The soak, its lane, a warden, the burner, and a node at least.
      await expect.poll(() => holds().length, { timeout: 120_000 }).toBeGreaterThanOrEqual(5);
      return { ...soak, holds, folder, out };
    }

    test('when it is interrupted, and says so with its exit code', async () => {
      const run = await midRun();
      run.child.kill('SIGINT');
      expect(await run.code, run.said.output).toBe(130);
      expect(run.said.output).toContain('Interrupted');
      expect(run.said.output).not.toContain('wrong verdicts');
      expect(run.holds()).toEqual([]);
      expect(await readdir(run.folder)).toEqual([]);
      expect(existsSync(run.out)).toBe(false);
    });

    test('when it is killed', async () => {
      const run = await midRun();
      run.child.kill('SIGKILL');
      await run.code;
      await expect.poll(run.holds, { timeout: 50_000 }).toEqual([]);
      await expect.poll(() => readdir(run.folder), { timeout: 20_000 }).toEqual([]);
    });
  },
);
