import type { TransportName } from '../../contract/index.ts';
import type { CloseHow } from './close.ts';
import type { RawPacket } from './packet.ts';

/** What became of a send. `sent`: the bytes left (WebSocket), or the server took the `POST` (polling). */
export type SendOutcome =
  | { kind: 'sent' }
  /** The server answered the `POST` with something else than 200. */
  | { kind: 'refused'; status: number; body: string }
  /** The connection was closed before or while the bytes left. */
  | { kind: 'failed'; error: string };

/** Who hears of what a carrier carries. Times are milliseconds of `performance.now()`. */
export interface CarrierSink {
  got(raw: RawPacket, atMs: number): void;
  sent(raw: RawPacket, atMs: number): void;
}

/** One transport of Engine.IO: carries packets as they are and knows nothing of their meaning. */
export interface Carrier {
  readonly transport: TransportName;
  /** How the transport ended, whoever ended it. */
  readonly ended: Promise<{ how: CloseHow; atMs: number }>;
  /** Hands over what came since the open packet, and everything from now on. */
  start(sink: CarrierSink): void;
  /** Sends packets in one go; `urgent` overtakes what still waits to be sent. Never rejects. */
  send(packets: readonly RawPacket[], urgent?: boolean): Promise<SendOutcome>;
  /** Sends bytes that need not be a packet: one WebSocket message, or one `POST` body. Never rejects. */
  sendRaw(body: RawPacket): Promise<SendOutcome>;
  /** Takes leave as the protocol asks, within `limits.closeMs`, and frees everything. */
  close(): Promise<void>;
  /** Cuts the line and frees everything. */
  destroy(): Promise<void>;
}
