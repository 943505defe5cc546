import exec from 'k6/execution';

/*
 * Takes the place of `measure/clock.ts`. The one clock of k6 that counts in less than milliseconds tells how long the
 * test has been running; it follows the system's time of day. It is moved to the system's monotonic clock, so that this
 * process and the one that started it mean the same time: how far they are apart comes with the environment; without it
 * the time of day it is. Whoever sets the time of day during a run spoils it, which the one that started it notices.
 */

const readings = 2_000;

/** Not to be had before the test runs. */
let instance: { readonly currentTestRunDuration: number } | undefined;
let toMonotonicMs = 0;
let toDayMs = 0;

function start(): { readonly currentTestRunDuration: number } {
  const started = exec.instance;
  // `Date.now()` cuts off what is below a millisecond, and time goes by until the other is read: both make the difference
  // too large, so of many the least is right.
  let least = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < readings; reading += 1) {
    const dayMs = Date.now();
    least = Math.min(least, started.currentTestRunDuration - dayMs);
  }
  toDayMs = -least;
  toMonotonicMs = toDayMs + Number(__ENV.PINGBACK_DAY_TO_MONOTONIC_MS ?? 0);
  instance = started;
  return started;
}

/** Milliseconds of the system's monotonic clock, with fractions. */
export function nowMs(): number {
  return (instance ?? start()).currentTestRunDuration + toMonotonicMs;
}

/** How many milliseconds ago a time of day was. */
export function sinceMs(dayMs: number): number {
  return (instance ?? start()).currentTestRunDuration + toDayMs - dayMs;
}
