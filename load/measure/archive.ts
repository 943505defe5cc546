import type { Message } from './message.ts';
import { standing } from './room.ts';

const chunkSize = 4096;

interface Chunk {
  room: Int32Array;
  senderSlot: Uint16Array;
  /** Event in 3 bits, whether the sender may still get it in 1, segment + 1 in 12. */
  traits: Uint16Array;
  /** Messages that are not complete; empty when all are. */
  live: (Message | undefined)[];
  liveCount: number;
  used: number;
}

export const maxSegments = 0xfff - 1;

/**
 * Every message that was ever sent, by its number: 8 bytes each, and besides them those in flight. So that an arrival
 * is known for what it is hours later.
 */
export class Archive {
  readonly #chunks: Chunk[] = [];
  /** Of complete messages: who may still get them, as pairs of participant and standing. */
  readonly #pending = new Map<number, number[]>();
  #next = 0;

  /** The number that the next message gets. */
  get next(): number {
    return this.#next;
  }

  /** Enters a message and gives it its number. */
  add(message: Message): number {
    const seq = this.#next;
    this.#next += 1;
    const at = seq % chunkSize;
    if (at === 0) this.#chunks.push(newChunk());
    const chunk = this.#chunks[(seq - at) / chunkSize] as Chunk;
    message.seq = seq;
    chunk.room[at] = message.room.index;
    chunk.senderSlot[at] = message.senderSlot;
    chunk.traits[at] = message.event | ((message.segment + 1) << 4);
    chunk.live[at] = message;
    chunk.liveCount += 1;
    chunk.used += 1;
    return seq;
  }

  /** Whether there is such a message. Arrivals bring any number. */
  has(seq: number): boolean {
    return Number.isInteger(seq) && seq >= 0 && seq < this.#next;
  }

  /** The message while it is kept whole. */
  live(seq: number): Message | undefined {
    return this.#chunk(seq).live[seq % chunkSize];
  }

  event(seq: number): number {
    return (this.#chunk(seq).traits[seq % chunkSize] as number) & 7;
  }

  segment(seq: number): number {
    return ((this.#chunk(seq).traits[seq % chunkSize] as number) >>> 4) - 1;
  }

  room(seq: number): number {
    return this.#chunk(seq).room[seq % chunkSize] as number;
  }

  /** Keeps the least of a message, which is free to be used again. */
  retire(message: Message): void {
    const chunk = this.#chunk(message.seq);
    const at = message.seq % chunkSize;
    const { senderSlot, slots, standings } = message;
    // Where senders get nothing back, every message waits for its sender for ever: that has to fit into a bit.
    const senderPending = senderSlot < slots && standings[senderSlot] === standing.possible;
    if (senderPending) chunk.traits[at] = (chunk.traits[at] as number) | 8;
    this.#notePending(message, senderPending ? senderSlot : -1);
    chunk.live[at] = undefined;
    chunk.liveCount -= 1;
    if (chunk.liveCount === 0 && chunk.used === chunkSize) chunk.live = [];
  }

  /**
   * A retired message arrived at a member of its time. Returns how that stood to it, `possible` or `away`, if this is
   * the first arrival there; else `arrived`.
   */
  takePending(seq: number, participant: number, slot: number): number {
    const chunk = this.#chunk(seq);
    const at = seq % chunkSize;
    const traits = chunk.traits[at] as number;
    if ((traits & 8) !== 0 && chunk.senderSlot[at] === slot) {
      chunk.traits[at] = traits & ~8;
      return standing.possible;
    }
    const pending = this.#pending.get(seq);
    if (pending === undefined) return standing.arrived;
    for (let pair = 0; pair < pending.length; pair += 2) {
      if (pending[pair] !== participant) continue;
      const [, stood] = pending.splice(pair, 2);
      if (pending.length === 0) this.#pending.delete(seq);
      return stood as number;
    }
    return standing.arrived;
  }

  #notePending(message: Message, exceptSlot: number): void {
    let pending: number[] | undefined;
    for (let slot = 0; slot < message.slots; slot += 1) {
      const stood = message.standings[slot] as number;
      if (slot === exceptSlot || (stood !== standing.possible && stood !== standing.away)) continue;
      pending ??= [];
      pending.push(message.room.participantAt(slot), stood);
    }
    if (pending !== undefined) this.#pending.set(message.seq, pending);
  }

  #chunk(seq: number): Chunk {
    return this.#chunks[Math.floor(seq / chunkSize)] as Chunk;
  }
}

function newChunk(): Chunk {
  return {
    room: new Int32Array(chunkSize),
    senderSlot: new Uint16Array(chunkSize),
    traits: new Uint16Array(chunkSize),
    live: [],
    liveCount: 0,
    used: 0,
  };
}
