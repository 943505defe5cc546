import { expect, test } from 'vitest';
import { Readings } from './readings.ts';

test('of a day every second is found', () => {
  const readings = new Readings();
  const daySeconds = 86_400;
  for (let quarter = 0; quarter <= 4 * daySeconds; quarter += 1) {
    readings.add({ atMs: 250 * quarter, cpuMs: 100 * quarter, residentBytes: quarter });
  }
  let wrong = 0;
  for (let second = 0; second < daySeconds; second += 1) {
    const [fromMs, toMs] = [1_000 * second + 10, 1_000 * second + 1_010];
    const share = readings.shareBetween(fromMs, toMs) ?? Number.NaN;
    const fits = toMs > 1_000 * daySeconds || Math.abs(share - 0.4) < 1e-6;
    if (!fits || readings.bytesAt(toMs) !== Math.floor(toMs / 250))
      wrong += toMs > 1_000 * daySeconds ? 0 : 1;
  }
  expect(wrong).toBe(0);
});

test('where nothing was read, nothing is known; before and after, what was read first and last', () => {
  const readings = new Readings();
  expect([readings.shareBetween(0, 1), readings.bytesAt(5)]).toEqual([undefined, undefined]);
  readings.add({ atMs: 1_000, cpuMs: 500, residentBytes: 7 });
  readings.add({ atMs: 2_000, cpuMs: 1_500, residentBytes: 9 });
  expect(readings.shareBetween(0, 4_000)).toBe(0.25);
  expect(readings.shareBetween(1_500, 2_000)).toBe(1);
  expect(readings.shareBetween(2_000, 1_000)).toBe(0);
  expect([readings.bytesAt(0), readings.bytesAt(1_999), readings.bytesAt(2_000)]).toEqual([7, 7, 9]);
});
