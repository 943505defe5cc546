import { CookieJar } from 'k6/http';
import { WebSocket } from 'k6/websockets';
import { authFor } from '../../../conformance/contract/index.ts';
import type { JourneySocket } from '../../journeys/participant.ts';
import type { Listeners } from '../../journeys/socket.ts';
import type { WorkerPlan } from '../../plan.ts';
import { nowMs } from './clock.ts';
import { Heartbeats } from './heartbeats.ts';
import { frameRead } from './host.ts';
import { SocketIo, type Wire } from './socket-io.ts';

/*
 * Takes the place of `journeys/socket.ts`: connections over k6's WebSocket. There is no long-polling among them, and how
 * long connecting may take is for the journeys alone to say.
 */

type Target = Pick<WorkerPlan['target'], 'nodes' | 'path' | 'headers' | 'auth' | 'ca' | 'businesses'>;

/** Makes sockets for one target. They connect when they are told to. `timeoutMs`: how long connecting may take. */
export function socketsFor(target: Target, timeoutMs: number) {
  // Often enough to notice a lost greeting while there is still time.
  const heartbeats = new Heartbeats(nowMs, Math.min(1_000, timeoutMs / 4));
  const urls = target.nodes.map((node) => urlOf(node, target.path));
  const auths = target.businesses.map(({ id }) => ({ ...target.auth, ...authFor(id) }));
  return ({ node, business }: { node: number; business: number }): SocketIo =>
    new SocketIo({
      dial: () => dial(urls[node] as string, target.headers),
      auth: auths[business] ?? {},
      heartbeats,
      onFrame: frameRead,
      nowMs,
    });
}

/** Has a socket listen. */
export function listen(socket: JourneySocket, listeners: Listeners): void {
  for (const [event, listener] of listeners) socket.on(event, listener);
}

/** A jar of its own for each: with one for all, a cookie that keeps a client at its node would keep everybody there. */
function dial(url: string, headers: Record<string, string>): Wire {
  return new WebSocket(url, null, { headers, jar: new CookieJar(), tags: {} }) as unknown as Wire;
}

/** Of the node's address only where it is; the path is the target's. */
function urlOf(node: string, path: string): string {
  const [, secure = '', host = ''] = /^http(s?):\/\/([^/?#]+)/i.exec(node) ?? [];
  return `ws${secure}://${host}${path.replace(/\/$/, '')}/?EIO=4&transport=websocket`;
}

/** Ends a connection as the loss of a network does, but for the goodbye that WebSocket has. */
export function cut(socket: JourneySocket): void {
  (socket as SocketIo).cut();
}

/** k6 follows no redirect when it opens a WebSocket, and its own client takes a bare refusal. */
export function guardThread(): void {}
