import { expect, test } from 'vitest';
import { Histogram } from '../../load/measure/index.ts';
import { type LoadInterval, loadInterval } from './interval.ts';
import { mergeStretches, stretchesOf, withStretches } from './stretches.ts';

function second(atS: number, valuesMs: number[], changes: Partial<LoadInterval> = {}): LoadInterval {
  const histogram = new Histogram();
  for (const ms of valuesMs) histogram.record(ms);
  return {
    ...{ atS, intended: 10, sent: 9, deliveries: valuesMs.length, sockets: 100 + atS },
    ...(valuesMs.length > 0 && { latencyMs: histogram.latency(), histogram: histogram.encode() }),
    generator: { eventLoopDelayMaxMs: 5 + atS, cpuShare: 0.1 * (atS + 3), pastLimits: atS === 2 },
    server: {
      cpuShare: 1 + atS,
      residentBytes: 100 * (atS + 3),
      eventLoopDelayMs: atS + 3,
      parts: [{ name: 'node 1', cpuShare: 1 + atS, residentBytes: 100 * (atS + 3) }],
    },
    ...changes,
  };
}

test('seconds are merged without loss, and the window begins an interval', () => {
  const intervals = [second(-2, [1]), second(-1, [2]), second(0, [3, 900]), second(1, []), second(2, [4])];
  const merged = mergeStretches(stretchesOf({ intervals }), 3);
  expect(merged.map(({ interval }) => [interval.atS, interval.spanS])).toEqual([
    [-2, 2],
    [0, 3],
  ]);
  const all = new Histogram();
  for (const ms of [3, 900, 4]) all.record(ms);
  const [, window] = withStretches({ intervals } as Parameters<typeof withStretches>[0], merged).intervals;
  expect(window).toMatchObject({ intended: 30, sent: 27, deliveries: 3, sockets: 102 });
  expect(window?.latencyMs).toEqual(all.latency());
  expect(Histogram.decode(window?.histogram ?? '').encode()).toBe(all.encode());
  expect(window?.generator).toMatchObject({ eventLoopDelayMaxMs: 7, pastLimits: true });
  expect(window?.generator.cpuShare).toBeCloseTo(0.4);
  expect(window?.server).toEqual({
    cpuShare: 2,
    residentBytes: 400,
    eventLoopDelayMs: 5,
    parts: [{ name: 'node 1', cpuShare: 2, residentBytes: 400 }],
  });
  expect(loadInterval.parse(window)).toEqual(window);
});

test('merged in steps it is the same as merged at once', () => {
  const intervals = Array.from({ length: 12 }, (_, atS) => second(atS, [atS, atS * 10, 3]));
  const stretches = stretchesOf({ intervals });
  const atOnce = mergeStretches(stretches, 6);
  const inSteps = mergeStretches(mergeStretches(stretches, 2), 6);
  for (const [index, { interval, counts }] of inSteps.entries()) {
    expect(counts).toEqual(atOnce[index]?.counts);
    expect(interval.server?.residentBytes).toBeCloseTo(atOnce[index]?.interval.server?.residentBytes ?? 0);
    expect(interval.latencyMs).toEqual(atOnce[index]?.interval.latencyMs);
  }
});

test('figures without histograms are not made better than they were', () => {
  const bare = [second(0, [1, 2, 3]), second(1, [50, 60, 70, 80, 90])].map(({ histogram, ...one }) => one);
  const [merged] = mergeStretches(stretchesOf({ intervals: bare }), 2);
  expect(merged?.counts).toBeUndefined();
  expect(merged?.interval.histogram).toBeUndefined();
  expect(merged?.interval.latencyMs).toMatchObject({ p50: bare[1]?.latencyMs?.p50, count: 8 });
  expect(merged?.interval.latencyMs?.mean).toBeCloseTo((2 * 3 + 70 * 5) / 8, 1);
});

test('seconds of which nothing is known stay so', () => {
  const nothing = { ...second(0, []), server: undefined, generator: { eventLoopDelayMaxMs: 1, cpuShare: 0 } };
  const [merged] = mergeStretches(stretchesOf({ intervals: [nothing, { ...nothing, atS: 1 }] }), 2);
  expect(merged?.interval.server).toBeUndefined();
  expect(merged?.interval.latencyMs).toBeUndefined();
  expect(merged?.interval.generator.pastLimits).toBeUndefined();
});
