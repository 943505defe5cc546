import { bucketMs, rankOf, readHistogram } from './histogram.ts';

/** So many values, of which none was longer. */
export interface Bucket {
  /** The upper end of the bucket, in milliseconds: nothing looks better than it was. */
  valueMs: number;
  count: number;
}

/**
 * What an encoded histogram of a result file holds: the buckets that are not empty, the shortest first. Text of no
 * characters holds nothing. Throws a `ResultFileError` for text that is no histogram; `place` tells where it stood.
 */
export function bucketsOf(encoded: string, place = 'a histogram'): Bucket[] {
  const { buckets, counts } = readHistogram(encoded, place);
  return Array.from(buckets, (bucket, index) => ({
    valueMs: bucketMs(bucket),
    count: counts[index] as number,
  }));
}

/** All of them together, without loss. */
export function mergeBuckets(lists: Iterable<readonly Bucket[]>): Bucket[] {
  const counts = new Map<number, number>();
  for (const list of lists) {
    for (const { valueMs, count } of list) counts.set(valueMs, (counts.get(valueMs) ?? 0) + count);
  }
  return [...counts]
    .map(([valueMs, count]) => ({ valueMs, count }))
    .sort((one, other) => one.valueMs - other.valueMs);
}

export function totalOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/** So many percent of the values were at most so long, in milliseconds; 0 without values. */
export function percentileOf(buckets: readonly Bucket[], percentile: number): number {
  const rank = rankOf(percentile, totalOf(buckets));
  let upTo = 0;
  for (const { valueMs, count } of buckets) {
    upTo += count;
    if (upTo >= rank) return valueMs;
  }
  return 0;
}
