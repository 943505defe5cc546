import { type Delay, type Seed, startDelayingProxy } from '../../fixtures/delaying-proxy/index.ts';
import type { Target } from '../../fixtures/targets/index.ts';

/** A target whose nodes are reached over slow, uneven lines. */
export interface ProxiedTarget {
  target: Target;
  /** How many connections the lines have carried. */
  readonly accepted: number;
  close(): Promise<void>;
}

/** Puts a delaying proxy before every node. What controls the target, and its hook, are reached as before. */
export async function behindProxies(
  target: Target,
  { seed, delay }: { seed: Seed; delay: Delay },
): Promise<ProxiedTarget> {
  const { description } = target;
  const proxies = await Promise.all(
    description.nodes.map((node, index) =>
      startDelayingProxy(node, { seed: [...seed, 'node', index], delay }),
    ),
  );
  return {
    target: { ...target, description: { ...description, nodes: proxies.map(({ origin }) => origin) } },
    get accepted() {
      return proxies.reduce((total, { accepted }) => total + accepted, 0);
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
