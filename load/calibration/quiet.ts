import { GeneratorHealth, Histogram, nowMs, type SegmentRecord } from '../measure/index.ts';
import type { Window } from './held-book.ts';

/**
 * Who stands still for longer, in milliseconds, is not quiet. A single standstill decides about p99.9 of some seconds, and
 * where it falls is chance: with it, distributions that are the same do not look the same.
 */
export const longestStandstillMs = 5;

/** Tells of every time that this thread stood still. */
export function watchLoop(onLate: (late: Window) => void): void {
  new GeneratorHealth(nowMs, (delayMs, atMs) => {
    if (delayMs > longestStandstillMs) onLate({ fromMs: atMs - delayMs, toMs: atMs });
  }).start();
}

/** Whether neither the generator nor the server, whose standstills these are, stood still in a part of the run. */
export function wasQuiet(part: SegmentRecord, standstills: readonly Window[]): boolean {
  const { fromMs, toMs, generator } = part;
  if (standstills.some((one) => one.fromMs < toMs && one.toMs > fromMs)) return false;
  if (generator === undefined) return false;
  return Histogram.decode(generator.eventLoopDelay).percentile(100) <= longestStandstillMs;
}
