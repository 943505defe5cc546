import { addCounts, type Counts, countOf, latencyOf, readHistogram, writeHistogram } from './histogram.ts';
import type { LoadInterval } from './interval.ts';
import type { Latency } from './latency.ts';
import type { LoadResult } from './load.ts';

/** One or more seconds of a run, and the values behind their latency. */
export interface Stretch {
  interval: LoadInterval;
  /** Absent where the file holds figures alone. */
  counts: Counts | undefined;
}

/** The seconds of a result with what their histograms hold. Throws a `ResultFileError` where one is none. */
export function stretchesOf({ intervals }: Pick<LoadResult, 'intervals'>): Stretch[] {
  return intervals.map((interval, index) => ({
    interval,
    counts: interval.histogram
      ? readHistogram(interval.histogram, `intervals.${index}.histogram`)
      : undefined,
  }));
}

/**
 * Adjacent seconds as one, of `spanS` seconds counted from the beginning of the measured window: counts are added,
 * histograms merged, delays of event loops are the longest, processor and memory the mean, connections those at the end.
 * Latencies without a histogram can't be merged: the highest figures stand for them.
 */
export function mergeStretches(stretches: readonly Stretch[], spanS: number): Stretch[] {
  const groups = Map.groupBy(stretches, ({ interval }) => Math.floor(interval.atS / spanS));
  return [...groups.values()].map((group) => (group.length === 1 ? (group[0] as Stretch) : mergeOne(group)));
}

/** How many seconds are in it. */
export function spanOf({ spanS = 1 }: LoadInterval): number {
  return spanS;
}

/** The same result with fewer, longer intervals; what else it says stays as it is. */
export function withStretches(result: LoadResult, stretches: readonly Stretch[]): LoadResult {
  const intervals = stretches.map(({ interval, counts }) =>
    counts && !interval.histogram ? { ...interval, histogram: writeHistogram(counts) } : interval,
  );
  return { ...result, intervals };
}

function mergeOne(group: readonly Stretch[]): Stretch {
  const intervals = group.map(({ interval }) => interval);
  const [first, last] = [intervals[0], intervals.at(-1)] as [LoadInterval, LoadInterval];
  const sum = (read: (interval: LoadInterval) => number) =>
    intervals.reduce((total, one) => total + read(one), 0);
  const { counts, latencyMs } = latencyOfAll(group);
  const known = intervals.every(({ generator }) => generator.cpuShare !== undefined);
  const judged = intervals.some(({ generator }) => generator.pastLimits !== undefined);
  return {
    counts,
    interval: {
      atS: first.atS,
      spanS: sum(spanOf),
      intended: sum(({ intended }) => intended),
      sent: sum(({ sent }) => sent),
      deliveries: sum(({ deliveries }) => deliveries),
      sockets: last.sockets,
      ...(latencyMs && { latencyMs }),
      generator: {
        eventLoopDelayMaxMs: Math.max(...intervals.map(({ generator }) => generator.eventLoopDelayMaxMs)),
        ...(known && { cpuShare: sum((one) => (one.generator.cpuShare ?? 0) * spanOf(one)) / sum(spanOf) }),
        ...(judged && { pastLimits: intervals.some(({ generator }) => generator.pastLimits) }),
      },
      ...serverOfAll(intervals),
    },
  };
}

function latencyOfAll(group: readonly Stretch[]): Pick<Stretch, 'counts'> & { latencyMs?: Latency } {
  const measured = group.filter(({ interval }) => interval.latencyMs);
  const counts = measured.map((one) => one.counts).filter((one) => one !== undefined);
  if (measured.length === 0) return { counts: undefined };
  if (counts.length === measured.length) {
    const all = addCounts(counts);
    return countOf(all) === 0 ? { counts: undefined } : { counts: all, latencyMs: latencyOf(all) };
  }
  return { counts: undefined, latencyMs: highestOf(measured.map(({ interval }) => interval.latencyMs)) };
}

function highestOf(latencies: readonly (Latency | undefined)[]): Latency {
  const known = latencies.filter((one) => one !== undefined);
  const highest = (figure: keyof Latency) => Math.max(...known.map((one) => one[figure]));
  const count = known.reduce((sum, one) => sum + one.count, 0);
  const mean = known.reduce((sum, one) => sum + one.mean * one.count, 0) / Math.max(1, count);
  const [p50, p90, p95] = [highest('p50'), highest('p90'), highest('p95')];
  return { p50, p90, p95, p99: highest('p99'), p999: highest('p999'), max: highest('max'), mean, count };
}

type Server = NonNullable<LoadInterval['server']>;

/** Of the seconds in which the server could be read. */
function serverOfAll(intervals: readonly LoadInterval[]): { server?: Server } {
  const known = intervals.filter((interval) => interval.server) as (LoadInterval & { server: Server })[];
  if (known.length === 0) return {};
  const delays = known.flatMap(({ server }) => server.eventLoopDelayMs ?? []);
  const parts = Map.groupBy(
    known.flatMap((one) => one.server.parts.map((part) => ({ spanS: spanOf(one), part }))),
    ({ part }) => part.name,
  );
  return {
    server: {
      ...meanOf(known.map((one) => ({ spanS: spanOf(one), part: one.server }))),
      ...(delays.length > 0 && { eventLoopDelayMs: Math.max(...delays) }),
      parts: [...parts].map(([name, all]) => ({ name, ...meanOf(all) })),
    },
  };
}

type Usage = Pick<Server, 'cpuShare' | 'residentBytes'>;

function meanOf(all: readonly { spanS: number; part: Usage }[]): Usage {
  const spanS = all.reduce((sum, one) => sum + one.spanS, 0);
  const mean = (read: (usage: Usage) => number) =>
    all.reduce((sum, one) => sum + read(one.part) * one.spanS, 0) / spanS;
  return { cpuShare: mean(({ cpuShare }) => cpuShare), residentBytes: mean((one) => one.residentBytes) };
}
