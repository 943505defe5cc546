import type { FanOutOptions } from './fan-out-server.ts';
import type { Window } from './held-book.ts';

/** The only argument of the server's process, as JSON. */
export type FanOutSettings = FanOutOptions;

/** What the server's process is told, over IPC. */
export type ToServer =
  /** How long were the deliveries held of messages that were intended in this window? */
  { do: 'report'; window: Window } | { do: 'stall'; forMs: number };

/** What it says: its nodes, once they serve; an answer to each message; and when it was held up, as it happens. */
export type FromServer =
  | { ready: string[] }
  /** For each node an HDR histogram, encoded. */
  | { held: string[] }
  /** When it stood still, as it was told to. */
  | { stalled: Window }
  /** Its event loop stood still, through no order. */
  | { late: Window };
