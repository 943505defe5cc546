import type { Archive } from './archive.ts';
import type { Message } from './message.ts';

/** Whether it would be late if it came now. */
export function isOverdue({ sentMs }: Message, nowMs: number, lateMs: number): boolean {
  return sentMs <= nowMs - lateMs;
}

/**
 * Whether it may only be the end of a connection that keeps a message from the member in that slot. Not when it would be
 * late by now: it was lost, or as good as lost, before. The limit for that is the user's own; what is usual at this target
 * would make losses of a server that only stands still. And not when the sender's next one is there: it was overtaken,
 * and connections keep the order.
 */
export function maybeOnItsWay(message: Message, slot: number, nowMs: number, lateMs: number): boolean {
  if (isOverdue(message, nowMs, lateMs)) return false;
  return message.viaStimulus || (message.track()?.lastSeq[slot] ?? -1) < message.seq;
}

/** How many deliveries are missing of events that were sent more than the limit for being late ago. */
export class Overdue {
  readonly #archive: Archive;
  readonly #lateMs: number;
  #upTo = 0;
  #missing = 0;

  constructor(archive: Archive, lateMs: number) {
    this.#archive = archive;
    this.#lateMs = lateMs;
  }

  /** Call with a time that grows. */
  count(nowMs: number): number {
    for (; this.#upTo < this.#archive.next; this.#upTo += 1) {
      const message = this.#archive.live(this.#upTo);
      if (message === undefined || message.remaining === 0) continue;
      if (!isOverdue(message, nowMs, this.#lateMs)) break;
      message.overdue = true;
      this.#missing += message.remaining;
    }
    return this.#missing;
  }

  /** One delivery of an overdue event came, or is no longer expected. */
  settleOne(): void {
    this.#missing -= 1;
  }
}
