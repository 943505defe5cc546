import { nowMs } from '../measure/index.ts';

/** Long enough for the time of day to pass some whole milliseconds. */
const lookMs = 8;

/**
 * How far the monotonic clock is ahead of the time of day, in milliseconds. `Date.now()` cuts off what is below a
 * millisecond, and time goes by until the other is read: both make the difference too large, so of many the least is right.
 */
export function dayToMonotonicMs(): number {
  let least = Number.POSITIVE_INFINITY;
  const untilMs = nowMs() + lookMs;
  for (let atMs = 0; atMs < untilMs; ) {
    const dayMs = Date.now();
    atMs = nowMs();
    least = Math.min(least, atMs - dayMs);
  }
  return least;
}
