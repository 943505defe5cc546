import { io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { authFor } from '../contract/index.ts';
import { guardedTransports } from './guarded-transports.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serving(...fault: string[]): Promise<ReferenceServer> {
  const server = await startReferenceServer({ fault, logLevel: 'silent' });
  endings.push(() => server.close());
  return server;
}

/** How the documented client fares at this server, over one transport. */
async function fate({ nodes }: ReferenceServer, over: keyof typeof guardedTransports): Promise<string> {
  const transports = [guardedTransports[over]];
  const socket = io(nodes[0], { transports, auth: authFor('acme'), reconnection: false, multiplex: false });
  endings.push(() => socket.disconnect());
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', ({ message }) => resolve(message));
  });
}

test.each(['websocket', 'polling'] as const)(
  'a server that is right is connected to over %s',
  async (over) => {
    expect(await fate(await serving(), over)).toBe('connected');
  },
);

test.each(['handshake.upgrades-null', 'handshake.upgrades-dropped'])(
  'a handshake with %s ends the connection, and nothing else',
  async (fault) => {
    expect(await fate(await serving(fault), 'websocket')).toBe('the server sent what no client can read');
  },
);
