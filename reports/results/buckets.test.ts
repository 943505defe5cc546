import { expect, test } from 'vitest';
import { Histogram } from '../../load/measure/index.ts';
import { bucketsOf, mergeBuckets, percentileOf, totalOf } from './buckets.ts';
import { ResultFileError } from './file.ts';

function histogramOf(...valuesMs: number[]): Histogram {
  const histogram = new Histogram();
  for (const ms of valuesMs) histogram.record(ms);
  return histogram;
}

test('what was recorded is read, with the same percentiles', () => {
  const histogram = histogramOf(
    ...Array.from({ length: 1_000 }, (_, index) => 0.1 + ((index * 7919) % 1000)),
  );
  const buckets = bucketsOf(histogram.encode());
  expect(totalOf(buckets)).toBe(1_000);
  for (const percentile of [0, 1, 50, 90, 99, 99.9, 100]) {
    expect(percentileOf(buckets, percentile), `p${percentile}`).toBe(histogram.percentile(percentile));
  }
});

test('merged, it is what one histogram of all would be', () => {
  const [one, other] = [histogramOf(1, 2, 3, 50), histogramOf(3, 4, 700)];
  const merged = mergeBuckets([bucketsOf(one.encode()), bucketsOf(other.encode())]);
  one.add(other);
  expect(merged).toEqual(bucketsOf(one.encode()));
});

test('nothing holds nothing', () => {
  expect(bucketsOf('')).toEqual([]);
  expect(bucketsOf(new Histogram().encode())).toEqual([]);
  expect(percentileOf([], 99)).toBe(0);
});

test('what is no histogram is said to be none, and where', () => {
  expect(() => bucketsOf('SElTVEY', 'events.typing.histogram')).toThrow(ResultFileError);
  expect(() => bucketsOf('hello', 'events.typing.histogram')).toThrow(/events\.typing\.histogram is no HDR/);
});
