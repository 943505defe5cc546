import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { cut, type Listeners, listen, socketsFor, takeBareRefusals } from './socket.ts';

const handshake = `0${JSON.stringify({ sid: 'a', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1e6 })}`;

let server: Server;
beforeEach(() => {
  server = createServer();
});
afterEach(() => server.close());

const tableOf = (socket: object) => (socket as { _callbacks?: object })._callbacks;

async function connect(transport: 'websocket' | 'polling', listeners?: Listeners) {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const nodes = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  const businesses = [{ id: 'acme', agents: [] }];
  const target = { nodes, path: '/socket.io', headers: {}, auth: {}, businesses };
  const socket = socketsFor(target, 5_000)({ node: 0, business: 0, transport });
  if (listeners) listen(socket, listeners);
  const ended = new Promise<string>((resolve) => {
    if (listeners) return;
    socket.on('connect_error', (error) => resolve(error.message));
    socket.on('disconnect', resolve);
  });
  socket.connect();
  return { socket, ended };
}

test('sockets that listen to the same share how, and each hears for itself', async () => {
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.send(handshake);
    socket.once('message', () => {
      socket.send(`40{"sid":"a"}`);
      socket.send('42["new_message",{"content":"hello"}]');
    });
  });
  const heard: [socket: unknown, argument: unknown][] = [];
  const listeners = new Map([
    [
      'new_message',
      function onNewMessage(this: unknown, argument: unknown) {
        heard.push([this, argument]);
      },
    ],
  ]);
  const [alice, bob] = [await connect('websocket', listeners), await connect('websocket', listeners)];
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2);
  expect(new Set(heard.map(([socket]) => socket))).toEqual(new Set([alice.socket, bob.socket]));
  expect(heard.map(([, argument]) => argument)).toEqual([{ content: 'hello' }, { content: 'hello' }]);
  expect(tableOf(alice.socket)).toBeDefined();
  expect(tableOf(alice.socket)).toBe(tableOf(bob.socket));
  // What has listeners already keeps them, beside the new ones.
  const carol = await connect('websocket');
  const own = tableOf(carol.socket);
  listen(carol.socket, listeners);
  expect(tableOf(carol.socket)).toBe(own);
  expect(carol.socket.listeners('new_message')).toEqual([...listeners.values()]);
  expect(alice.socket.listeners('connect_error')).toEqual([]);
  for (const { socket } of [alice, bob, carol]) socket.disconnect();
});

test('over long-polling, a connection that ends when it is used again is a failure at once, and no silence', async () => {
  const used = new WeakSet<TcpSocket>();
  let reused = 0;
  server.on('request', (request, response) => {
    if (used.has(request.socket)) {
      reused += 1;
      request.socket.destroy();
      return;
    }
    used.add(request.socket);
    response.setHeader('content-type', 'text/plain');
    response.end(handshake);
  });
  const { ended } = await connect('polling');
  expect(await ended).toMatch(/^(xhr (poll|post)|transport) error$/);
  expect(reused).toBeGreaterThan(0);
});

test('over long-polling, a cut says no goodbye', async () => {
  const posted: string[] = [];
  const polled = Promise.withResolvers<ServerResponse>();
  let polls = 0;
  server.on('request', async (request, response) => {
    if (request.method === 'POST') {
      posted.push((await request.toArray()).join(''));
      response.end('ok');
      return;
    }
    polls += 1;
    if (polls === 1) response.end(handshake);
    if (polls === 2) response.end('40{"sid":"b"}');
    if (polls === 3) polled.resolve(response);
  });
  const { socket, ended } = await connect('polling');
  const third = await polled.promise;
  cut(socket);
  expect(await ended).toBe('transport close');
  await expect.poll(() => third.destroyed).toBe(true);
  expect(posted.every((text) => text.startsWith('40'))).toBe(true);
});

test('a refusal without a payload is a refusal', async () => {
  takeBareRefusals();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (one) => {
    one.send(handshake);
    one.on('message', () => one.send('44'));
  });
  const { ended } = await connect('websocket');
  expect(await ended).toBe('');
  sockets.close();
});
