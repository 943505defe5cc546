import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  openPolling,
  openWebSocket,
  upgradeToWebSocket,
  type WireConnection,
  WireOpenError,
  type WireTarget,
} from './index.ts';
import { distantHeartbeat, socketIo, targetAt } from './test-servers.ts';

const bound = 10_000;

async function connected(target: WireTarget): Promise<WireConnection> {
  const connection = await openPolling(target);
  onTestFinished(() => connection.abandon());
  await connection.connectNamespace();
  expect(await connection.outcomeOfConnect(bound)).toMatchObject({ kind: 'connected' });
  return connection;
}

function got(connection: WireConnection, event: string): unknown[] {
  return connection.packets.flatMap(({ direction, socketIo }) =>
    direction === 'got' && socketIo?.event === event ? [socketIo.args?.[0]] : [],
  );
}

const saw = (connection: WireConnection, event: string, value: unknown) =>
  connection.waitFor(({ socketIo }) => socketIo?.event === event && socketIo.args?.[0] === value, bound);

test('moves a session to the WebSocket, step by step, with nothing lost or doubled', async () => {
  const { target, io } = await socketIo();
  const toServer: unknown[] = [];
  io.on('connection', (socket) => socket.on('up', (value) => toServer.push(value)));
  const connection = await connected(target);
  const both = (value: string) => {
    io.emit('down', value);
    return connection.sendEvent('up', value);
  };

  await both('before');
  const upgrade = await upgradeToWebSocket(connection);
  await both('opened');
  expect(connection.transport).toBe('polling');
  expect(await upgrade.probe(bound)).toEqual({ kind: 'done' });
  expect(connection.transport).toBe('polling');
  await both('probed');
  expect(await upgrade.finish(bound)).toEqual({ kind: 'done' });
  expect(connection.transport).toBe('websocket');
  await both('finished');

  const values = ['before', 'opened', 'probed', 'finished'];
  expect(await saw(connection, 'down', 'finished')).toMatchObject({ kind: 'packet' });
  await expect.poll(() => toServer).toEqual(values);
  expect(got(connection, 'down')).toEqual(values);
  const last = connection.packets.findLast(({ socketIo }) => socketIo?.event === 'down');
  expect(last?.transport).toBe('websocket');
  await connection.close();
  expect(await connection.closed).toMatchObject({ how: { how: 'closed-by-us' } });
});

test('counts every event of a stream that runs across the switch', async () => {
  const { target, io } = await socketIo();
  const toServer: number[] = [];
  io.on('connection', (socket) => socket.on('up', (value) => toServer.push(value)));
  const connection = await connected(target);
  let next = 0;
  const stream = setInterval(() => {
    io.emit('down', next);
    void connection.sendEvent('up', next);
    next += 1;
  }, 2);
  onTestFinished(() => clearInterval(stream));

  await saw(connection, 'down', 5);
  const upgrade = await upgradeToWebSocket(connection);
  await saw(connection, 'down', next + 5);
  expect(await upgrade.probe(bound)).toEqual({ kind: 'done' });
  await saw(connection, 'down', next + 5);
  expect(await upgrade.finish(bound)).toEqual({ kind: 'done' });
  await saw(connection, 'down', next + 5);
  clearInterval(stream);

  const all = Array.from({ length: next }, (_, index) => index);
  await saw(connection, 'down', next - 1);
  await expect.poll(() => toServer).toEqual(all);
  expect(got(connection, 'down')).toEqual(all);
});

test('sends behind the upgrade what came up while it waited for the poll', async () => {
  const { target } = await socketIo();
  const connection = await connected(target);
  const upgrade = await upgradeToWebSocket(connection);
  await upgrade.probe(bound);
  const finishing = upgrade.finish(bound);
  const sending = connection.sendEvent('echo', 'held back');
  expect(await finishing).toEqual({ kind: 'done' });
  expect(await sending).toEqual({ kind: 'sent' });
  await saw(connection, 'echo', 'held back');
  const sent = connection.packets.filter(({ direction }) => direction === 'sent');
  expect(sent.slice(-2)).toMatchObject([
    { transport: 'websocket', text: '5' },
    { transport: 'websocket', text: '42["echo","held back"]' },
  ]);
});

test('answers pings on either side of the switch', async () => {
  const { target } = await socketIo({ pingInterval: 100, pingTimeout: 5_000 });
  const connection = await connected(target);
  const pings = (transport: string) =>
    connection.waitFor((p) => p.type === 'ping' && p.transport === transport, bound);
  await pings('polling');
  const upgrade = await upgradeToWebSocket(connection);
  await upgrade.probe(bound);
  await upgrade.finish(bound);
  await pings('websocket');
  const here = connection.packets.length;
  expect(await connection.waitFor(({ type }) => type === 'ping', bound, here)).toMatchObject({
    kind: 'packet',
  });
  const texts = (direction: string) =>
    connection.packets.filter((packet) => packet.direction === direction).map(({ text }) => text);
  expect(texts('sent').filter((text) => text === '3').length).toBe(
    texts('got').filter((text) => text === '2').length,
  );
});

test('gives an upgrade up and stays on polling', async () => {
  const { target } = await socketIo();
  const connection = await connected(target);
  const upgrade = await upgradeToWebSocket(connection);
  await upgrade.probe(bound);
  await upgrade.abandon();
  await connection.sendEvent('echo', 'still polling');
  expect(await saw(connection, 'echo', 'still polling')).toMatchObject({ packet: { transport: 'polling' } });
});

test('rejects where the server does not upgrade, and for a connection that is not on polling', async () => {
  const { target } = await socketIo({ transports: ['polling'] });
  const connection = await connected(target);
  const error = await upgradeToWebSocket(connection, { timeoutMs: bound }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WireOpenError);
  await connection.sendEvent('echo', 'still polling');
  expect(await saw(connection, 'echo', 'still polling')).toMatchObject({ kind: 'packet' });

  const other = await openWebSocket((await socketIo()).target);
  onTestFinished(() => other.abandon());
  await expect(upgradeToWebSocket(other)).rejects.toThrow('this one is on websocket');
});

test('ends the half-open upgrade together with the connection', async () => {
  const { target, io } = await socketIo();
  const connection = await connected(target);
  const upgrade = await upgradeToWebSocket(connection);
  await upgrade.probe(bound);
  io.disconnectSockets(true);
  expect(await connection.closed).toMatchObject({ by: 'server', how: { how: 'close-packet' } });
  expect(await upgrade.finish(bound)).toMatchObject({
    kind: 'failed',
    problem: expect.stringContaining('ended'),
  });
});

/** Real polling, and a WebSocket side that answers as `answer` does: what a half-broken proxy or server makes of it. */
async function badAtUpgrades(answer: (socket: WebSocket, text: string) => void): Promise<WireTarget> {
  const server = createServer();
  const io = new Server(server, { ...distantHeartbeat, transports: ['polling'] });
  io.on('connection', (socket) => socket.on('echo', (word) => socket.emit('echo', word)));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('message', (data) => answer(accepted, data.toString()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await io.close();
  });
  return targetAt(server);
}

test.each<[string, string, (socket: WebSocket, text: string) => void]>([
  ['a wrong answer', 'expected 3probe, got "3nonsense"', (socket) => socket.send('3nonsense')],
  ['a close', 'the server closed the WebSocket instead of answering', (socket) => socket.close()],
  ['silence', 'no answer to the probe within 200 ms', () => {}],
])('tells what is wrong with %s to the probe', async (_what, problem, answer) => {
  const connection = await connected(await badAtUpgrades(answer));
  const upgrade = await upgradeToWebSocket(connection);
  expect(await upgrade.probe(200)).toEqual({ kind: 'failed', problem: expect.stringContaining(problem) });
  await upgrade.abandon();
  await connection.sendEvent('echo', 'alive');
  expect(await saw(connection, 'echo', 'alive')).toMatchObject({ packet: { transport: 'polling' } });
});

test('tells that the server holds the poll back, and polls on', async () => {
  const connection = await connected(await badAtUpgrades((socket) => socket.send('3probe')));
  const upgrade = await upgradeToWebSocket(connection);
  expect(await upgrade.probe(bound)).toEqual({ kind: 'done' });
  const finishing = upgrade.finish(200);
  void connection.sendEvent('echo', 'held back');
  expect(await finishing).toEqual({
    kind: 'failed',
    problem: 'the server did not answer the outstanding poll within 200 ms',
  });
  expect(connection.transport).toBe('polling');
  expect(await saw(connection, 'echo', 'held back')).toMatchObject({ kind: 'packet' });
  for (const word of ['one', 'two']) {
    await connection.sendEvent('echo', word);
    expect(await saw(connection, 'echo', word)).toMatchObject({ packet: { transport: 'polling' } });
  }
});
