import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ReferenceServer, startReferenceServer } from '../../../fixtures/reference-server/index.ts';
import { nodeWire } from '../testing/node-wire.ts';
import { Heartbeats } from './heartbeats.ts';
import { SocketIo } from './socket-io.ts';

let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 1, logLevel: 'error' });
});
afterAll(() => server.close());

const open: SocketIo[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});

const wait = { timeout: 10_000 };

/** A socket, and everything that its listeners heard. */
function socketTo(
  url: string,
  auth: Record<string, unknown> = { business_id: 'acme' },
  nowMs = performance.now.bind(performance),
  heartbeats = new Heartbeats<SocketIo>(nowMs),
  deaf = false,
) {
  const heard: unknown[][] = [];
  const socket = new SocketIo({
    dial: () => nodeWire(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { deaf }),
    auth,
    heartbeats,
    nowMs,
  });
  open.push(socket);
  for (const event of ['connect', 'connect_error', 'disconnect', 'new_message', 'typing']) {
    socket.on(event, (...args: unknown[]) => heard.push([event, ...args]));
  }
  const reasons = () => heard.map(([event, argument]) => [event, (argument as Error)?.message ?? argument]);
  return { socket, heard, reasons };
}

async function connected(url: string) {
  const one = socketTo(url);
  one.socket.connect();
  await expect.poll(() => one.socket.connected, wait).toBe(true);
  return one;
}

const reference = () => server.nodes[0] as string;
const customer_data = { name: 'k', email: 'k@example.com' };

test('it connects, opens a conversation, and hears what others say in it', async () => {
  const [customer, agent] = [await connected(reference()), await connected(reference())];
  customer.socket.emit('client_message', { content: 'hello', customer_data });
  await expect.poll(() => customer.heard.at(-1), wait).toMatchObject(['new_message', { content: 'hello' }]);
  const [, payload] = customer.heard.at(-1) ?? [];
  const { conversation_id } = payload as { conversation_id: number };
  agent.socket.emit('join_conversation', { conversation_id });
  await expect
    .poll(() => {
      agent.socket.emit('typing', { conversation_id, user_id: 7, is_typing: true });
      return customer.heard.at(-1);
    }, wait)
    .toMatchObject(['typing', { conversation_id, user_id: 7 }]);
  expect(customer.heard[0]).toEqual(['connect']);
});

test('who is refused hears why, and can try again', async () => {
  const { socket, reasons } = socketTo(reference(), {});
  socket.connect();
  await expect.poll(reasons, wait).toEqual([['connect_error', expect.stringMatching(/business/)]]);
  expect(socket.connected).toBe(false);
  socket.connect();
  await expect.poll(() => reasons().length, wait).toBe(2);
});

test('where nothing listens, connecting fails', async () => {
  const { socket, reasons } = socketTo('http://127.0.0.1:1');
  socket.connect();
  await expect.poll(reasons, wait).toEqual([['connect_error', expect.stringMatching(/ECONNREFUSED/)]]);
});

test('it leaves when it wants to, is cut off, and comes back', async () => {
  const { socket, heard } = await connected(reference());
  socket.disconnect();
  expect(heard.at(-1)).toEqual(['disconnect', 'io client disconnect']);
  socket.connect();
  await expect.poll(() => socket.connected, wait).toBe(true);
  socket.cut();
  expect(heard.at(-1)).toEqual(['disconnect', 'transport close']);
  expect(heard.map(([event]) => event)).toEqual(['connect', 'disconnect', 'connect', 'disconnect']);
});

test('given up before it is open, it closes when it is, and says nothing', async () => {
  const { url, sockets } = await wild();
  const { socket, heard } = socketTo(url);
  socket.connect();
  socket.disconnect();
  await expect.poll(() => sockets[0]?.readyState, wait).toBe(3);
  expect(heard).toEqual([]);
});

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const one of servers.splice(0)) {
    for (const client of one.clients) client.terminate();
    await new Promise((closed) => one.close(closed));
  }
});

const handshake = '0{"sid":"s","upgrades":[],"pingInterval":200,"pingTimeout":100,"maxPayload":1000}';

/** A server that says what the test wants it to. */
async function wild({ autoPong = true } = {}) {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong });
  servers.push(listening);
  await once(listening, 'listening');
  const sockets: WebSocket[] = [];
  const said: string[] = [];
  listening.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => said.push(String(data)));
  });
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, sockets, said };
}

/** A socket that such a server has let in. */
async function letIn(nowMs?: () => number) {
  const { url, sockets, said } = await wild();
  const one = socketTo(url, { business_id: 'acme', token: 't' }, nowMs);
  one.socket.connect();
  await expect.poll(() => sockets[0]?.readyState, wait).toBe(1);
  const peer = sockets[0] as WebSocket;
  peer.send(handshake);
  await expect.poll(() => said, wait).toEqual(['40{"business_id":"acme","token":"t"}']);
  peer.send('40{"sid":"x"}');
  await expect.poll(() => one.socket.connected, wait).toBe(true);
  said.length = 0;
  one.heard.length = 0;
  return { ...one, peer, said };
}

test('it answers pings, and acknowledgements reach who asked', async () => {
  const { socket, peer, said, heard } = await letIn();
  const answers: unknown[][] = [];
  socket.emit('client_message', { content: 'x' }, (...answer: unknown[]) => answers.push(answer));
  peer.send('2');
  peer.send('43999[1]');
  await expect.poll(() => said, wait).toEqual(['420["client_message",{"content":"x"}]', '3']);
  peer.send('430[{"conversation_id":5}]');
  peer.send('430[{"conversation_id":6}]');
  peer.send('42["typing",{}]');
  await expect.poll(() => heard, wait).toEqual([['typing', {}]]);
  expect(answers).toEqual([[{ conversation_id: 5 }]]);
});

test('listeners know the socket as `this`, and one for all events can be taken off', async () => {
  const { socket, peer, heard } = await letIn();
  const all: unknown[][] = [];
  const listen = (...args: unknown[]) => all.push(args);
  let owner: unknown;
  socket.on('strange', function strange(this: unknown) {
    owner = this;
  });
  socket.onAny(listen);
  peer.send('42["strange",1,2]');
  await expect.poll(() => all, wait).toEqual([['strange', 1, 2]]);
  expect(owner).toBe(socket);
  socket.offAny(listen);
  peer.send('42["typing"]');
  await expect.poll(() => heard, wait).toEqual([['typing']]);
  expect(all).toHaveLength(1);
});

test.each([
  ['binary', Buffer.from([1, 2])],
  ['an announcement of binary', '451-["typing",{"_placeholder":true,"num":0}]'],
  ['a reserved name', '42["disconnect","io server disconnect"]'],
  ['broken JSON', '42["typing"'],
  ['a frame of no kind', 'x'],
  ['an empty frame', ''],
  ['a greeting that is none', '0null'],
])('%s ends the connection', async (_what, frame) => {
  const { socket, peer, heard } = await letIn();
  peer.send(frame);
  await expect.poll(() => heard, wait).toEqual([['disconnect', 'parse error']]);
  expect(socket.connected).toBe(false);
  await expect.poll(() => peer.readyState, wait).toBe(3);
});

test.each([
  [
    'that is nested too deeply',
    `42["typing",${'['.repeat(3_000_000)}`,
    /^parse error: .* nested deeper than 500$/,
  ],
  ['that is too long', `42["typing","${'x'.repeat(4_000_000)}"]`, /^parse error: .* of more than 4 million/],
  ['that refuses who was let in', '44{"message":"gone"}', /^parse error: a refusal of who was let in$/],
])('a frame %s ends the connection, and the reason says so', async (_what, frame, reason) => {
  const { socket, peer, heard } = await letIn();
  peer.send(frame);
  await expect.poll(() => heard, wait).toEqual([['disconnect', expect.stringMatching(reason)]]);
  expect(socket.connected).toBe(false);
  await expect.poll(() => peer.readyState, wait).toBe(3);
});

test('whatever a server says, it has little repeated, and nobody greets it twice', async () => {
  const { peer, said, heard } = await letIn();
  peer.send(handshake);
  peer.send(`2${'x'.repeat(10_000)}`);
  peer.send('2probe');
  peer.send('42["typing"]');
  await expect.poll(() => heard, wait).toEqual([['typing']]);
  await expect.poll(() => said, wait).toEqual(['3', '3probe']);
});

test('a greeting without a name lets nobody in', async () => {
  const { url, sockets, said } = await wild();
  const { socket, reasons } = socketTo(url);
  socket.connect();
  await expect.poll(() => sockets[0]?.readyState, wait).toBe(1);
  sockets[0]?.send(handshake);
  await expect.poll(() => said.length, wait).toBe(1);
  sockets[0]?.send('40');
  await expect.poll(reasons, wait).toEqual([['connect_error', 'parse error']]);
  expect(socket.connected).toBe(false);
});

test.each([
  ['41', 'io server disconnect'],
  ['1', 'transport close'],
])('the server can end it: %s', async (frame, reason) => {
  const { peer, heard } = await letIn();
  peer.send(frame);
  await expect.poll(() => heard, wait).toEqual([['disconnect', reason]]);
});

test('an end without words is one, and nothing can be sent any more', async () => {
  const { socket, peer, heard } = await letIn();
  peer.terminate();
  await expect.poll(() => heard, wait).toEqual([['disconnect', 'transport close']]);
  socket.emit('typing', {});
});

test('a server that falls silent is given up, and one that pings is not', async () => {
  let nowMs = 0;
  const { peer, heard, said } = await letIn(() => nowMs);
  nowMs = 299;
  peer.send('2');
  await expect.poll(() => said, wait).toEqual(['3']);
  nowMs = 598;
  peer.send('2');
  await expect.poll(() => said, wait).toEqual(['3', '3']);
  expect(heard).toEqual([]);
  nowMs = 899;
  await expect.poll(() => heard, wait).toEqual([['disconnect', 'ping timeout']]);
});

test('a greeting that k6 dropped is done without, and what that took is known', async () => {
  let nowMs = 0;
  const { socket, heard } = socketTo(reference(), { business_id: 'acme' }, () => nowMs, undefined, true);
  socket.connect();
  await expect
    .poll(() => {
      nowMs += 100;
      return heard;
    }, wait)
    .toEqual([['connect']]);
  expect(socket.ownDelayMs).toBeGreaterThan(1_000);
  expect(socket.ownDelayMs).toBeLessThanOrEqual(nowMs);
  socket.emit('client_message', { content: 'hello', customer_data });
  await expect.poll(() => heard.at(-1), wait).toMatchObject(['new_message', { content: 'hello' }]);
});

/** A client at a server that has not greeted it for so long that it went on without that. */
async function ungreeted(deaf: boolean) {
  const { url, sockets, said } = await wild();
  let nowMs = 0;
  const heartbeats = new Heartbeats<SocketIo>(() => nowMs);
  heartbeats.patienceMs = 700;
  const one = socketTo(url, { business_id: 'acme' }, () => nowMs, heartbeats, deaf);
  one.socket.connect();
  await expect.poll(() => sockets[0]?.readyState, wait).toBe(1);
  const peer = sockets[0] as WebSocket;
  if (deaf) peer.send(handshake);
  await expect
    .poll(() => {
      nowMs += 100;
      return said;
    }, wait)
    .toEqual(['40{"business_id":"acme"}']);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...one, peer, said, pass };
}

test('how long the server takes to answer is no delay of the client', async () => {
  const { url, sockets, said } = await wild({ autoPong: false });
  let nowMs = 0;
  const heartbeats = new Heartbeats<SocketIo>(() => nowMs);
  const opened = vi.spyOn(heartbeats, 'add');
  const { socket } = socketTo(url, { business_id: 'acme' }, () => nowMs, heartbeats, true);
  socket.connect();
  await expect.poll(() => opened.mock.calls.length, wait).toBe(1);
  const pinged = once(sockets[0] as WebSocket, 'ping');
  sockets[0]?.send(handshake);
  nowMs = 1_500;
  await pinged;
  nowMs = 9_500;
  sockets[0]?.pong();
  await expect.poll(() => said, wait).toHaveLength(1);
  expect(socket.ownDelayMs).toBe(1_500);
});

test('a greeting that was not dropped but late is the doing of the server', async () => {
  const { socket, heard, peer, said, pass } = await ungreeted(false);
  peer.send(handshake);
  peer.send('40{"sid":"x"}');
  await expect.poll(() => heard, wait).toEqual([['connect']]);
  expect(socket.ownDelayMs).toBe(0);
  expect(said).toHaveLength(1);
  // It has said how long it may be silent.
  pass(301);
  await expect.poll(() => heard.at(-1), wait).toEqual(['disconnect', 'ping timeout']);
});

test('an answer to a ping that nobody sent is none', async () => {
  const { url, sockets, said } = await wild();
  let nowMs = 0;
  const { socket, heard } = socketTo(url, { business_id: 'acme' }, () => nowMs);
  socket.connect();
  await expect.poll(() => sockets[0]?.readyState, wait).toBe(1);
  sockets[0]?.pong();
  sockets[0]?.send(handshake);
  await expect.poll(() => said, wait).toHaveLength(1);
  // The greeting counted, and what it says of silence.
  nowMs = 301;
  await expect.poll(() => heard, wait).toEqual([['connect_error', { message: 'ping timeout' }]]);
});

test('without a greeting, a server may be silent for as long as another said', async () => {
  const { socket, heard, peer, said, pass } = await ungreeted(true);
  pass(650);
  peer.send('40{"sid":"x"}');
  peer.send('2');
  await expect.poll(() => said, wait).toEqual(['40{"business_id":"acme"}', '3']);
  expect(socket.ownDelayMs).toBeGreaterThan(1_000);
  pass(701);
  await expect.poll(() => heard, wait).toEqual([['connect'], ['disconnect', 'ping timeout']]);
});
