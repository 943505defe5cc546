import { withOneMore } from '../snug.ts';
import type { Message } from './message.ts';

/** How a member of a room stands to it; in a message: how it stood when that was sent, and what became of it. */
export const standing = {
  /** Nothing is said of it. */
  none: 0,
  /** Must get it. */
  expected: 1,
  /** May get it: its join is under way, or it is the sender. */
  possible: 2,
  /** Must not and can not get it: its connection is gone for a while. */
  away: 3,
  /** Got it. Only in messages. */
  arrived: 4,
} as const;

/** From so many slots on, members are looked up instead of looked for. */
const few = 8;
/** Shared by thousands of rooms that nobody left. */
const none: number[] = [];

/** What arrived last of one sender, for each recipient by its slot. */
export interface Track {
  lastSeq: number[];
  lastAtMs: number[];
}

/**
 * Where events go: a conversation, or a business. Members sit in numbered slots, so that a message can note each of
 * them in an array.
 */
export class Room {
  readonly index: number;
  readonly business: number;
  /** By participant; only where there are many. */
  #slotOf: Map<number, number> | undefined;
  #participants: number[] = [];
  #free = none;
  /** Left by their members, but messages in flight still speak of them. */
  #leaving = none;
  /** By slot: how the member stands now. */
  standings: number[] = [];
  /** By slot: the number of the first event that was sent when it was a member. */
  since: number[] = [];
  /** Of those that somebody still has to get; each knows the one before it. */
  #lastInFlight: Message | undefined;
  /** By kind, and by sender's slot. */
  #tracks: (Track | undefined)[][] = [];

  constructor(index: number, business: number) {
    this.index = index;
    this.business = business;
  }

  /** Slots in use or used before. */
  get slots(): number {
    return this.since.length;
  }

  slotOf(participant: number): number | undefined {
    if (this.#slotOf !== undefined) return this.#slotOf.get(participant);
    for (let slot = 0; slot < this.#participants.length; slot += 1) {
      if (this.#participants[slot] === participant && this.standings[slot] !== standing.none) return slot;
    }
    return undefined;
  }

  /** Who sits there, or sat there last. */
  participantAt(slot: number): number {
    return this.#participants[slot] as number;
  }

  enter(participant: number, nextSeq: number): number {
    const slot = this.#freeSlot();
    if (slot >= maxSlots)
      throw new RangeError(`A room holds ${maxSlots} participants at most; start more workers.`);
    if (slot === this.slots) this.#addSlot();
    this.#slotOf?.set(participant, slot);
    this.#participants[slot] = participant;
    this.since[slot] = nextSeq;
    this.standings[slot] = standing.possible;
    return slot;
  }

  #addSlot(): void {
    this.#participants = withOneMore(this.#participants, -1);
    this.since = withOneMore(this.since, 0);
    this.standings = withOneMore(this.standings, standing.none);
    if (this.slots === few) this.#slotOf = new Map(this.#seated());
  }

  *#seated(): Generator<[participant: number, slot: number], void> {
    for (const [slot, participant] of this.#participants.entries()) {
      if (this.standings[slot] !== standing.none) yield [participant, slot];
    }
  }

  leave(participant: number, slot: number): void {
    this.#slotOf?.delete(participant);
    this.standings[slot] = standing.none;
    this.#leaving = withOneMore(this.#leaving, slot);
  }

  /** A slot is used again only when nothing is in flight: then all that is known of it is older than what comes. */
  #freeSlot(): number {
    if (this.#lastInFlight === undefined && this.#leaving.length > 0) {
      this.#free = this.#free.concat(this.#leaving);
      this.#leaving = none;
    }
    return this.#free.pop() ?? this.slots;
  }

  /** What arrived of this sender's events of a kind: the event's position, or one more for stimuli. */
  track(kind: number, senderSlot: number): Track {
    while (this.#tracks.length <= kind) this.#tracks = withOneMore(this.#tracks, []);
    let bySender = this.#tracks[kind] as (Track | undefined)[];
    if (bySender.length <= senderSlot) {
      bySender = [...bySender, ...new Array(this.slots - bySender.length)];
      this.#tracks[kind] = bySender;
    }
    let track = bySender[senderSlot];
    if (track === undefined) {
      track = { lastSeq: [], lastAtMs: [] };
      bySender[senderSlot] = track;
    }
    while (track.lastSeq.length < this.slots) {
      track.lastSeq = withOneMore(track.lastSeq, -1);
      track.lastAtMs = withOneMore(track.lastAtMs, 0);
    }
    return track;
  }

  addInFlight(message: Message): void {
    const last = this.#lastInFlight;
    message.before = last;
    if (last) last.after = message;
    this.#lastInFlight = message;
  }

  removeInFlight(message: Message): void {
    const { before, after } = message;
    if (before) before.after = after;
    if (after) after.before = before;
    else this.#lastInFlight = before;
    message.before = undefined;
    message.after = undefined;
  }

  /** Messages that somebody still has to get, the latest first. Each may be removed when it is its turn. */
  *inFlight(): Generator<Message, void> {
    for (let message = this.#lastInFlight; message !== undefined; ) {
      const { before } = message;
      yield message;
      message = before;
    }
  }
}

/** One less than what 16 bits hold: the last stands for no sender. */
export const maxSlots = 0xffff;
export const noSlot = 0xffff;
