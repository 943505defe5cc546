import { nowMs } from './clock.ts';
import type { Intervals } from './intervals.ts';
import type { Segments } from './segments.ts';

/** What the schedule asked for, and what was sent: in all, by segment and by second. */
export class Sendings {
  readonly #segments: Segments;
  readonly #intervals: Intervals;
  #intended = 0;
  #sent = 0;

  constructor(segments: Segments, intervals: Intervals) {
    this.#segments = segments;
    this.#intervals = intervals;
  }

  get intended(): number {
    return this.#intended;
  }
  get sent(): number {
    return this.#sent;
  }

  due(intendedMs: number): void {
    this.#intended += 1;
    const segment = this.#segments.all[this.#segments.at(intendedMs)];
    if (segment !== undefined) segment.intended += 1;
    this.#intervals.due(intendedMs);
  }

  /** Something is sent now, for which this side was ready at `readyMs`. Says in which segment it was intended. */
  now(intendedMs: number, readyMs?: number): { segment: number; intendedMs: number; sentMs: number } {
    const sentMs = nowMs();
    const index = this.#segments.at(intendedMs);
    const segment = this.#segments.all[index];
    if (segment !== undefined) {
      segment.sent += 1;
      segment.sendLag.record((readyMs ?? sentMs) - intendedMs);
    }
    this.#sent += 1;
    this.#intervals.sent(sentMs);
    return { segment: index, intendedMs, sentMs };
  }

  /** It cannot be sent, through no fault of this side: as if the schedule had never asked for it. */
  calledOff(intendedMs: number): void {
    this.#intended -= 1;
    const segment = this.#segments.all[this.#segments.at(intendedMs)];
    if (segment !== undefined) segment.intended -= 1;
  }

  /** It may not have been sent after all, through no fault of this side: nor had the schedule asked for it. */
  takenBack(segment: number): void {
    const within = this.#segments.all[segment];
    this.#sent -= 1;
    if (within !== undefined) within.sent -= 1;
    this.#intended -= 1;
    if (within !== undefined) within.intended -= 1;
  }
}
