import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { emptyHistogram, mergeEncoded } from './encoded.ts';
import { Histogram } from './histogram.ts';
import { seeded } from './testing/seeded.ts';

/** Latencies as they are: most around some milliseconds, few far above. */
function latenciesMs(seed: number, count: number): number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => Math.exp(random.next() * 4 + random.next() * 4 - 2));
}

function histogramOf(values: number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test('percentiles are within a thousandth of the true ones, and not below', () => {
  const values = latenciesMs(1, 20_000).sort((one, other) => one - other);
  const latency = histogramOf(values).latency();
  const truth = (percentile: number) =>
    values[Math.ceil((percentile / 100) * values.length - 1e-6) - 1] as number;
  for (const [name, percentile] of [
    ['p50', 50],
    ['p90', 90],
    ['p95', 95],
    ['p99', 99],
    ['p999', 99.9],
    ['max', 100],
  ] as const) {
    const trueMs = truth(percentile);
    expect(latency[name]).toBeGreaterThanOrEqual(trueMs - 0.0005);
    expect(latency[name]).toBeLessThanOrEqual(trueMs * 1.001 + 0.001);
  }
  const meanMs = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(latency.mean - meanMs)).toBeLessThan(meanMs * 0.001);
  expect(latency.count).toBe(20_000);
});

test('merging loses nothing: parts added up are the histogram of all', () => {
  const values = latenciesMs(2, 9000);
  const whole = histogramOf(values);
  const parts = [0, 1, 2].map((part) =>
    histogramOf(values.filter((_, index) => index % 3 === part)).encode(),
  );
  const merged = mergeEncoded([...parts, emptyHistogram]);
  expect(merged.encode()).toBe(whole.encode());
  expect(merged.latency()).toEqual(whole.latency());
});

test('what travels is the same, and other tools of HdrHistogram read it', () => {
  const histogram = histogramOf(latenciesMs(3, 5000));
  const encoded = histogram.encode();
  expect(Histogram.decode(encoded).encode()).toBe(encoded);
  expect(Histogram.decode(encoded).latency()).toEqual(histogram.latency());
  expect(decodeFromCompressedBase64(encoded).getValueAtPercentile(99) / 1000).toBe(histogram.percentile(99));
});

test('buckets carry the histogram', () => {
  const histogram = histogramOf([0, 0.001, 2.047, 2.048, 2.049, 59_999, ...latenciesMs(4, 1000)]);
  const copy = new Histogram();
  histogram.eachBucket((bucket, count) => copy.addToBucket(bucket, count));
  expect(copy.encode()).toBe(histogram.encode());
});

test('values over 60 s are counted as 60 s, and counted', () => {
  const histogram = histogramOf([1, 60_000, 60_001, Number.POSITIVE_INFINITY]);
  expect(histogram.clamped).toBe(2);
  expect(histogram.count).toBe(4);
  expect(Histogram.decode(histogram.encode()).count).toBe(4);
  expect(histogram.percentile(100)).toBeGreaterThanOrEqual(60_000);
});

test('a little before 0 counts as 0, and what is no number is refused', () => {
  expect(histogramOf([-0.2]).latency()).toMatchObject({ max: 0, mean: 0, count: 1 });
  expect(() => histogramOf([Number.NaN])).toThrow(RangeError);
});

test('an empty histogram is all 0', () => {
  const none = { p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0, mean: 0, count: 0 };
  expect(new Histogram().latency()).toEqual(none);
  expect(Histogram.decode(emptyHistogram).latency()).toEqual(none);
  expect([...new Histogram().spectrum()]).toEqual([]);
});

test('after a reset it is as new', () => {
  const histogram = histogramOf([5, 70_000]);
  histogram.reset();
  expect(histogram.encode()).toBe(emptyHistogram);
  expect(histogram.clamped).toBe(0);
});

test.each(['', 'nonsense', 'HISTFAAAAAZ4nA==', emptyHistogram.slice(4)])('refuses %j', (text) => {
  expect(() => Histogram.decode(text)).toThrow(/Expected an HDR histogram/);
});

test('the spectrum goes from the least to the most, ever closer to 100 %, and tells how many lie below', () => {
  const values = latenciesMs(5, 10_000);
  const points = [...histogramOf(values).spectrum()];
  expect(points.length).toBeGreaterThan(40);
  expect(points.length).toBeLessThan(120);
  expect(points[0]?.valueMs).toBeCloseTo(Math.min(...values), 2);
  expect(points.at(-1)).toMatchObject({ percentile: 100, count: 10_000 });
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before) {
      expect(point.percentile).toBeGreaterThan(before.percentile);
      expect(point.valueMs).toBeGreaterThanOrEqual(before.valueMs);
    }
    const below = values.filter((value) => Math.round(value * 1000) / 1000 <= point.valueMs).length;
    expect(point.count).toBe(below);
    expect((100 * point.count) / values.length).toBeGreaterThanOrEqual(point.percentile - 1e-9);
  });
});
