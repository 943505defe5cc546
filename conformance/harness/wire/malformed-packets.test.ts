import { describe, expect, onTestFinished, test } from 'vitest';
import { malformedPackets, openPolling, openWebSocket, type RawPacket, type WireTarget } from './index.ts';
import { socketIo } from './test-servers.ts';

const bound = 10_000;
const transports = [
  ['websocket', openWebSocket],
  ['polling', openPolling],
] as const;

async function connected(openIt: typeof openWebSocket, target: WireTarget) {
  const connection = await openIt(target);
  onTestFinished(() => connection.abandon());
  await connection.connectNamespace();
  expect(await connection.outcomeOfConnect(bound)).toMatchObject({ kind: 'connected' });
  return connection;
}

describe.each(transports)('socket.io 4.8 over %s', (_transport, openIt) => {
  // The heartbeat of this server is a minute: no close in this file can be due to it.
  test.each(malformedPackets)('closes for $name', async ({ packets, socketIo48 }) => {
    const { target, io } = await socketIo();
    const reasons: string[] = [];
    io.on('connection', (socket) => socket.on('error', (error: Error) => reasons.push(error.message)));
    const bystander = await connected(openIt, target);
    const connection = await connected(openIt, target);
    void connection.sendEngine(...packets);
    const close = await connection.closed;
    expect(close).toMatchObject({ by: 'server', heartbeatExplains: false });
    expect(['close-packet', 'websocket']).toContain(close.how.how);
    expect(reasons).toEqual([socketIo48]);
    await bystander.sendEvent('echo', 'still here');
    expect(await bystander.waitFor(({ socketIo }) => socketIo?.event === 'echo', bound)).toMatchObject({
      kind: 'packet',
    });
  });

  /** What the table must not hold: malformed or odd, and yet let pass by the reference implementation. */
  test.each<[string, RawPacket[]]>([
    ['an event without payload', ['42']],
    ['an acknowledgement without payload', ['431']],
    ['an acknowledgement without id', ['43[]']],
    ['an acknowledgement that nobody asked for', ['4399["a"]']],
    ['an event whose name is a number', ['42[5]']],
  ])('lets pass: %s', async (_name, packets) => {
    const { target } = await socketIo();
    const connection = await connected(openIt, target);
    await connection.sendEngine(...packets);
    await connection.sendEvent('echo', 'alive');
    const alive = await connection.waitFor(({ socketIo }) => socketIo?.args?.[0] === 'alive', bound);
    expect(alive).toMatchObject({ kind: 'packet' });
  });
});

test('every row has a name of its own', () => {
  const names = malformedPackets.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
