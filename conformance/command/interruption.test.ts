import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canFindProcesses, processesWith } from './testing/processes.ts';
import { fullRunMs, noStackTrace, type Started, says, start } from './testing/suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'pingback-interruption-'));
afterAll(() => rm(folder, { recursive: true }));

/** A full run on a target of its own that has begun to judge, and what it holds. */
async function midRun(name: string) {
  const temporary = join(folder, name);
  mkdirSync(temporary);
  const [variable, value] = ['PINGBACK_TEST_MARK', randomUUID()];
  const run = start(['conformance', '--target', 'embedded', '--out', 'out'], {
    env: { [variable]: value, TMPDIR: temporary },
  });
  await says(run, /^pass /m);
  const holds = () => processesWith(`${variable}=${value}`, temporary);
  // The command, its warden, and the nodes at least.
  expect(holds().length).toBeGreaterThanOrEqual(3);
  return { run, holds, temporary };
}

/** As a terminal does it: the whole process group gets the signal. */
function interrupt({ child }: Started, signal: NodeJS.Signals): void {
  process.kill(-(child.pid as number), signal);
}

describe.runIf(canFindProcesses)('a run that is interrupted', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends soon with %i, and nothing stays', { timeout: fullRunMs }, async (signal, code) => {
    const { run, holds, temporary } = await midRun(signal);
    const atMs = performance.now();
    interrupt(run, signal);
    const ended = await run.ended;
    // Well under a check's own bound, with room for a machine that is busy with other things.
    expect(performance.now() - atMs).toBeLessThan(15_000);
    expect([ended.code, ended.signal], ended.output).toEqual([code, null]);
    expect(ended.stderr).toContain('Interrupted');
    noStackTrace(ended.output);
    expect(holds()).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    // No verdict: neither printed nor written.
    expect(ended.stdout).not.toMatch(/^(Conformant|Incomplete|Not conformant)/m);
    expect(readdirSync(ended.folder)).toEqual([]);
  });

  test('twice ends at once, and nothing stays, either', { timeout: fullRunMs }, async () => {
    const { run, holds, temporary } = await midRun('twice');
    interrupt(run, 'SIGINT');
    await says(run, /Interrupted/);
    if (run.child.exitCode === null) interrupt(run, 'SIGINT');
    const ended = await run.ended;
    expect([ended.code, ended.signal], ended.output).toEqual([130, null]);
    expect(readdirSync(ended.folder)).toEqual([]);
    // What the command leaves behind, its warden removes.
    await expect.poll(holds, { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => readdirSync(temporary), { timeout: 15_000 }).toEqual([]);
  });
});
