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
 * The seconds that the figures of a run are about, in order of time: the measured window; of a run in steps, the step
 * that was judged. Empty where the file holds no histograms by second. Throws a `ResultFileError` for a damaged one.
 */
export function judgedSeconds(result: LoadResult): Second[] {
  const { fromS, toS } = judgedWindow(result);
  const within = stretchesOf({
    intervals: result.intervals.filter(({ atS, spanS = 1 }) => atS >= fromS && atS + spanS <= toS),
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

/** Which part of the window `events` tells of, in seconds since it began. */
export function judgedWindow({ capacity, segments, events, phasesMs }: LoadResult): {
  fromS: number;
  toS: number;
} {
  const whole = { fromS: 0, toS: Math.round(phasesMs.measured / 1000) };
  if (!capacity) return whole;
  const { count, p50, max } = events.new_message?.latencyMs ?? { count: 0, p50: 0, max: 0 };
  const judged = segments.find(
    ({ latencyMs }) => latencyMs.count === count && latencyMs.p50 === p50 && latencyMs.max === max,
  );
  return judged ? { fromS: Math.ceil(judged.fromS), toS: Math.floor(judged.toS) } : { fromS: 0, toS: 0 };
}
