/** The Engine.IO open packet as it came. Nothing in it was validated: that is a clause's business. */
export interface Handshake {
  /** The whole packet, `0` in front. */
  packetText: string;
  /** The JSON behind the `0`; `undefined` when it is not JSON. */
  json: unknown;
  /** The session id, where `json` has one as text. */
  sid?: string;
}

/** Reads an open packet; `undefined` when the packet is not one. Source: Engine.IO protocol v4, "Handshake". */
export function readHandshake(packet: string | Buffer): Handshake | undefined {
  if (typeof packet !== 'string' || !packet.startsWith('0')) return undefined;
  const handshake: Handshake = { packetText: packet, json: undefined };
  try {
    handshake.json = JSON.parse(packet.slice(1));
  } catch {
    return handshake;
  }
  const sid = fieldOf(handshake, 'sid');
  return typeof sid === 'string' && sid !== '' ? { ...handshake, sid } : handshake;
}

/** The announced heartbeat in milliseconds; where it is no usable number, the defaults of Engine.IO. */
export function heartbeatOf(handshake: Handshake): { pingIntervalMs: number; pingTimeoutMs: number } {
  const usable = (value: unknown, otherwise: number) =>
    typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : otherwise;
  return {
    pingIntervalMs: usable(fieldOf(handshake, 'pingInterval'), 25_000),
    pingTimeoutMs: usable(fieldOf(handshake, 'pingTimeout'), 20_000),
  };
}

function fieldOf({ json }: Handshake, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}
