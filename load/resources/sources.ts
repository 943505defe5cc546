import { type ServerPart, TargetError, type Usage } from '../../fixtures/targets/index.ts';
import { openMetrics } from './metrics.ts';
import { requireProcess, usageOfProcess } from './proc.ts';

/** A part of the server under test whose use of the machine can be read again and again. */
export interface Source {
  name: string;
  /** Rejects when nothing can be read. */
  read(): Promise<Usage & { eventLoopDelayMs?: number }>;
  close(): Promise<void>;
}

const nothingToClose = async () => {};

/** A process or container that the suite has started itself. */
export function partSource(part: ServerPart): Source {
  const { name } = part;
  if ('usage' in part) return { name, read: part.usage, close: nothingToClose };
  return { name, read: readProcess(part.pid), close: nothingToClose };
}

/** `--server-pid`. Throws a `UsageError` when there is no such process. */
export async function processSource(pid: number): Promise<Source> {
  const startedAt = await requireProcess(pid);
  return { name: `process ${pid}`, read: readProcess(pid, startedAt), close: nothingToClose };
}

function readProcess(pid: number, startedAt?: string): Source['read'] {
  let began = startedAt;
  return async () => {
    const usage = await usageOfProcess(pid, began);
    began = usage.startedAt;
    return usage;
  };
}

/** `--server-metrics`, whose answer is tried at once. Throws a `TargetError` that says what is wrong with it. */
export async function metricsSource(url: string): Promise<Source> {
  const page = openMetrics(url);
  try {
    await page.read();
  } catch (error) {
    await page.close();
    throw new TargetError(
      `--server-metrics: expected metrics in the text format of Prometheus at ${url}, but ${reasonOf(error as Error)}. Correct the address, or leave the flag out.`,
    );
  }
  return { name: new URL(url).host, read: page.read, close: page.close };
}

function reasonOf({ name, message, code }: Error & { code?: unknown }): string {
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    UND_ERR_RES_EXCEEDED_MAX_SIZE: 'its answer is too long',
    TimeoutError: 'it did not answer in time',
  };
  return reasons[String(code)] ?? reasons[name] ?? message;
}
