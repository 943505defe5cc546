import { expect, test } from 'vitest';
import { inHdr } from '../../measure/encoded.ts';
import { Histogram as Hdr } from '../../measure/histogram.ts';
import { seeded } from '../../measure/testing/seeded.ts';
import { Histogram } from './histogram.ts';

/** Around every place where buckets get wider, and by chance in between. */
function samples(): number[] {
  const edges = Array.from({ length: 16 }, (_, shift) => 2 ** (shift + 11) / 1000);
  const around = edges.flatMap((edge) => [edge - 0.001, edge, edge + 0.001]);
  const random = seeded(5);
  const others = Array.from({ length: 5_000 }, () => 10 ** (random.next() * 8 - 3));
  return [0, -1, 0.0004, 59_999.999, 60_000, 70_000, ...around, ...others];
}

const ours = new Histogram();
const hdr = new Hdr();
for (const ms of samples()) {
  ours.record(ms);
  hdr.record(ms);
}

test('what is recorded in k6 is, value by value, what HDR holds', () => {
  expect(inHdr(ours.encode())).toBe(hdr.encode());
  expect([ours.count, ours.clamped]).toEqual([hdr.count, hdr.clamped]);
});

test.each([0, 25, 50, 75, 90, 99, 99.9, 100])('p%d is that of HDR', (percentile) => {
  expect(ours.percentile(percentile)).toBeCloseTo(hdr.percentile(percentile), 6);
});

test('it is added, read back and emptied without loss', () => {
  const sum = new Histogram();
  sum.add(ours);
  sum.add(Histogram.decode(ours.encode()));
  const twice = new Hdr();
  twice.add(hdr);
  twice.add(hdr);
  expect(inHdr(sum.encode())).toBe(twice.encode());
  sum.reset();
  expect([sum.count, inHdr(sum.encode())]).toEqual([0, new Hdr().encode()]);
  sum.record(5);
  expect(sum.count).toBe(1);
});

test('no number is refused, as elsewhere', () => {
  expect(() => new Histogram().record(Number.NaN)).toThrow('A latency must be a number, got NaN.');
});

test.each(['buckets 99999999:1', 'buckets x:1', 'buckets 5:x', 'buckets 5'])('%s is no histogram', (text) => {
  expect(() => inHdr(text)).toThrow(RangeError);
});
