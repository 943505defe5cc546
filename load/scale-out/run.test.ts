import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fargateCommands } from './fargate/commands.ts';
import { taskSize } from './fargate/task-size.ts';
import { k8sCommands } from './k8s/commands.ts';
import { newResult, runCommands } from './run.ts';

let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-commands-'));
  script = join(folder, 'commands.sh');
});
afterAll(() => rm(folder, { recursive: true }));
const never = new AbortController().signal;

test('the exit code of the commands is that of the suite', async () => {
  const ending = async (text: string) => {
    await writeFile(script, text);
    return runCommands(script, { json: true, signal: never });
  };
  expect([await ending('exit 0'), await ending('exit 1'), await ending('kill -9 $$')]).toEqual([0, 1, 4]);
});

test('commands that are interrupted clear up first', async () => {
  const [begun, cleared] = [join(folder, 'begun'), join(folder, 'cleared')];
  // A shell hears a signal when its command ends, and one that has just been started may miss its own.
  await writeFile(
    script,
    `trap 'touch "${cleared}"' EXIT\ntrap 'exit 130' INT\ntouch "${begun}"\nwhile :; do sleep 1; done`,
  );
  const abort = new AbortController();
  const ended = runCommands(script, { json: true, signal: abort.signal });
  await vi.waitUntil(() => existsSync(begun), { timeout: 30_000 });
  abort.abort();
  expect(await ended).toBe(130);
  expect(existsSync(cleared)).toBe(true);
});

test('a result that was there before is not that of the run', async () => {
  const commands = (text: string) => async () => {
    await writeFile(script, text);
    await runCommands(script, { json: true, signal: never });
  };
  expect(await newResult(folder, commands('exit 4'))).toBeUndefined();
  const writes = `printf '{"of":"the first"}' >"${join(folder, 'load.json')}"`;
  expect(await newResult(folder, commands(writes))).toBe('{"of":"the first"}');
  expect(await newResult(folder, commands('exit 4'))).toBeUndefined();
  expect(await newResult(folder, commands(writes.replace('first', 'second')))).toContain('the second');
});

const run = { runId: '0123abcd', workers: 2, secrets: ['TOKEN'], command: 'load steady' };
const scripts = {
  aws: fargateCommands({ ...run, size: taskSize(100), files: { script: 'script.json', plan: 'plan.json' } }),
  kubectl: k8sCommands({
    ...run,
    longestMs: 60_000,
    files: { namespace: 'namespace.yaml', files: 'files.yaml', testRun: 'test-run.yaml' },
  }),
};

test.each(Object.entries(scripts))(
  'without %s the commands end with 2, and say so',
  async (program, text) => {
    await writeFile(script, text);
    // Nothing on the path but what finds the script's own folder.
    const tools = await mkdtemp(join(folder, 'tools-'));
    const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v dirname; command -v sh']);
    const [dirname = '', sh = ''] = stdout.trim().split('\n');
    await symlink(dirname, join(tools, 'dirname'));
    const ended = promisify(execFile)(sh, [script], { env: { PATH: tools } });
    await expect(ended).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(`${program}`) });
  },
);
