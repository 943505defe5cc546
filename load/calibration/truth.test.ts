import { expect, test } from 'vitest';
import { Histogram } from '../measure/index.ts';
import { compare, heldAndFloor, waitsFor } from './compare.ts';
import { delaysAbout } from './delays.ts';
import { percentileOfSum } from './sum.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const many = (nominalMs: number, seed: number) => {
  const next = delaysAbout(nominalMs, seed);
  return Array.from({ length: 20_000 }, next);
};

test('delays spread about their nominal value, with a tail that is known', () => {
  for (const nominalMs of [1, 50, 500]) {
    const { p50, p99, p999 } = histogramOf(many(nominalMs, 7)).latency();
    expect(p50 / nominalMs).toBeCloseTo(1, 2);
    expect(p99 / nominalMs).toBeCloseTo(1 + 0.15 * (Math.log(100) - Math.LN2), 2);
    expect(p999 / nominalMs).toBeCloseTo(1 + 0.15 * (Math.log(1000) - Math.LN2), 1);
  }
  expect(Math.min(...many(50, 7))).toBeGreaterThanOrEqual(0.89 * 50);
});

test('the same seed gives the same delays, another one others, and no delay stays none', () => {
  expect(many(5, 7)).toEqual(many(5, 7));
  expect(many(5, 7)).not.toEqual(many(5, 8));
  expect(new Set(many(0, 7))).toEqual(new Set([0]));
});

test('a percentile of a sum is that of all pairs, and not the sum of two percentiles', () => {
  const one = many(5, 1).slice(0, 300);
  const other = many(2, 2).slice(0, 400);
  const pairs = one.flatMap((a) => other.map((b) => a + b)).sort((a, b) => a - b);
  const [first, second] = [histogramOf(one), histogramOf(other)];
  for (const percentile of [1, 50, 90, 99, 99.9]) {
    const exact = pairs[Math.ceil((pairs.length * percentile) / 100) - 1] as number;
    expect(percentileOfSum(first, second, percentile) / exact).toBeCloseTo(1, 2);
    const swapped = percentileOfSum(second, first, percentile);
    expect(swapped / exact).toBeCloseTo(1, 2);
  }
  const sum = first.percentile(99.9) + second.percentile(99.9);
  expect(percentileOfSum(first, second, 99.9)).toBeLessThan(0.95 * sum);
});

test('what nobody measured has no percentile', () => {
  expect(percentileOfSum(histogramOf([]), histogramOf([1]), 50)).toBe(0);
});

test('a measurement that is right is recovered, one that is off by more than the tolerance is not', () => {
  const held = histogramOf(many(50, 1));
  const floor = histogramOf(many(2, 2));
  const truth = heldAndFloor(held, floor);
  const off = (ms: number) =>
    histogramOf(many(50, 1).map((delay, index) => delay + ms + (index % 5) / 100 + 2));
  const verdicts = (ms: number) => compare(off(ms), [50, 99], truth).map(({ recovered }) => recovered);
  expect(verdicts(0)).toEqual([true, true]);
  expect(verdicts(3)).toEqual([false, false]);
  expect(verdicts(-3)).toEqual([false, false]);
  // Half a millisecond is within bounds where 2 % is less.
  const small = (measuredMs: number) => compare(histogramOf([measuredMs]), [50], () => 1)[0]?.recovered;
  expect([small(1.45), small(1.55)]).toEqual([true, false]);
});

test('on an even schedule a standstill makes all waits up to its length equally frequent', () => {
  const waits = Array.from({ length: 8000 }, (_, atMs) => (atMs < 2000 ? 2000 - atMs : 0));
  const measured = histogramOf(waits);
  const truth = waitsFor(2000, 8000);
  for (const percentile of [50, 80, 90, 99, 99.9]) {
    expect(Math.abs(measured.percentile(percentile) - truth(percentile))).toBeLessThanOrEqual(2);
  }
});
