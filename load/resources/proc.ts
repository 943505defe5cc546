import { readFile } from 'node:fs/promises';
import { UsageError } from '../../fixtures/targets/index.ts';
import type { Usage } from '../../fixtures/targets/target.ts';

/** Linux tells processor time in hundredths of a second, whatever the kernel's own clock. */
const ticksPerSecond = 100;

/**
 * What a process has used, from Linux's /proc. Rejects when the process is gone, or when its number has come to mean
 * another process than the one that began at `startedAt`.
 */
export async function usageOfProcess(
  pid: number,
  startedAt?: string,
): Promise<Usage & { startedAt: string }> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  // The name of the program stands in brackets and may hold anything, brackets included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const began = fields[19] ?? '';
  if (startedAt !== undefined && began !== startedAt) throw new Error(`process ${pid} is another one by now`);
  const residentKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  // A process that has ended and waits for its parent has no memory any more.
  if (!Number.isFinite(residentKb)) throw new Error(`process ${pid} has ended`);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuS: ticks / ticksPerSecond, residentBytes: residentKb * 1024, startedAt: began };
}

/** Makes sure that `--server-pid` names a process that can be read. Throws a `UsageError` when not. */
export async function requireProcess(pid: number): Promise<string> {
  try {
    return (await usageOfProcess(pid)).startedAt;
  } catch {
    throw new UsageError(
      process.platform === 'linux'
        ? `--server-pid: expected a process that runs on this machine, found none with the number ${pid}.`
        : '--server-pid reads /proc, which only Linux has. Use --server-metrics URL instead.',
    );
  }
}
