import { addCounts, type Counts, type LoadInterval, type LoadResult, stretchesOf } from '../results/index.ts';

/** A part of a run that is resampled as one: one second, or several where there are very many. */
export interface Second {
  interval: LoadInterval;
  /** Latencies of new_message; nothing where none came. */
  counts: Counts;
}

/** More parts make no interval better, and each costs time. */
const mostParts = 120;
const none: Counts = { buckets: new Uint16Array(0), counts: new Float64Array(0) };

/**
 * The seconds of the measured window, in order of time. Empty where the file holds no histograms by second. Throws a
 * `ResultFileError` for a damaged one.
 */
export function measuredSeconds({ intervals, phasesMs }: LoadResult): Second[] {
  const toS = Math.round(phasesMs.measured / 1000);
  const within = stretchesOf({
    intervals: intervals.filter(({ atS, spanS = 1 }) => atS >= 0 && atS + spanS <= toS),
  });
  return within.map(({ interval, counts }) => ({ interval, counts: counts ?? none }));
}

/** The same, with adjacent ones as one where there are more than are worth it. */
export function inParts(seconds: readonly Second[]): Counts[] {
  const size = Math.ceil(seconds.length / mostParts);
  if (size <= 1) return seconds.map(({ counts }) => counts);
  return Array.from({ length: Math.ceil(seconds.length / size) }, (_, part) =>
    addCounts(seconds.slice(part * size, (part + 1) * size).map(({ counts }) => counts)),
  );
}
