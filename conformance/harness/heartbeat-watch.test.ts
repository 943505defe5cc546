import { io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { startDelayingProxy } from '../../fixtures/delaying-proxy/index.ts';
import type { TransportName } from '../contract/index.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';
import { type RunningSocketIo, socketIo } from './wire/test-servers.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A server with this heartbeat, and a connection to it whose end is watched. */
async function watched(
  over: TransportName,
  heartbeat: { pingIntervalMs: number; pingTimeoutMs: number },
  delayMs = 0,
) {
  const { pingIntervalMs, pingTimeoutMs } = heartbeat;
  const server = await socketIo({ pingInterval: pingIntervalMs, pingTimeout: pingTimeoutMs });
  const delay = { leastMs: delayMs, mostMs: delayMs };
  const line = await startDelayingProxy(server.target.origin, { seed: [1], delay });
  const socket = io(line.origin, { transports: [over], reconnection: false, multiplex: false });
  endings.push(
    () => line.close(),
    () => socket.disconnect(),
  );
  const watch = new HeartbeatWatch(socket.io.engine, heartbeat);
  const connected = new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  const pings = (count: number) =>
    new Promise<void>((resolve) => {
      let left = count;
      socket.io.engine.on('ping', () => --left === 0 && resolve());
    });
  const ended = new Promise<boolean>((resolve) =>
    socket.io.engine.once('close', () => resolve(watch.missed)),
  );
  return { server, socket, watch, connected, pings, ended };
}

type Ends = [string, (server: RunningSocketIo) => unknown][];

/** Over long-polling there is no line between two polls. */
const ends: Record<TransportName, Ends> = {
  websocket: [
    ['cuts the line', ({ cut }) => cut()],
    ['closes the connection', ({ io }) => io.disconnectSockets(true)],
  ],
  polling: [['closes the connection', ({ io }) => io.disconnectSockets(true)]],
};

for (const over of ['websocket', 'polling'] as const) {
  test(`over ${over}, an end that came since pongs take too long is a missed heartbeat`, async () => {
    const { ended } = await watched(over, { pingIntervalMs: 100, pingTimeoutMs: 200 }, 400);
    expect(await ended).toBe(true);
  });

  test(`over ${over}, so is one that came after pongs in time, when the line has become slow`, async () => {
    const { pings, socket, ended } = await watched(over, { pingIntervalMs: 100, pingTimeoutMs: 900 });
    await pings(3);
    // What a process does that is kept from running.
    socket.io.engine.on('packet', ({ type }) => {
      if (type === 'ping') socket.io.engine.transport.send = () => {};
    });
    expect(await ended).toBe(true);
  });

  test.each(ends[over])(`over ${over}, it is none when the server %s at once`, async (_, end) => {
    const { server, connected, ended } = await watched(over, {
      pingIntervalMs: 1_000,
      pingTimeoutMs: 20_000,
    });
    await connected;
    end(server);
    expect(await ended).toBe(false);
  });

  test.each(ends[over])(
    `over ${over}, it is none when the server %s between pongs in time`,
    async (_, end) => {
      const { server, pings, ended } = await watched(over, { pingIntervalMs: 50, pingTimeoutMs: 20_000 });
      await pings(5);
      end(server);
      expect(await ended).toBe(false);
    },
  );
}

test('a connection that is open has missed nothing', async () => {
  const { connected, watch } = await watched('websocket', { pingIntervalMs: 1_000, pingTimeoutMs: 20_000 });
  await connected;
  expect(watch.missed).toBe(false);
});
