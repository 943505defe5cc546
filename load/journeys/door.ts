import { nowMs } from '../measure/index.ts';
import { Alarm, type Pacer } from './pacer.ts';

/** Connecting at the same time; a server that is slow to let people in sets the pace. */
const mostAtOnce = 64;

export interface DoorOptions {
  rampMs: number;
  guests: number;
  /** How long it may go on that nobody gets in. */
  patienceMs: number;
}

interface Guest {
  go(): void;
  turnedAway(why: string): void;
}

/**
 * Lets everybody in one after the other, evenly over the ramp, and no faster than the server takes them. When as many as
 * go at once failed in a row, and nobody got in for a while, nobody else is sent: thousands would wait for a server that
 * lets nobody in.
 */
export class Door {
  readonly #pacer: Pacer;
  readonly #spacingMs: number;
  readonly #patienceMs: number;
  readonly #waiting: Guest[] = [];
  readonly #opens: Alarm;
  #nextMs = 0;
  #inside = 0;
  #failedInARow = 0;
  /** When somebody got in last; before that, when the first one went. */
  #lastPassedMs: number | undefined;
  #closed = false;

  constructor(pacer: Pacer, { rampMs, guests, patienceMs }: DoorOptions) {
    this.#pacer = pacer;
    // Not where the field is declared: k6's JavaScript breaks on a function there that knows `this`.
    this.#opens = new Alarm(() => this.#admit());
    this.#spacingMs = rampMs / guests;
    this.#patienceMs = patienceMs;
  }

  /** Calls `go` when it is its turn; `passed` tells that it is through, or why not. */
  enter(guest: Guest): void {
    this.#waiting.push(guest);
    this.#admit();
  }

  passed(failure?: string): void {
    this.#inside -= 1;
    if (failure === undefined) {
      this.#failedInARow = 0;
      this.#lastPassedMs = nowMs();
    } else this.#failedInARow += 1;
    const forMs = nowMs() - (this.#lastPassedMs ?? nowMs());
    if (this.#failedInARow >= mostAtOnce && forMs >= this.#patienceMs) this.#closed = true;
    this.#admit();
  }

  #admit(): void {
    const atMs = nowMs();
    this.#lastPassedMs ??= atMs;
    while (this.#waiting.length > 0 && (this.#closed || this.#inside < mostAtOnce)) {
      if (this.#closed) {
        const why = `it was not tried any more, since ${this.#failedInARow} connections in a row had failed`;
        this.#waiting.shift()?.turnedAway(why);
        continue;
      }
      if (this.#nextMs > atMs) {
        this.#pacer.at(this.#nextMs, this.#opens);
        return;
      }
      // Time that nobody used is not made up for with a crowd.
      this.#nextMs = Math.max(this.#nextMs, atMs - this.#spacingMs) + this.#spacingMs;
      this.#inside += 1;
      this.#waiting.shift()?.go();
    }
  }
}
