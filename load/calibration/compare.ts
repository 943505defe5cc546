import type { Recovery } from '../../reports/results/index.ts';
import type { Histogram } from '../measure/index.ts';
import { percentileOfSum } from './sum.ts';

/** A percentile counts as recovered within this share of the truth, or these milliseconds, whichever is more. */
export const tolerance = { share: 0.02, ms: 0.5 } as const;

/** Holds what was measured against what is true, percentile by percentile. */
export function compare(
  measured: Histogram,
  percentiles: readonly number[],
  truthMs: (percentile: number) => number,
): Recovery[] {
  return percentiles.map((percentile) => {
    const [truth, was] = [truthMs(percentile), measured.percentile(percentile)];
    const errorMs = was - truth;
    const recovered = Math.abs(errorMs) <= Math.max(truth * tolerance.share, tolerance.ms);
    return { percentile, truthMs: truth, measuredMs: was, errorMs, recovered };
  });
}

/** What a delay has to look like: as long as the server held it, and as long as the way takes without that. */
export function heldAndFloor(held: Histogram, floor: Histogram): (percentile: number) => number {
  return (percentile) => percentileOfSum(held, floor, percentile);
}

/**
 * What a standstill has to look like on an even schedule: whoever was due in it waits for its end, so all waits from
 * nothing to the whole of it are equally frequent.
 */
export function waitsFor(stallMs: number, windowMs: number): (percentile: number) => number {
  return (percentile) => Math.max(0, stallMs - (1 - percentile / 100) * windowMs);
}
