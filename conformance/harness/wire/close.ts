import { quoted } from './target.ts';

/** What the end of a connection looked like on the wire. */
export type CloseHow =
  /** An Engine.IO `1` packet came. */
  | { how: 'close-packet' }
  /** The WebSocket ended. 1005: a close frame without a code; 1006: no close frame at all. */
  | { how: 'websocket'; code: number; reason: string }
  /** A poll or a `POST` was answered with something else than 200; `body` is cut at 64 KiB. */
  | { how: 'http'; request: 'GET' | 'POST'; status: number; body: string }
  /** A poll or a `POST` got no answer. */
  | { how: 'network'; request: 'GET' | 'POST'; error: string }
  /** We gave up on what came: a broken or too large frame, a body too large or too slow. */
  | { how: 'unreadable'; error: string }
  /** We gave up because the server sent more than a log may hold. */
  | { how: 'overflow'; bound: string }
  /** We were told to close, cleanly or abruptly. */
  | { how: 'closed-by-us' }
  | { how: 'abandoned-by-us' };

/** Pings of the server, and how many of them a pong of ours followed. */
export interface PingCount {
  got: number;
  answered: number;
}

/** How and when a connection ended, with what is needed to tell a refusal from a missed heartbeat. */
export interface CloseInfo {
  by: 'server' | 'client';
  how: CloseHow;
  /** Milliseconds on the monotonic clock (`performance.now()`), like those of the packets. */
  closedAtMs: number;
  msSinceOpen: number;
  /** Absent when no ping ever came. */
  msSinceLastPing?: number;
  pings: PingCount;
  /**
   * Whether a missed heartbeat would explain this end just as well: the last ping got no pong for about `pingTimeout`,
   * or no ping ever came and about `pingInterval + pingTimeout` had passed since the open. It counts from when the
   * ping was due, so that a moment in which this process was too busy to read does not pass for a refusal.
   * Always false for an end of our own making.
   */
  heartbeatExplains: boolean;
  /** All of this in a sentence. Quotes what the server sent: hostile. */
  summary: string;
}

/** The last ping, in milliseconds on the monotonic clock. */
export interface LastPing {
  gotAtMs: number;
  /** One `pingInterval` after the pong before it, or after the open. */
  dueAtMs: number;
  /** When its pong left; absent while it has none. */
  pongAtMs?: number;
  /** When the pong was through: over long-polling, when the server answered the `POST`. */
  takenAtMs?: number;
}

export interface LifeOfConnection {
  openedAtMs: number;
  closedAtMs: number;
  lastPing?: LastPing;
  pings: PingCount;
  /** As announced in the handshake. */
  pingIntervalMs: number;
  pingTimeoutMs: number;
}

const ofOurMaking: ReadonlySet<CloseHow['how']> = new Set([
  'unreadable',
  'overflow',
  'closed-by-us',
  'abandoned-by-us',
]);

/** Timers and the network shift a heartbeat's end a little; from this share of the timeout on it counts as one. */
const nearly = 0.8;

export function closeInfo(how: CloseHow, life: LifeOfConnection): CloseInfo {
  const by = ofOurMaking.has(how.how) ? 'client' : 'server';
  const msSinceOpen = life.closedAtMs - life.openedAtMs;
  const info: Omit<CloseInfo, 'summary'> = {
    by,
    how,
    closedAtMs: life.closedAtMs,
    msSinceOpen,
    pings: life.pings,
    heartbeatExplains: by === 'server' && heartbeatExplains(life),
  };
  if (life.lastPing) info.msSinceLastPing = life.closedAtMs - life.lastPing.gotAtMs;
  return { ...info, summary: summaryOf(info) };
}

function heartbeatExplains({ lastPing, ...life }: LifeOfConnection): boolean {
  const toleranceMs = (1 - nearly) * life.pingTimeoutMs;
  if (!lastPing) {
    const wholeMs = life.pingIntervalMs + life.pingTimeoutMs;
    return life.closedAtMs - life.openedAtMs >= nearly * wholeMs;
  }
  const { gotAtMs, dueAtMs, takenAtMs } = lastPing;
  const lateFromMs = Math.min(gotAtMs, dueAtMs) + life.pingTimeoutMs - toleranceMs;
  if (life.closedAtMs < lateFromMs) return false;
  // A pong that was through too late may have crossed the close on its way.
  return takenAtMs === undefined || (takenAtMs >= lateFromMs && life.closedAtMs - takenAtMs <= toleranceMs);
}

function summaryOf(info: Omit<CloseInfo, 'summary'>): string {
  const when = `${Math.round(info.msSinceOpen)} ms after the open`;
  const { got, answered } = info.pings;
  const pings = got === 0 ? 'no ping had come' : `${answered} of ${got} pings had been answered`;
  const doubt = info.heartbeatExplains ? '; a missed heartbeat would explain it' : '';
  return `${inWords(info.how)}, ${when}; ${pings}${doubt}`;
}

export function inWords(how: CloseHow): string {
  switch (how.how) {
    case 'close-packet':
      return 'the server sent an Engine.IO close packet';
    case 'websocket':
      if (how.code === 1006) return 'the server dropped the WebSocket without a close frame';
      return `the server closed the WebSocket with code ${how.code}${how.reason && ` (${quoted(how.reason)})`}`;
    case 'http':
      return `the server answered a ${how.request} with HTTP ${how.status} (${quoted(how.body)})`;
    case 'network':
      return `a ${how.request} got no answer (${quoted(how.error)})`;
    case 'unreadable':
      return `the server sent what cannot be read (${quoted(how.error)})`;
    case 'overflow':
      return `the server sent more than ${how.bound}`;
    case 'closed-by-us':
      return 'this client closed the connection';
    case 'abandoned-by-us':
      return 'this client dropped the connection';
  }
}
