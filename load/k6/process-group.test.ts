import { spawn } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { ProcessGroup } from './process-group.ts';
import { ProcessWatch } from './process-watch.ts';

const endings: (() => unknown)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A shell that leads a group, in which Node holds memory and computes. */
function shell(): number {
  const program = 'const held = Buffer.alloc(60e6, 1); for (;;) held[0] += 1;';
  const child = spawn('/bin/sh', ['-c', `"${process.execPath}" -e '${program}'; true`], {
    detached: true,
    stdio: 'ignore',
  });
  const pid = child.pid as number;
  endings.push(() => process.kill(-pid, 'SIGKILL'));
  return pid;
}

const wait = { timeout: 20_000 };

describe.runIf(process.platform === 'linux')('a process group', () => {
  test('has used what its members have', async () => {
    const group = new ProcessGroup(shell());
    await expect
      .poll(async () => {
        const { cpuMs, residentBytes } = await group.usage();
        return cpuMs > 50 && residentBytes > 60e6;
      }, wait)
      .toBe(true);
    expect(group.openFiles()?.open).toBeGreaterThan(10);
    expect(group.openFiles()?.limit).toBeGreaterThan(10);
  });

  test('that is not there has no share and no memory, and not a share of 0', async () => {
    const nobody = new ProcessWatch(2 ** 22 + 1, 1);
    endings.push(() => nobody.stop());
    await expect(new ProcessGroup(2 ** 22 + 1).usage()).rejects.toThrow('nothing is known');
    expect(nobody.shareBetween(0, 1)).toBeUndefined();
    const tick = { kind: 'tick', phase: 'measuring', cpuShare: 0 } as const;
    expect(nobody.complete(tick as never)).toEqual({ ...tick, cpuShare: undefined });
  });
});
