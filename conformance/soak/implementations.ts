import { deploy } from '../../fixtures/implementations/python/deployment.ts';
import { configSchema } from '../../fixtures/targets/config.ts';
import { openEstate } from '../../fixtures/targets/estate.ts';
import { openTarget, type Target } from '../../fixtures/targets/index.ts';
import { findRedisServer } from '../../fixtures/targets/redis-server.ts';
import { openUrl } from '../../fixtures/targets/url.ts';

/** Which implementation, and what starting it takes. */
export type Means = { implementation: 'reference server' } | { implementation: 'Python'; python: string };

export interface OpenOptions {
  /** Gets a line for people when something goes wrong on the way. */
  onProgress(line: string): void;
  signal: AbortSignal;
}

/**
 * Starts an implementation: two nodes over a redis-server of their own, where this machine has one. Everything is gone
 * after `stop()`. Throws a `TargetError` when it cannot be started.
 */
export async function openImplementation(means: Means, options: OpenOptions): Promise<Target> {
  if (means.implementation === 'Python') return openPython(means.python, options.signal);
  return openTarget({ config: configSchema.parse({}), choice: { kind: 'embedded' }, ...options });
}

async function openPython(python: string, signal: AbortSignal): Promise<Target> {
  const estate = openEstate();
  try {
    const redisServer = await findRedisServer();
    const config = configSchema.parse(await deploy(estate, { python, ids: 'number', redisServer }));
    signal.throwIfAborted();
    return { ...openUrl(estate, config), stop: () => estate.close() };
  } catch (error) {
    await estate.close();
    throw error;
  }
}
