import { decodePacket } from 'engine.io-parser';
import type { TransportName } from '../../contract/index.ts';

/** An Engine.IO packet as it travels: text with its type digit in front, or the bytes of a binary message. */
export type RawPacket = string | Buffer;

/** Types of the Engine.IO protocol v4; `unknown` is whatever starts with none of its digits. */
export type EngineType = 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop' | 'unknown';

/** Types of the Socket.IO protocol v5, in the order of their digits. */
const socketTypes = [
  'connect',
  'disconnect',
  'event',
  'ack',
  'connect_error',
  'binary_event',
  'binary_ack',
] as const;
export type SocketType = (typeof socketTypes)[number];

/** What the text of an Engine.IO message says in Socket.IO. Only the form was checked: values are hostile. */
export interface SocketPacket {
  type: SocketType;
  namespace: string;
  /** The acknowledgement id. */
  id?: number;
  /** How many binary messages follow, for the two binary types. They are packets of their own in the log. */
  attachments?: number;
  /** The parsed JSON; absent when the packet carries none. */
  payload?: unknown;
  /** For events with a name: that name and the arguments behind it. */
  event?: string;
  args?: unknown[];
}

/** One Engine.IO packet of a connection, sent or got. */
export interface WirePacket {
  /** Its place in the connection's log, counted from 0 over both directions. */
  index: number;
  /** Milliseconds on this process's monotonic clock (`performance.now()`). */
  atMs: number;
  direction: 'sent' | 'got';
  transport: TransportName;
  type: EngineType;
  /** The packet as it travelled, type digit in front; empty for binary. */
  text: string;
  /** The bytes of a binary message. */
  binary?: Buffer;
  /** Present on a text message that is a well-formed Socket.IO packet. */
  socketIo?: SocketPacket;
}

const recordSeparator = '\x1e';

/**
 * Splits a polling body into its packets; base64 ones become bytes.
 * Source: Engine.IO protocol v4, "Packet encoding", "HTTP long-polling".
 */
export function packetsOfPayload(body: string): RawPacket[] {
  return body
    .split(recordSeparator)
    .map((piece) => (piece.startsWith('b') ? Buffer.from(piece.slice(1), 'base64') : piece));
}

/** Joins packets into a polling body. Texts travel as they are, malformed ones too. */
export function payloadOfPackets(packets: readonly RawPacket[]): string {
  return packets
    .map((packet) => (typeof packet === 'string' ? packet : `b${packet.toString('base64')}`))
    .join(recordSeparator);
}

export function engineTypeOf(raw: RawPacket): EngineType {
  if (typeof raw !== 'string') return 'message';
  if (raw.startsWith('b')) return 'unknown';
  const { type } = decodePacket(raw);
  return type === 'error' ? 'unknown' : type;
}

const socketForm = /^([0-6])(?:(?<=[56])(\d+)-)?(?:(\/[^,]*)(?:,|$))?(\d+)?(.*)$/s;

/**
 * Reads the text of an Engine.IO message as a Socket.IO packet; `undefined` when it is malformed.
 * Source: Socket.IO protocol v5, "Packet encoding".
 */
export function readSocketPacket(engineText: string): SocketPacket | undefined {
  if (!engineText.startsWith('4')) return undefined;
  const match = socketForm.exec(engineText.slice(1));
  if (!match) return undefined;
  const [, digit, attachments, namespace = '/', id, json] = match;
  const packet: SocketPacket = { type: socketTypes[Number(digit)] as SocketType, namespace };
  if (id !== undefined) packet.id = Number(id);
  if (attachments !== undefined) packet.attachments = Number(attachments);
  if (!json) return packet;
  try {
    packet.payload = JSON.parse(json);
  } catch {
    return undefined;
  }
  return withEvent(packet);
}

function withEvent(packet: SocketPacket): SocketPacket {
  const isEvent = packet.type === 'event' || packet.type === 'binary_event';
  if (!isEvent || !Array.isArray(packet.payload)) return packet;
  const [event, ...args] = packet.payload;
  return typeof event === 'string' ? { ...packet, event, args } : packet;
}
