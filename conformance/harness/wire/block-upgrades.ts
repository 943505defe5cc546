import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';

/** A proxy that lets HTTP through and WebSocket not. */
export interface BlockingProxy {
  /** Where it listens, on loopback: `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** How many WebSocket upgrades it has refused so far. */
  readonly refusedUpgrades: number;
  /** Stops listening and cuts every connection on both sides. Safe to call again. */
  close(): Promise<void>;
}

const forbidden = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Starts a real HTTP proxy before `originUrl` (http or https; `ca` is PEM text of its certificate authority). It
 * forwards requests as they are, answers as they come, and meets every WebSocket upgrade with 403, as a company's
 * proxy may. A target that does not answer shows as 502.
 */
export async function blockUpgrades(originUrl: string, { ca }: { ca?: string } = {}): Promise<BlockingProxy> {
  const target = new URL(originUrl);
  const agent = target.protocol === 'https:' ? new https.Agent({ ca }) : new http.Agent();
  const proxy = createProxyServer({ target: target.origin, changeOrigin: true, agent });
  proxy.on('error', (_error, _request, response) => {
    if (!(response instanceof http.ServerResponse)) return void response.destroy();
    if (response.headersSent) return void response.destroy();
    response.writeHead(502).end();
  });
  // The library pipes the answer and lets the client wait for ever where the target breaks it off.
  proxy.on('proxyRes', (answer, _request, response) => {
    answer.once('close', () => {
      if (!answer.complete) response.destroy();
    });
  });

  const sockets = new Set<Socket>();
  let refusedUpgrades = 0;
  const server = http.createServer((request, response) => proxy.web(request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (_request, socket) => {
    refusedUpgrades += 1;
    // A client that has gone already is no concern of the proxy's.
    socket.on('error', () => {});
    socket.end(forbidden);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const closed = once(server, 'close');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get refusedUpgrades() {
      return refusedUpgrades;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}
