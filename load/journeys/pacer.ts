import { nowMs, timerMs } from '../measure/index.ts';

/** Something that is to happen at a time. It can be in one place of one pacer only. */
export abstract class Due {
  /** The pacer's number for it; -1: it has none. */
  number = -1;
  abstract happen(): void;
}

/** A function that is to be called at a time. */
export class Alarm extends Due {
  readonly #act: () => void;

  constructor(act: () => void) {
    super();
    this.#act = act;
  }

  override happen(): void {
    this.#act();
  }
}

/** Timers know no longer time than this. */
const longestMs = 2 ** 31 - 1;
const firstCapacity = 64;

/**
 * Lets things happen when they are due: never before, and, while the thread has nothing better to do, about a
 * millisecond later. However many wait, there is one timer; the next to happen is on top of a heap. The heap is of
 * numbers: moving objects about in one would cost the garbage collector's bookkeeping at each step.
 */
export class Pacer {
  /** By number. One that does not wait has no number. */
  readonly #waiting: (Due | undefined)[] = [];
  readonly #free: number[] = [];
  /** By place in the heap: when it is due, in milliseconds of `nowMs()`, and its number. */
  #dueMs = new Float64Array(firstCapacity);
  #numbers = new Int32Array(firstCapacity);
  /** By number: its place in the heap. */
  #places = new Int32Array(firstCapacity);
  #size = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off. */
  #timerMs = Number.POSITIVE_INFINITY;
  readonly #wake: () => void;

  constructor() {
    // Not where the field is declared: k6's JavaScript breaks on a function there that knows `this`.
    this.#wake = () => this.#go();
  }

  /** One that waits already gets the new time. */
  at(dueMs: number, due: Due): void {
    this.cancel(due);
    const number = this.#free.pop() ?? this.#waiting.length;
    if (number >= this.#numbers.length) this.#grow();
    this.#waiting[number] = due;
    due.number = number;
    this.#size += 1;
    this.#rise(dueMs, number, this.#size - 1);
    this.#arm();
  }

  after(delayMs: number, due: Due): void {
    this.at(nowMs() + delayMs, due);
  }

  /** Nothing happens to one that does not wait. */
  cancel(due: Due): void {
    const { number } = due;
    if (number < 0) return;
    due.number = -1;
    this.#waiting[number] = undefined;
    this.#free.push(number);
    const place = this.#places[number] as number;
    this.#size -= 1;
    if (place === this.#size) return;
    const lastMs = this.#dueMs[this.#size] as number;
    const last = this.#numbers[this.#size] as number;
    this.#rise(lastMs, last, this.#sink(lastMs, place));
  }

  /** Nothing happens any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timerMs = Number.NEGATIVE_INFINITY;
  }

  #grow(): void {
    const doubled = this.#numbers.length * 2;
    const [dueMs, numbers, places] = [this.#dueMs, this.#numbers, this.#places];
    this.#dueMs = new Float64Array(doubled);
    this.#numbers = new Int32Array(doubled);
    this.#places = new Int32Array(doubled);
    this.#dueMs.set(dueMs);
    this.#numbers.set(numbers);
    this.#places.set(places);
  }

  #arm(): void {
    if (this.#size === 0) return;
    const nextMs = this.#dueMs[0] as number;
    if (nextMs >= this.#timerMs) return;
    clearTimeout(this.#timer);
    this.#timerMs = nextMs;
    const delayMs = Math.min(timerMs(nextMs - nowMs()), longestMs);
    this.#timer = setTimeout(this.#wake, delayMs);
  }

  #go(): void {
    this.#timerMs = Number.POSITIVE_INFINITY;
    // What becomes due meanwhile comes next time, so that the network has its turn.
    const untilMs = nowMs();
    while (this.#size > 0 && (this.#dueMs[0] as number) <= untilMs) {
      const next = this.#waiting[this.#numbers[0] as number] as Due;
      this.cancel(next);
      next.happen();
    }
    this.#arm();
  }

  #put(dueMs: number, number: number, place: number): void {
    this.#dueMs[place] = dueMs;
    this.#numbers[place] = number;
    this.#places[number] = place;
  }

  /** Towards the top from a free place, to where it belongs. */
  #rise(dueMs: number, number: number, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentMs = this.#dueMs[parent] as number;
      if (parentMs <= dueMs) break;
      this.#put(parentMs, this.#numbers[parent] as number, place);
      place = parent;
    }
    this.#put(dueMs, number, place);
  }

  /** Away from the top from a free place. Returns where it belongs, as far as those below are concerned. */
  #sink(dueMs: number, from: number): number {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && (this.#dueMs[below + 1] as number) < (this.#dueMs[below] as number)) {
        below += 1;
      }
      const belowMs = this.#dueMs[below] as number;
      if (belowMs >= dueMs) break;
      this.#put(belowMs, this.#numbers[below] as number, place);
      place = below;
    }
    return place;
  }
}
