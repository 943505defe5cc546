import { Agent, createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { guardedTransports } from '../../conformance/harness/guarded-transports.ts';
import { refuseRedirects } from './redirects.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function listening(answer: RequestListener) {
  let connections = 0;
  const server = createServer(answer).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
  };
}

/** What a long-polling client ends with that is sent elsewhere, and how many connections there were. */
async function redirected(): Promise<{ error: string; elsewhere: number }> {
  const elsewhere = await listening((_request, response) => response.writeHead(503).end());
  const server = await listening((request, response) =>
    response.writeHead(307, { location: `${elsewhere.url}${request.url}` }).end(),
  );
  const socket = io(server.url, {
    transports: [guardedTransports.polling],
    reconnection: false,
    forceNew: true,
    agent: new Agent({ keepAlive: false }) as never,
  });
  endings.push(() => socket.disconnect());
  const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
  expect(server.connections()).toBe(1);
  return { error: error.message, elsewhere: elsewhere.connections() };
}

test('long-polling follows a redirect by itself, and no more once that is refused', async () => {
  expect(await redirected()).toMatchObject({ elsewhere: 1 });
  endings.push(refuseRedirects());
  expect(await redirected()).toEqual({ error: 'xhr poll error', elsewhere: 0 });
});
