import type { RawPacket } from './packet.ts';

/** A way to be malformed: Engine.IO messages whose content no reading of Socket.IO v5 makes valid. */
export interface MalformedPacket {
  /** What is wrong, to be put behind "a packet with". */
  name: string;
  /** Engine.IO packets, sent in this order after a CONNECT to the default namespace; the last one is malformed. */
  packets: readonly RawPacket[];
  /** What socket.io 4.8 says before it closes the connection: it does close for each row. */
  socketIo48: string;
}

const placeholder = '{"_placeholder":true,"num":0}';
const bytes = Buffer.from([1, 2, 3, 4]);

/**
 * Malformed packets for TRN-9. A row is here only when
 * - the Socket.IO protocol v5 leaves no reading of it: the receiver of an event whose payload is not a non-empty array
 *   "MUST close the connection", an acknowledgement's payload must be an array, the rest does not parse at all; and
 * - socket.io 4.8 closes for it, with every release of its parser that it may be installed with (4.2.4 and newer).
 *
 * Left out for the second reason, since socket.io lets them pass: an event or acknowledgement without any payload,
 * no or fractional attachment counts. Left out for the first: event names that are numbers, null or reserved (the
 * protocol asks for an array and says no more), NaN and the like (some JSON parsers take them), well-formed packets at
 * the wrong time (a CONNECT_ERROR from a client, a second CONNECT, a namespace never joined), and a DISCONNECT with
 * something behind it (which ends the session anyway).
 *
 * Source: Socket.IO protocol v5, "Sending and receiving data", "Acknowledgement", "Packet encoding".
 */
export const malformedPackets: readonly MalformedPacket[] = [
  { name: 'an unknown type (a digit)', packets: ['49["a"]'], socketIo48: 'unknown packet type 9' },
  { name: 'an unknown type (a letter)', packets: ['4abc'], socketIo48: 'unknown packet type NaN' },
  { name: 'JSON in place of a type', packets: ['4{"type":2}'], socketIo48: 'unknown packet type NaN' },
  { name: 'an event whose JSON breaks off', packets: ['42["a",{"b":'], socketIo48: 'invalid payload' },
  { name: 'an event with text behind its JSON', packets: ['42["a"]b'], socketIo48: 'invalid payload' },
  { name: 'an event whose payload is an object', packets: ['42{"a":1}'], socketIo48: 'invalid payload' },
  { name: 'an event whose payload is an empty object', packets: ['42{}'], socketIo48: 'invalid payload' },
  { name: 'an event whose payload is a text', packets: ['42"a"'], socketIo48: 'invalid payload' },
  { name: 'an event whose payload is null', packets: ['42null'], socketIo48: 'invalid payload' },
  { name: 'an event whose payload is an empty array', packets: ['42[]'], socketIo48: 'invalid payload' },
  { name: 'an event whose id is not a number', packets: ['42abc["a"]'], socketIo48: 'invalid payload' },
  { name: 'an event with an id and an object', packets: ['4212{"a":1}'], socketIo48: 'invalid payload' },
  {
    name: 'an acknowledgement whose payload is an object',
    packets: ['431{"a":1}'],
    socketIo48: 'invalid payload',
  },
  { name: 'an acknowledgement whose JSON breaks off', packets: ['431["a"'], socketIo48: 'invalid payload' },
  {
    name: 'an acknowledgement whose id is not a number',
    packets: ['43x["a"]'],
    socketIo48: 'invalid payload',
  },
  {
    name: 'a binary event that ends inside its header',
    packets: ['451'],
    socketIo48: 'Illegal attachments',
  },
  {
    name: 'a binary event whose attachment count is not a number',
    packets: [`45x-["a",${placeholder}]`],
    socketIo48: 'Illegal attachments',
  },
  {
    name: 'a binary event whose payload is an object',
    packets: [`451-${placeholder}`],
    socketIo48: 'invalid payload',
  },
  {
    name: 'a binary event whose placeholder names no attachment',
    packets: ['451-["a",{"_placeholder":true,"num":7}]', bytes],
    socketIo48: 'illegal attachments',
  },
  {
    name: 'a text where an attachment is due',
    packets: [`451-["a",${placeholder}]`, '42["a"]'],
    socketIo48: 'got plaintext data when reconstructing a packet',
  },
  {
    name: 'an attachment that no packet announced',
    packets: [bytes],
    socketIo48: 'got binary data when not reconstructing a packet',
  },
];
