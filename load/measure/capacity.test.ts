import { describe, expect, test } from 'vitest';
import { kneePerSecond, type Step, sustainedPerSecond } from './capacity.ts';

const step = (rate: number, p99Ms: number, more: Partial<Step> = {}): Step => ({
  intendedPerSecond: rate,
  achievedPerSecond: rate - 0.5,
  p99Ms,
  met: true,
  trusted: true,
  ...more,
});

describe('the highest sustained rate', () => {
  test('is that of the last step before the first breach', () => {
    const steps = [step(100, 5), step(200, 6), step(300, 90, { met: false })];
    expect(sustainedPerSecond(steps)).toBe(199.5);
  });
  test('is not one that held by luck above a breach', () => {
    expect(sustainedPerSecond([step(100, 5), step(200, 90, { met: false }), step(300, 6)])).toBe(99.5);
  });
  test('is not one at which the generator was the bottleneck', () => {
    expect(sustainedPerSecond([step(100, 5), step(200, 6, { trusted: false })])).toBe(99.5);
  });
  test('is none when the first step did not hold, or there was none', () => {
    expect(sustainedPerSecond([step(100, 90, { met: false })])).toBeUndefined();
    expect(sustainedPerSecond([])).toBeUndefined();
  });
  test('is the last one when all held', () =>
    expect(sustainedPerSecond([step(200, 6), step(100, 5)])).toBe(199.5));
});

describe('the knee', () => {
  test('is where p99 leaves its line', () => {
    const steps = [step(100, 5), step(200, 6), step(300, 7), step(400, 8), step(500, 40), step(600, 300)];
    expect(kneePerSecond(steps)).toBe(500);
  });
  test('is not a single bad step', () => {
    expect(
      kneePerSecond([step(100, 5), step(200, 6), step(300, 70), step(400, 8), step(500, 9)]),
    ).toBeUndefined();
  });
  test('is not a line that rises', () => {
    expect(kneePerSecond([100, 200, 300, 400, 500].map((rate) => step(rate, rate / 10)))).toBeUndefined();
  });
  test('is not some milliseconds on almost none', () => {
    expect(kneePerSecond([step(100, 0.5), step(200, 0.5), step(300, 3), step(400, 4)])).toBeUndefined();
  });
  test('leaves out steps that are not trusted, and needs two for a line', () => {
    expect(kneePerSecond([step(100, 5), step(200, 6), step(300, 900, { trusted: false })])).toBeUndefined();
    expect(kneePerSecond([step(100, 5), step(200, 900)])).toBeUndefined();
  });
});
