/** What a server says over Socket.IO, as far as a journey can make use of it. */
export type Packet =
  | { kind: 'event'; args: unknown[] }
  | { kind: 'ack'; id: number; args: unknown[] }
  | { kind: 'connect' }
  | { kind: 'connect_error'; error: unknown }
  | { kind: 'disconnect' }
  /** Of a namespace that nobody is in here. */
  | { kind: 'elsewhere' };

const connect = '0';
const disconnect = '1';
const event = '2';
const ack = '3';
const connectError = '4';

/** Of how many digits an acknowledgement's number may be. */
const mostDigits = 15;

/**
 * Reads an Engine.IO message (`4…`) as a Socket.IO packet: type, namespace with a comma, number of the acknowledgement,
 * JSON. Nothing for one that breaks the protocol, and for binary, which has no place in this contract.
 * Source: the Socket.IO protocol, revision 5.
 */
export function parsePacket(message: string): Packet | undefined {
  const type = message.charAt(1);
  let at = 2;
  if (message.charAt(at) === '/') {
    const comma = message.indexOf(',', at);
    const namespace = message.slice(at, comma < 0 ? undefined : comma);
    if (namespace !== '/') return { kind: 'elsewhere' };
    at = comma < 0 ? message.length : comma + 1;
  }
  const digitsFrom = at;
  while (isDigit(message.charCodeAt(at)) && at - digitsFrom <= mostDigits) at += 1;
  const id = at > digitsFrom ? Number(message.slice(digitsFrom, at)) : undefined;
  if (at === message.length) return withoutPayload(type);
  let payload: unknown;
  try {
    payload = JSON.parse(message.slice(at));
  } catch {
    return undefined;
  }
  switch (type) {
    case connect:
      return hasSid(payload) ? { kind: 'connect' } : undefined;
    case connectError:
      return { kind: 'connect_error', error: payload };
    case event:
      return Array.isArray(payload) && isName(payload[0]) ? { kind: 'event', args: payload } : undefined;
    case ack:
      return Array.isArray(payload) && id !== undefined ? { kind: 'ack', id, args: payload } : undefined;
    default:
      return undefined;
  }
}

/** A bare refusal is none that the protocol knows, and means what it says. */
function withoutPayload(type: string): Packet | undefined {
  if (type === disconnect) return { kind: 'disconnect' };
  return type === connectError ? { kind: 'connect_error', error: {} } : undefined;
}

/** Who is let in is told by which name: without it nobody has been, and an older protocol speaks. */
function hasSid(payload: unknown): boolean {
  return typeof (payload as { sid?: unknown } | null)?.sid === 'string';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
