import { startReferenceServer } from '../../fixtures/reference-server/index.ts';
import type { Config } from '../../fixtures/targets/config.ts';
import { type Estate, openEstate } from '../../fixtures/targets/estate.ts';
import { describeOwnTarget, heartbeat, ownControl } from '../../fixtures/targets/own-target.ts';
import { findRedisServer, type OwnRedis, startOwnRedis } from '../../fixtures/targets/redis-server.ts';
import { type Target, TargetError } from '../../fixtures/targets/target.ts';

/** What ties the nodes together: memory is quicker; what happens when Redis goes away shows with a Redis alone. */
export type Backplane = 'memory' | 'redis';

/** Two nodes of the reference server in this very process, wrong in the given way. */
export async function startTarget(options: {
  config: Config;
  fault?: string;
  backplane: Backplane;
}): Promise<Target> {
  const { config, fault, backplane } = options;
  const estate = backplane === 'redis' ? openEstate() : undefined;
  try {
    const redis = estate && (await ownRedis(estate));
    const server = await startReferenceServer({
      nodes: 2,
      pingInterval: heartbeat.pingIntervalMs,
      pingTimeout: heartbeat.pingTimeoutMs,
      fault: fault === undefined ? [] : [fault],
      redis: redis?.url,
      logLevel: 'silent',
    });
    const { nodes, controlUrl } = server;
    const last = nodes.length - 1;
    const node = { stop: () => server.stopNode(last), start: () => server.startNode(last) };
    const absent = 'this target keeps its state in memory';
    return {
      description: describeOwnTarget(config, {
        kind: 'embedded',
        choice: 'for the kill matrix',
        nodes,
        controlUrl,
      }),
      control: ownControl(nodes, node, redis),
      controlAbsent: redis ? {} : { stopRedis: absent, startRedis: absent },
      async stop() {
        await server.close();
        await estate?.close();
      },
    };
  } catch (error) {
    await estate?.close();
    throw error;
  }
}

async function ownRedis(estate: Estate): Promise<OwnRedis> {
  const program = await findRedisServer();
  if (!program) throw new TargetError('There is no redis-server on this machine; install it.');
  return startOwnRedis(estate, { program });
}
