import type { TransportName } from '../../contract/index.ts';
import { afterPatience } from '../patience.ts';
import { WireConnection } from './connection.ts';
import { readHandshake } from './handshake.ts';
import { WireOpenError } from './open-error.ts';
import { packetsOfPayload, type RawPacket } from './packet.ts';
import { PollingCarrier } from './polling-carrier.ts';
import { PollingSession } from './polling-session.ts';
import { engineUrl, limits, type WireTarget } from './target.ts';
import { WebSocketCarrier } from './websocket-carrier.ts';

export interface OpenOptions {
  /** Joins the query of every request of the connection; wins over `EIO` and `transport`. */
  query?: Record<string, string>;
  /** From the first byte to the open packet; default `limits.answerMs`. */
  timeoutMs?: number;
  /** Gives the open up. It does not end the connection later on. */
  signal?: AbortSignal;
}

/**
 * Opens Engine.IO v4 over WebSocket alone. Pings are answered from the start.
 * Rejects with a `WireOpenError`; every other trouble shows on the connection.
 * Source: Engine.IO protocol v4, "Handshake", "WebSocket-only session".
 */
export async function openWebSocket(target: WireTarget, options: OpenOptions = {}): Promise<WireConnection> {
  const url = engineUrl(target, queryFor('websocket', options));
  return bounded(url, options, async (signal) => {
    const carrier = await WebSocketCarrier.open(target, url, signal);
    const drop = () => void carrier.destroy();
    signal.addEventListener('abort', drop, { once: true });
    const first = await carrier.first();
    signal.removeEventListener('abort', drop);
    const handshake = first && readHandshake(first.raw);
    if (handshake) return new WireConnection(target, carrier, handshake, first.atMs);
    const got = first ? shown(first.raw) : 'the end of the WebSocket';
    await carrier.destroy();
    throw new WireOpenError(url, { how: 'no-handshake', got });
  });
}

/**
 * Opens Engine.IO v4 over long-polling and keeps one poll outstanding. Pings are answered from the start.
 * Rejects with a `WireOpenError`, also for an open packet without session id, since no poll could follow.
 * Source: Engine.IO protocol v4, "Handshake", "HTTP long-polling".
 */
export async function openPolling(target: WireTarget, options: OpenOptions = {}): Promise<WireConnection> {
  const session = new PollingSession(target, queryFor('polling', options));
  const { url } = session;
  try {
    return await bounded(url, options, async (signal) => {
      const drop = () => void session.destroy();
      signal.addEventListener('abort', drop, { once: true });
      const answer = await session.get();
      signal.removeEventListener('abort', drop);
      const openedAtMs = performance.now();
      if (answer.kind === 'no-answer') {
        throw new WireOpenError(url, { how: 'unreachable', error: answer.error });
      }
      if (answer.status !== 200) {
        const body = answer.body.slice(0, limits.evidenceBytes);
        throw new WireOpenError(url, { how: 'refused', status: answer.status, body });
      }
      const [first, ...early] = answer.cut ? [answer.body] : packetsOfPayload(answer.body);
      const handshake = answer.cut ? undefined : readHandshake(first ?? '');
      if (!handshake?.sid) throw new WireOpenError(url, { how: 'no-handshake', got: shown(first ?? '') });
      session.named(handshake.sid);
      return new WireConnection(target, new PollingCarrier(session, early), handshake, openedAtMs);
    });
  } catch (error) {
    await session.destroy();
    throw error;
  }
}

function queryFor(transport: TransportName, { query }: OpenOptions): Record<string, string> {
  return { EIO: '4', transport, ...query };
}

function shown(raw: RawPacket): string {
  return typeof raw === 'string' ? raw.slice(0, limits.evidenceBytes) : `${raw.length} binary bytes`;
}

/** Runs an open under one signal for the caller's patience and the clock's, and says which of the two ran out. */
export async function bounded<T>(
  url: URL,
  { timeoutMs = limits.answerMs, signal }: Pick<OpenOptions, 'timeoutMs' | 'signal'>,
  open: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeUp = new AbortController();
  const callOff = afterPatience(timeoutMs, () => timeUp.abort());
  try {
    signal?.throwIfAborted();
    return await open(signal ? AbortSignal.any([signal, timeUp.signal]) : timeUp.signal);
  } catch (error) {
    if (timeUp.signal.aborted) throw new WireOpenError(url, { how: 'timeout', timeoutMs });
    if (signal?.aborted) throw new WireOpenError(url, { how: 'aborted' });
    throw error;
  } finally {
    callOff();
  }
}
