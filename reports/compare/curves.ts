import {
  type ComparedRun,
  countOf,
  type LoadResult,
  percentilesOf,
  readHistogram,
} from '../results/index.ts';

/** Points in each halving of what remains to 100 %. */
const ticksPerHalf = 6;
/** More than can be told apart in a drawing. */
const mostSeconds = 300;

/** The distribution of new_message, its points the closer, the nearer they are to 100 %. */
export function spectrumOf({ events }: LoadResult): ComparedRun['spectrum'] {
  const held = readHistogram(events.new_message?.histogram ?? '', 'events.new_message.histogram');
  const count = countOf(held);
  if (count === 0) return [];
  const percentiles: number[] = [];
  for (let tick = 0; 2 ** (tick / ticksPerHalf) < count; tick += 1) {
    percentiles.push(100 * (1 - 2 ** (-tick / ticksPerHalf)));
  }
  percentiles.push(100);
  const values = percentilesOf(held, percentiles);
  return percentiles.map((percentile, index) => ({ percentile, valueMs: values[index] as number }));
}

/** Latency by time over the window. Where seconds are many, several are one: the median their mean, the p99 their highest. */
export function secondsOf({ intervals }: LoadResult): ComparedRun['seconds'] {
  const known = intervals.flatMap(({ atS, latencyMs }) =>
    latencyMs && atS >= 0 ? [{ atS, latencyMs }] : [],
  );
  const size = Math.max(1, Math.ceil(known.length / mostSeconds));
  return Array.from({ length: Math.ceil(known.length / size) }, (_, index) => {
    const some = known.slice(index * size, (index + 1) * size);
    return {
      atS: some[0]?.atS ?? 0,
      p50Ms: some.reduce((sum, { latencyMs }) => sum + latencyMs.p50, 0) / some.length,
      p99Ms: Math.max(...some.map(({ latencyMs }) => latencyMs.p99)),
    };
  });
}
