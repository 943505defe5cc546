import { Histogram } from '../../../load/measure/index.ts';
import {
  bucketMs,
  countOf,
  type LedgerCounts,
  type LoadInterval,
  type LoadResult,
  latencyOf,
  readHistogram,
} from '../../results/index.ts';

/** The same run, had everything that was measured of messages taken so many times as long. */
export function shifted(result: LoadResult, times: number): LoadResult {
  const { new_message: messages, ...others } = result.events;
  if (!messages) throw new RangeError('There is no new_message in it.');
  const histogram = stretched(messages.histogram, times);
  const lastRecipientHistogram = stretched(messages.lastRecipientHistogram, times);
  return {
    ...result,
    events: {
      ...others,
      new_message: {
        ...messages,
        ...{ histogram, latencyMs: latencyOf(readHistogram(histogram)) },
        ...{ lastRecipientHistogram, lastRecipientMs: latencyOf(readHistogram(lastRecipientHistogram)) },
      },
    },
    intervals: result.intervals.map((interval) => shiftedSecond(interval, times)),
  };
}

function shiftedSecond(interval: LoadInterval, times: number): LoadInterval {
  if (!interval.histogram) return interval;
  const histogram = stretched(interval.histogram, times);
  return { ...interval, histogram, latencyMs: latencyOf(readHistogram(histogram)) };
}

function stretched(encoded: string, times: number): string {
  const held = readHistogram(encoded);
  const histogram = new Histogram();
  for (const [at, bucket] of held.buckets.entries()) {
    for (let count = 0; count < (held.counts[at] as number); count += 1)
      histogram.record(bucketMs(bucket) * times);
  }
  return histogram.encode();
}

/** Runs one after the other as one that is longer: its seconds and its latencies of messages are those of all. */
export function joined(results: readonly LoadResult[]): LoadResult {
  const [first] = results;
  if (!first) throw new RangeError('There is no run.');
  const sum = (read: (result: LoadResult) => string | undefined) => {
    const histogram = new Histogram();
    for (const result of results) histogram.add(Histogram.decode(read(result) ?? ''));
    return histogram.encode();
  };
  const histogram = sum(({ events }) => events.new_message?.histogram);
  const lastRecipientHistogram = sum(({ events }) => events.new_message?.lastRecipientHistogram);
  const ledger = sumOf(results.map((result) => result.ledgerByEvent.new_message ?? result.ledger));
  const windows = results.map(({ phasesMs }) => Math.round(phasesMs.measured / 1000));
  const intervals = results.flatMap((result, run) => {
    const fromS = windows.slice(0, run).reduce((total, seconds) => total + seconds, 0);
    const within = result.intervals.filter(({ atS }) => atS >= 0 && atS < (windows[run] as number));
    return within.map((interval) => ({ ...interval, atS: interval.atS + fromS }));
  });
  const messages = first.events.new_message;
  if (!messages || countOf(readHistogram(histogram)) === 0)
    throw new RangeError('There are no messages in it.');
  return {
    ...first,
    ...{ ledger, ledgerByEvent: { new_message: ledger } },
    phasesMs: { ...first.phasesMs, measured: 1000 * windows.reduce((total, seconds) => total + seconds, 0) },
    events: {
      new_message: {
        ...messages,
        ...{ histogram, latencyMs: latencyOf(readHistogram(histogram)) },
        ...{ lastRecipientHistogram, lastRecipientMs: latencyOf(readHistogram(lastRecipientHistogram)) },
      },
    },
    intervals,
  };
}

function sumOf([first, ...others]: readonly LedgerCounts[]): LedgerCounts {
  const sum = { ...(first as LedgerCounts) };
  for (const counts of others) {
    for (const name of Object.keys(sum) as (keyof LedgerCounts)[]) sum[name] += counts[name];
  }
  return sum;
}
