import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import {
  type ReferenceServer,
  type SettingsInput,
  startReferenceServer,
} from '../../../fixtures/reference-server/index.ts';

const endings: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A reference server with two nodes in this process. Its heartbeat is Socket.IO's own, which a busy machine keeps. */
export async function serving(settings: SettingsInput = {}): Promise<ReferenceServer> {
  const server = await startReferenceServer({
    nodes: 2,
    logLevel: 'silent',
    ...settings,
  });
  endings.push(() => server.close());
  return server;
}

/** The flags that point the suite at a server, at both its businesses, and at its hook. */
export function flagsFor({ nodes, controlUrl }: Pick<ReferenceServer, 'nodes' | 'controlUrl'>): string[] {
  return [...withoutHook({ nodes }), '--hook', controlUrl];
}

export function withoutHook({ nodes }: Pick<ReferenceServer, 'nodes'>): string[] {
  return [...nodes.flatMap((url) => ['--url', url]), '--business-id', 'acme', '--business-id', 'globex'];
}

/** An HTTP server that knows nothing of Socket.IO. Returns its origin. */
export async function httpServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
