import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Manager, type ManagerOptions, Socket } from 'socket.io-client';
import { authFor, documentedTransports } from '../../conformance/contract/index.ts';
import { guardedTransports } from '../../conformance/harness/guarded-transports.ts';
import type { WorkerPlan } from '../plan.ts';
import { refuseRedirects } from '../safety/index.ts';
import type { JourneySocket } from './participant.ts';

/*
 * Sockets as the documented client makes them, but for three things: they do not come back by themselves, since a
 * journey has to know when they do; they share no connection; and they ask for no compression, which would queue up in
 * the thread pool and tell of the generator instead of the server.
 */

type Target = Pick<WorkerPlan['target'], 'nodes' | 'path' | 'headers' | 'auth' | 'ca' | 'businesses'>;

/** The types know `perMessageDeflate` as an object alone, its documentation says `false`. */
const uncompressed = { perMessageDeflate: false } as object;

/** Makes sockets for one target. They connect when they are told to. */
export function socketsFor(target: Target, timeoutMs: number) {
  const options = (over: readonly (keyof typeof guardedTransports)[]): Partial<ManagerOptions> => ({
    path: target.path,
    extraHeaders: target.headers,
    transports: over.map((name) => guardedTransports[name]),
    autoConnect: false,
    reconnection: false,
    timeout: timeoutMs,
    ...uncompressed,
    ...(target.ca ? { ca: target.ca } : {}),
  });
  const documented = options(documentedTransports);
  const polling = options(['polling']);
  const auths = target.businesses.map(({ id }) => ({ ...target.auth, ...authFor(id) }));
  return (place: { node: number; business: number; transport: 'websocket' | 'polling' }): Socket => {
    const node = target.nodes[place.node] as string;
    const ownAgent = () => ({ agent: keptAlive(node.startsWith('https:')) as never });
    const manager = new Manager(
      node,
      place.transport === 'polling' ? { ...polling, ...ownAgent() } : { ...documented },
    );
    return manager.socket('/', { auth: auths[place.business] });
  };
}

/** What sockets listen to, by event. The functions find out whom they are called for by `this`. */
export type Listeners = ReadonlyMap<string, (this: never, argument: unknown) => void>;

/** The client library's table of listeners, by what was put into it. */
const tables = new WeakMap<Listeners, object>();

/**
 * Has a socket listen. All that listen to the same have one table: of its own, each socket would keep an array per event,
 * with room for seventeen functions in each, and there are thousands of sockets.
 */
export function listen(socket: JourneySocket, listeners: Listeners): void {
  const emitter = socket as JourneySocket & { _callbacks?: object };
  const listensAlready = emitter._callbacks !== undefined;
  const table = tables.get(listeners);
  if (table && !listensAlready) {
    emitter._callbacks = table;
    return;
  }
  for (const [event, listener] of listeners) socket.on(event, listener);
  if (emitter._callbacks && !listensAlready) tables.set(listeners, emitter._callbacks);
}

/** Shorter than any usual server's patience with a connection that is idle, so that this side ends it first. */
const idleMs = 2_500;

/**
 * An agent for long-polling: like a browser, it keeps connections between requests. Should a server end one just when it
 * is used again, the client library's own second attempt would hang for ever; so it is not told that the connection had
 * been used before, and reports the failure.
 */
function keptAlive(secure: boolean): HttpAgent {
  const options = { keepAlive: true, timeout: idleMs };
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    reuse(socket, request);
    request.reusedSocket = false;
  };
  return agent;
}

/** Ends a connection as the loss of a network does: without a goodbye. */
export function cut(socket: JourneySocket): void {
  const { io } = socket as Socket;
  const engine = io.engine as unknown as {
    transport: { ws?: { terminate(): void }; doClose(): void };
    _onClose(reason: string): void;
  };
  const { transport } = engine;
  if (transport.ws) transport.ws.terminate();
  else {
    // Closing would say goodbye with a request of its own, and aborting one makes the client library throw.
    transport.doClose = () => {};
    (io.opts.agent as unknown as HttpAgent).destroy();
  }
  engine._onClose('transport close');
}

/** `CONNECT_ERROR` of the Socket.IO protocol. */
const connectError = 4;

/** What has to be done once in a thread before it opens connections for load. */
export function guardThread(): void {
  takeBareRefusals();
  refuseRedirects();
}

let bareRefusalsTaken = false;

/**
 * A refusal without a payload, which a hostile or careless server sends, makes the client library throw where nobody can
 * catch it. Takes effect for every socket of this thread.
 */
export function takeBareRefusals(): void {
  if (bareRefusalsTaken) return;
  bareRefusalsTaken = true;
  const prototype = Socket.prototype as unknown as {
    onpacket(packet: { type: number; data?: unknown }): void;
  };
  const take = prototype.onpacket;
  prototype.onpacket = function onpacket(packet) {
    const bare = packet.type === connectError && !packet.data;
    take.call(this, bare ? { ...packet, data: {} } : packet);
  };
}
