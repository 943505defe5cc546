import type { TransportName } from '../../contract/index.ts';
import { engineTypeOf, type RawPacket, readSocketPacket, type WirePacket } from './packet.ts';
import { limits } from './target.ts';

export type Predicate = (packet: WirePacket) => boolean;

interface Waiter {
  matches: Predicate;
  found: (packet: WirePacket) => void;
  broken: (error: unknown) => void;
}

/** Every packet of one connection in the order it was sent or got, and those who wait for one. Bounded. */
export class PacketLog {
  readonly packets: WirePacket[] = [];
  #bytes = 0;
  #waiters = new Set<Waiter>();

  /** Which bound the log has passed, in words; the connection must then be given up. */
  get overflow(): string | undefined {
    if (this.packets.length > limits.logPackets) return `${limits.logPackets} packets`;
    if (this.#bytes > limits.logBytes) return `${limits.logBytes} bytes`;
    return undefined;
  }

  add(
    direction: WirePacket['direction'],
    transport: TransportName,
    raw: RawPacket,
    atMs: number,
  ): WirePacket {
    const text = typeof raw === 'string' ? raw : '';
    const packet: WirePacket = {
      index: this.packets.length,
      atMs,
      direction,
      transport,
      type: engineTypeOf(raw),
      text,
    };
    if (typeof raw !== 'string') packet.binary = raw;
    const socketIo = packet.type === 'message' ? readSocketPacket(text) : undefined;
    if (socketIo) packet.socketIo = socketIo;
    this.packets.push(packet);
    this.#bytes += raw.length;
    if (direction === 'got') this.#tell(packet);
    return packet;
  }

  /** The first packet got at or after `since` that matches. */
  find(matches: Predicate, since: number): WirePacket | undefined {
    return this.packets.find(
      (packet) => packet.index >= since && packet.direction === 'got' && matches(packet),
    );
  }

  /** The next packet to arrive that matches; `stop` leaves it forever pending. Rejects when `matches` throws. */
  next(matches: Predicate): { packet: Promise<WirePacket>; stop: () => void } {
    const { promise, resolve, reject } = Promise.withResolvers<WirePacket>();
    const waiter: Waiter = { matches, found: resolve, broken: reject };
    this.#waiters.add(waiter);
    return { packet: promise, stop: () => this.#waiters.delete(waiter) };
  }

  #tell(packet: WirePacket): void {
    for (const waiter of this.#waiters) {
      try {
        if (!waiter.matches(packet)) continue;
        waiter.found(packet);
      } catch (error) {
        waiter.broken(error);
      }
      this.#waiters.delete(waiter);
    }
  }
}
