import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { httpProbe, limits, openPolling, openWebSocket, WireOpenError, type WireTarget } from './index.ts';
import { httpServer, openPacket, tcpServer } from './test-servers.ts';

/** A WebSocket server that does whatever `handler` does. */
async function webSocketServer(handler: (socket: WebSocket) => void): Promise<WireTarget> {
  const { target, http } = await httpServer((_request, response) => response.end());
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    handler(socket);
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
  });
  return target;
}

/** Polling with a handshake as it should be; everything behind it is up to `handler`. */
async function pollingServer(handler: Parameters<typeof httpServer>[0]): Promise<WireTarget> {
  const { target } = await httpServer((request, response) => {
    if (request.url?.includes('sid=')) return handler(request, response);
    response.end(openPacket());
  });
  return target;
}

async function failureOf(opening: Promise<unknown>): Promise<WireOpenError> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WireOpenError);
  return error as WireOpenError;
}

const silent = () => tcpServer(() => {});
const gibberish = () => tcpServer((socket) => socket.end('\x00\xff220 smtp.example.com ready\r\n'));
const page = async () => (await httpServer((_request, response) => response.end('<h1>Welcome</h1>'))).target;
const missing = async () =>
  (await httpServer((_request, response) => response.writeHead(404).end('not here'))).target;
const nobody = async () => {
  const { target, http } = await httpServer(() => {});
  http.close();
  await once(http, 'close');
  return target;
};

test.each([
  ['polling', 'silence', openPolling, silent, { how: 'timeout', timeoutMs: 300 }],
  ['polling', 'another protocol', openPolling, gibberish, { how: 'unreachable' }],
  ['polling', 'a web page', openPolling, page, { how: 'no-handshake', got: '<h1>Welcome</h1>' }],
  ['polling', 'HTTP 404', openPolling, missing, { how: 'refused', status: 404, body: 'not here' }],
  ['polling', 'a dead port', openPolling, nobody, { how: 'unreachable' }],
  ['websocket', 'silence', openWebSocket, silent, { how: 'timeout', timeoutMs: 300 }],
  ['websocket', 'another protocol', openWebSocket, gibberish, { how: 'unreachable' }],
  ['websocket', 'a web page', openWebSocket, page, { how: 'refused', status: 200 }],
  ['websocket', 'HTTP 404', openWebSocket, missing, { how: 'refused', status: 404, body: 'not here' }],
  ['websocket', 'a dead port', openWebSocket, nobody, { how: 'unreachable' }],
])('an open over %s meets %s', async (_transport, _what, openIt, server, failure) => {
  // Only who waits in vain needs little patience; an answer may take its time on a busy machine.
  const timeoutMs = 'timeoutMs' in failure ? failure.timeoutMs : 10_000;
  const error = await failureOf(openIt(await server(), { timeoutMs }));
  expect(error.failure).toMatchObject(failure);
  expect(error.message).toMatch(/^Could not open http:\/\/127\.0\.0\.1:\d+\/socket\.io\/ with Engine\.IO: /);
});

test('a WebSocket without an open packet', async () => {
  const mute = await webSocketServer(() => {});
  expect((await failureOf(openWebSocket(mute, { timeoutMs: 300 }))).failure.how).toBe('timeout');
  const chatty = await webSocketServer((socket) => socket.send('hello'));
  expect((await failureOf(openWebSocket(chatty))).failure).toEqual({ how: 'no-handshake', got: 'hello' });
  const binary = await webSocketServer((socket) => socket.send(Buffer.alloc(7)));
  expect((await failureOf(openWebSocket(binary))).failure).toMatchObject({ got: '7 binary bytes' });
  const gone = await webSocketServer((socket) => socket.close());
  expect((await failureOf(openWebSocket(gone))).failure).toMatchObject({ how: 'no-handshake' });
});

test('an open that its caller gives up', async () => {
  for (const openIt of [openPolling, openWebSocket]) {
    const caller = new AbortController();
    const opening = failureOf(openIt(await silent(), { signal: caller.signal }));
    caller.abort();
    expect((await opening).failure).toEqual({ how: 'aborted' });
    expect((await failureOf(openIt(await page(), { signal: caller.signal }))).failure.how).toBe('aborted');
  }
});

test('a signal that fires after the open leaves the connection alone', async () => {
  const caller = new AbortController();
  const target = await webSocketServer((socket) => {
    socket.send(openPacket());
    socket.on('message', (data) => socket.send(data.toString()));
  });
  const connection = await openWebSocket(target, { signal: caller.signal });
  onTestFinished(() => connection.abandon());
  caller.abort();
  await connection.sendEngine('4alive');
  expect(await connection.waitFor(({ text }) => text === '4alive', 5_000)).toMatchObject({ kind: 'packet' });
});

test('a handshake that is not JSON, or names no session', async () => {
  const broken = await openWebSocket(await webSocketServer((socket) => socket.send('0{"sid":')));
  onTestFinished(() => broken.abandon());
  expect(broken.handshake).toEqual({ packetText: '0{"sid":', json: undefined });
  const { target } = await httpServer((_request, response) => response.end('0{"sid":7}'));
  expect((await failureOf(openPolling(target))).failure).toEqual({ how: 'no-handshake', got: '0{"sid":7}' });
});

test('a handshake body that never ends', async () => {
  const { target } = await httpServer((_request, response) => {
    const pour = () => {
      while (!response.destroyed && response.write('0'.repeat(65_536)));
    };
    response.on('drain', pour);
    pour();
  });
  expect((await failureOf(openPolling(target))).failure.how).toBe('no-handshake');
});

test('a message larger than anybody would send', async () => {
  const target = await webSocketServer((socket) => {
    socket.send(openPacket());
    socket.send('4'.repeat(limits.messageBytes + 1));
  });
  const connection = await openWebSocket(target);
  expect(await connection.closed).toMatchObject({ by: 'client', how: { how: 'unreadable' } });
});

test('a frame that breaks WebSocket', async () => {
  const target = await webSocketServer((socket) => {
    socket.send(openPacket());
    // Reserved bits set, unknown opcode.
    (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from([0xff, 0x01, 0x00]));
  });
  const connection = await openWebSocket(target);
  expect(await connection.closed).toMatchObject({ by: 'client', how: { how: 'unreadable' } });
});

test.each([
  ['messages', '42["spam"]'],
  ['pings', '2'],
])('a flood of %s', async (_what, packet) => {
  const target = await webSocketServer((socket) => {
    socket.send(openPacket());
    for (let count = 0; count <= limits.logPackets; count += 1) socket.send(packet);
  });
  const connection = await openWebSocket(target);
  const close = await connection.closed;
  expect(close).toMatchObject({ by: 'client', how: { how: 'overflow', bound: '20000 packets' } });
  expect(connection.packets.length).toBeLessThanOrEqual(limits.logPackets + 2);
});

test('polls that are answered without end or pause', async () => {
  const target = await pollingServer((_request, response) => response.end('4a\x1e'.repeat(5_000)));
  const connection = await openPolling(target);
  expect(await connection.closed).toMatchObject({ by: 'client', how: { how: 'overflow' } });
});

test('packets in the same body as the open packet', async () => {
  const { target } = await httpServer((request, response) => {
    if (!request.url?.includes('sid=')) response.end(`${openPacket()}\x1e4early`);
  });
  const connection = await openPolling(target);
  onTestFinished(() => connection.abandon());
  expect(connection.packets.map(({ text }) => text)).toEqual([openPacket(), '4early']);
});

test('a poll whose body is larger than anybody would send', async () => {
  const target = await pollingServer((_request, response) =>
    response.end('4'.repeat(limits.messageBytes + 1)),
  );
  const connection = await openPolling(target);
  expect(await connection.closed).toMatchObject({
    by: 'client',
    how: { how: 'unreadable', error: 'a polling body is too large' },
  });
});

test('a poll that breaks off', async () => {
  const target = await pollingServer((_request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('4a', () => response.destroy());
  });
  const connection = await openPolling(target);
  expect(await connection.closed).toMatchObject({ by: 'server', how: { how: 'network', request: 'GET' } });
});

test('a poll that is answered with an error', async () => {
  const target = await pollingServer((_request, response) => response.writeHead(502).end('bad gateway'));
  const connection = await openPolling(target);
  const how = { how: 'http', request: 'GET', status: 502, body: 'bad gateway' };
  expect(await connection.closed).toMatchObject({ by: 'server', how });
});

test('a POST that is refused while the poll is held', async () => {
  const target = await pollingServer((request, response) => {
    if (request.method === 'POST') response.writeHead(413).end('too much');
  });
  const connection = await openPolling(target);
  const [first, second] = [connection.sendEngine('4a'), connection.sendEngine('4b')];
  expect(await first).toEqual({ kind: 'refused', status: 413, body: 'too much' });
  expect(await second).toMatchObject({ kind: 'failed' });
  const how = { how: 'http', request: 'POST', status: 413 };
  expect(await connection.closed).toMatchObject({ by: 'server', how });
});

test('garbage between good packets', async () => {
  let polls = 0;
  const target = await pollingServer((_request, response) => {
    polls += 1;
    if (polls === 1) response.end('<html>\x1e4hello\x1eb!!!\x1e42{\x1e');
    if (polls === 2) response.end('42["good"]');
  });
  const connection = await openPolling(target);
  onTestFinished(() => connection.abandon());
  const good = await connection.waitFor(({ socketIo }) => socketIo?.event === 'good', 5_000);
  expect(good).toMatchObject({ kind: 'packet' });
  expect(connection.packets.map(({ type }) => type)).toEqual([
    'open',
    'unknown',
    'message',
    'message',
    'message',
    'unknown',
    'message',
  ]);
});

test('a server that never lets go: close and abandon are bounded all the same', async () => {
  const target = await webSocketServer((socket) => {
    socket.send(openPacket());
    socket.pause();
  });
  const connection = await openWebSocket(target);
  await connection.close();
  expect(await connection.closed).toMatchObject({ by: 'client' });
  const deaf = await openPolling(await pollingServer(() => {}));
  await deaf.close();
  expect(await deaf.closed).toMatchObject({ by: 'client', how: { how: 'closed-by-us' } });
});

test('headers without end', async () => {
  const target = await tcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const pour = () => {
      while (!socket.destroyed && socket.write(`X-Pad: ${'x'.repeat(8_192)}\r\n`));
    };
    socket.on('drain', pour);
    pour();
  });
  expect((await failureOf(openPolling(target))).failure.how).toBe('unreachable');
  expect((await failureOf(openWebSocket(target))).failure.how).toBe('unreachable');
  expect(await httpProbe(target)).toMatchObject({ kind: 'no-answer', reason: 'network' });
});

test('nothing of all that is left unhandled', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const connection = await openPolling(await pollingServer((_request, response) => response.destroy()));
  void connection.sendEvent('a');
  void connection.waitFor(() => {
    throw new Error('a mistake in a check');
  }, 5_000);
  void connection.outcomeOfConnect(5_000);
  await connection.closed;
  await connection.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
});
