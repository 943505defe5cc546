import { nowMs } from '../measure/index.ts';

interface Clocks {
  /** Whole milliseconds since 1970. */
  dayMs(): number;
  /** One that nobody sets, with fractions. */
  nowMs(): number;
}

const clocksOfNode: Clocks = { dayMs: Date.now, nowMs };

/** So many times the time of day is seen to pass a whole millisecond. */
const passed = 4;
/** Between two readings so close together nothing stood still. */
const closeMs = 0.1;
/** On a machine that never lets go of a core for so long, the least difference has to do. */
const patienceMs = 500;

/**
 * How far the monotonic clock is ahead of the time of day, in milliseconds. `Date.now()` cuts off what is below a
 * millisecond, and time goes by until the other is read: both make the difference too large, so of many the least is right.
 * Only right after a whole millisecond nothing is cut off, so some of those have to be seen without a standstill.
 */
export function dayToMonotonicMs(clocks: Clocks = clocksOfNode): number {
  let least = Number.POSITIVE_INFINITY;
  let [lastDayMs, lastAtMs] = [clocks.dayMs(), clocks.nowMs()];
  const untilMs = lastAtMs + patienceMs;
  for (let seen = 0; seen < passed && lastAtMs < untilMs; ) {
    const dayMs = clocks.dayMs();
    const atMs = clocks.nowMs();
    if (dayMs !== lastDayMs && atMs - lastAtMs < closeMs) seen += 1;
    least = Math.min(least, atMs - dayMs);
    [lastDayMs, lastAtMs] = [dayMs, atMs];
  }
  return least;
}

/** Notices when the time of day is set, also when it is set back again later. */
export class DayWatch {
  readonly startMs: number;
  readonly #clocks: Clocks;
  #setMs = 0;

  constructor(clocks: Clocks = clocksOfNode) {
    this.#clocks = clocks;
    this.startMs = dayToMonotonicMs(clocks);
  }

  /** Costs next to nothing as long as nothing seems to be wrong: one reading is off by less than a millisecond. */
  look(): void {
    const { dayMs, nowMs: now } = this.#clocks;
    const apartMs = now() - dayMs() - this.startMs;
    if (apartMs > -0.5 && apartMs < 1.5) return;
    this.#measure();
  }

  /** By how much it was set at most, up to now, in milliseconds. */
  setMs(): number {
    this.#measure();
    return this.#setMs;
  }

  #measure(): void {
    const setMs = dayToMonotonicMs(this.#clocks) - this.startMs;
    if (Math.abs(setMs) > Math.abs(this.#setMs)) this.#setMs = setMs;
  }
}
