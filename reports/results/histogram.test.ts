import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Histogram } from '../../load/measure/index.ts';
import { ResultFileError } from './file.ts';
import {
  addCounts,
  bucketMs,
  countOf,
  latencyOf,
  percentilesOf,
  readHistogram,
  writeHistogram,
} from './histogram.ts';

/** Values of every size, from one microsecond to more than the most that is told apart. */
function recorded(seed: number, values = 3000): Histogram {
  const histogram = new Histogram();
  let state = seed;
  for (let index = 0; index < values; index += 1) {
    state = (state * 48_271) % 2_147_483_647;
    histogram.record(10 ** ((state / 2_147_483_647) * 8 - 3));
  }
  return histogram;
}

test('what is read says what was recorded: every bucket, every figure', () => {
  for (const histogram of [recorded(1), recorded(2, 1), recorded(3, 60_000)]) {
    const held = readHistogram(histogram.encode());
    const expected: [number, number][] = [];
    histogram.eachBucket((bucket, count) => expected.push([bucket, count]));
    expect(Array.from(held.buckets, (bucket, index) => [bucket, held.counts[index]])).toEqual(expected);
    const { mean, ...figures } = histogram.latency();
    expect(latencyOf(held)).toMatchObject(figures);
    expect(latencyOf(held).mean).toBeCloseTo(mean, 6);
    const percentiles = [0, 10, 33.3, 50, 66.67, 90.02, 99.01, 99.99, 99.9999, 100];
    expect(percentilesOf(held, percentiles)).toEqual(percentiles.map((one) => histogram.percentile(one)));
  }
});

test('counts of any size are read and written', () => {
  const histogram = new Histogram();
  const sizes = [1, 63, 64, 8191, 8192, 2 ** 20, 2 ** 31];
  for (const [index, size] of sizes.entries()) histogram.addToBucket(index * 3, size);
  const held = readHistogram(histogram.encode());
  expect([...held.counts]).toEqual(sizes);
  expect(Histogram.decode(writeHistogram(held)).encode()).toBe(histogram.encode());
  const far = { buckets: held.buckets, counts: held.counts.map((count) => count * 2 ** 20) };
  expect(readHistogram(writeHistogram(far))).toEqual(far);
});

test('what is added and written is what one histogram of all would be', () => {
  const parts = [recorded(4), recorded(5, 10), new Histogram()];
  const sum = addCounts(parts.map((part) => readHistogram(part.encode())));
  const all = new Histogram();
  for (const part of parts) all.add(part);
  // What is written is read by the library.
  expect(Histogram.decode(writeHistogram(sum)).encode()).toBe(all.encode());
  expect(readHistogram(writeHistogram(sum))).toEqual(sum);
  expect(Histogram.decode(writeHistogram(addCounts([]))).count).toBe(0);
  expect(countOf(sum)).toBe(3010);
  expect(addCounts([])).toEqual(readHistogram(''));
  expect(latencyOf(addCounts([]))).toEqual(new Histogram().latency());
});

test('the upper end of a bucket is told as the measuring tells it', () => {
  for (const ms of [0.001, 2.047, 2.048, 2.049, 4.1, 999.9, 60_000]) {
    const one = new Histogram();
    one.record(ms);
    expect(bucketMs(readHistogram(one.encode()).buckets[0] as number)).toBe(one.percentile(100));
  }
});

test('what is no such histogram is refused', () => {
  const whole = Buffer.from(recorded(6).encode(), 'base64');
  const cut = whole.subarray(0, whole.length / 2).toString('base64');
  const bomb = Buffer.concat([whole.subarray(0, 8), deflateSync(Buffer.alloc(50_000_000))]);
  bomb.writeInt32BE(bomb.length - 8, 4);
  for (const text of ['hello', 'AAAA', cut, bomb.toString('base64'), Buffer.alloc(40).toString('base64')]) {
    expect(() => readHistogram(text, 'intervals.3'), text.slice(0, 20)).toThrow(ResultFileError);
  }
  expect(() => readHistogram('hello', 'intervals.3')).toThrow(/intervals\.3 is no HDR histogram/);
});
