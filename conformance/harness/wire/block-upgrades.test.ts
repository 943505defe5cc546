import { io as connect } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import {
  type BlockingProxy,
  blockUpgrades,
  httpProbe,
  openPolling,
  openWebSocket,
  WireOpenError,
} from './index.ts';
import { httpServer, socketIo } from './test-servers.ts';

const bound = 10_000;

async function proxyBefore(origin: string): Promise<BlockingProxy> {
  const proxy = await blockUpgrades(origin);
  onTestFinished(() => proxy.close());
  return proxy;
}

test('lets polling through, there and back', async () => {
  const { target } = await socketIo();
  const proxy = await proxyBefore(target.origin);
  expect(proxy.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const connection = await openPolling({ ...target, origin: proxy.origin });
  onTestFinished(() => connection.abandon());
  await connection.connectNamespace();
  await connection.outcomeOfConnect(bound);
  const long = 'ü'.repeat(200_000);
  await connection.sendEvent('echo', long);
  const echo = await connection.waitFor(({ socketIo }) => socketIo?.event === 'echo', bound);
  expect(echo).toMatchObject({ packet: { socketIo: { args: [long] } } });
  expect(proxy.refusedUpgrades).toBe(0);
});

test('refuses every WebSocket, and counts', async () => {
  const { target, io } = await socketIo();
  const proxy = await proxyBefore(target.origin);
  for (const count of [1, 2]) {
    const error = await openWebSocket({ ...target, origin: proxy.origin }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WireOpenError);
    expect((error as WireOpenError).failure).toMatchObject({ how: 'refused', status: 403 });
    expect(proxy.refusedUpgrades).toBe(count);
  }
  expect(io.engine.clientsCount).toBe(0);
});

test('leaves a client of socket.io on polling', async () => {
  const { target } = await socketIo();
  const proxy = await proxyBefore(target.origin);
  const client = connect(proxy.origin, { transports: ['polling', 'websocket'], reconnection: false });
  onTestFinished(() => void client.close());
  await new Promise<void>((resolve) => client.once('connect', resolve));
  await expect.poll(() => proxy.refusedUpgrades).toBe(1);
  const echoed = new Promise((resolve) => client.once('echo', resolve));
  client.emit('echo', 'through the proxy');
  expect(await echoed).toBe('through the proxy');
  expect(client.io.engine.transport.name).toBe('polling');
});

test('hands answers and requests on as they are', async () => {
  const { target } = await httpServer((request, response) => {
    response.writeHead(418, { 'x-seen': `${request.method} ${request.url} ${request.headers.origin}` });
    request.pipe(response);
  });
  const proxy = await proxyBefore(target.origin);
  const answer = await httpProbe(
    { ...target, origin: proxy.origin },
    { method: 'POST', EIO: '4', body: 'as it is', headers: { origin: 'https://shop.example' } },
  );
  expect(answer).toMatchObject({
    status: 418,
    body: 'as it is',
    headers: { 'x-seen': 'POST /socket.io/?EIO=4 https://shop.example' },
  });
});

test('says 502 for a target that is gone, and breaks off what a target breaks off', async () => {
  const { target, http } = await httpServer((_request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half', () => response.destroy());
  });
  const proxy = await proxyBefore(target.origin);
  expect(await httpProbe({ ...target, origin: proxy.origin })).toMatchObject({
    status: 200,
    cut: 'broken-off',
  });
  await new Promise((resolve) => http.close(resolve));
  expect(await httpProbe({ ...target, origin: proxy.origin })).toMatchObject({ status: 502 });
});

test('closes while a poll is held, on both sides', async () => {
  const { target, io } = await socketIo();
  const proxy = await proxyBefore(target.origin);
  const connection = await openPolling({ ...target, origin: proxy.origin });
  onTestFinished(() => connection.abandon());
  await connection.connectNamespace();
  await connection.outcomeOfConnect(bound);
  const gone = new Promise((resolve) => {
    for (const socket of io.sockets.sockets.values()) socket.once('disconnect', resolve);
  });
  const clients = (io.engine as unknown as { clients: Record<string, { transport: { writable: boolean } }> })
    .clients;
  await expect.poll(() => clients[connection.handshake.sid ?? '']?.transport.writable).toBe(true);
  await proxy.close();
  await proxy.close();
  expect(await gone).toBe('transport error');
  expect(await connection.closed).toMatchObject({ how: { how: 'network' } });
});
