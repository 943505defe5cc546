import type { Counts, LoadResult } from '../results/index.ts';
import { blockOf, type Dependence, dependenceOf } from './dependence.ts';
import { inParts, measuredSeconds, type Second } from './seconds.ts';
import type { Tolerances } from './tolerances.ts';

/** A run, or one step of it, with what all metrics need of it. */
export interface Side {
  result: LoadResult;
  seconds: Second[];
  /** The latencies of those seconds, to be drawn from; none where the file does not hold them. */
  parts: Counts[];
  /** How many adjacent ones are drawn together. */
  block: number;
  /** How deliveries of the run hang together. */
  dependence: Dependence;
  /** What its resamples are drawn by. */
  seed: number;
}

/** Two runs that are compared, and how. */
export interface Pair {
  base: Side;
  new: Side;
  tolerances: Tolerances;
  resamples: number;
}

export function sideOf(result: LoadResult, seed: number): Side {
  const seconds = measuredSeconds(result);
  const parts = seconds.some(({ counts }) => counts.counts.length > 0) ? inParts(seconds) : [];
  return {
    ...{ result, seconds, parts, seed },
    block: blockOf(parts),
    dependence: dependenceOf(seconds.map(({ counts }) => counts)),
  };
}
