import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { onTestFinished } from 'vitest';
import type { WireTarget } from './target.ts';

/** Servers for the tests of this folder. Each closes by itself when the test that started it is over. */

/** A heartbeat that no test lives to see, so that it can explain nothing. */
export const distantHeartbeat = { pingInterval: 60_000, pingTimeout: 60_000 };

export function targetAt(server: net.Server): WireTarget {
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, path: '/socket.io', headers: {} };
}

export interface RunningSocketIo {
  target: WireTarget;
  io: Server;
  /** Cuts every line, upgraded ones too. */
  cut(): void;
}

/** A real socket.io 4.8. It refuses `auth.refuse` with a message and data, and echoes `echo` with its arguments. */
export async function socketIo(options: Partial<ServerOptions> = {}): Promise<RunningSocketIo> {
  const server = http.createServer();
  const io = new Server(server, { ...distantHeartbeat, ...options });
  io.use((socket, next) => {
    const { refuse, ignore } = socket.handshake.auth;
    if (ignore) return;
    next(refuse ? Object.assign(new Error(String(refuse)), { data: { code: 7 } }) : undefined);
  });
  io.on('connection', (socket: Socket) => {
    // Without a listener socket.io prints what a malformed packet was closed for.
    socket.on('error', () => {});
    socket.on('echo', (...args: unknown[]) => socket.emit('echo', ...args));
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(async () => {
    const closed = io.close();
    cut();
    await closed;
  });
  return { target: targetAt(server), io, cut };
}

/** An HTTP server that answers as `handler` does, and cuts what it left open at the end. */
export async function httpServer(
  handler: http.RequestListener,
): Promise<{ target: WireTarget; http: http.Server }> {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { target: targetAt(server), http: server };
}

/** A TCP server that speaks whatever `handler` speaks. */
export async function tcpServer(handler: (socket: net.Socket) => void): Promise<WireTarget> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handler(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return targetAt(server);
}

export function openPacket(sid = 'made-up', heartbeat = distantHeartbeat): string {
  return `0${JSON.stringify({ sid, upgrades: ['websocket'], ...heartbeat, maxPayload: 1_000_000 })}`;
}
