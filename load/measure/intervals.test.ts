import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';
import { Intervals } from './intervals.ts';

const health = { eventLoopDelayMaxMs: 3, cpuShare: 0.5, residentBytes: 1000 };

/** Seconds of a window that begins at 100,000 ms, with 2 s of warm-up. */
function begun(): Intervals {
  const intervals = new Intervals(50_000);
  intervals.begin(100_000, 98_000);
  return intervals;
}

test('what happens counts in its second: deliveries by their arrival, messages by their schedule and their sending', () => {
  const intervals = begun();
  intervals.due(98_500);
  intervals.sent(99_100);
  intervals.delivered(100_999);
  intervals.delivered(101_000);
  expect(intervals.records()).toMatchObject([
    { atS: -2, intended: 1, sent: 0, deliveries: 0 },
    { atS: -1, intended: 0, sent: 1, deliveries: 0 },
    { atS: 0, deliveries: 1 },
    { atS: 1, deliveries: 1 },
  ]);
});

test('each second has its own latencies, and one without has none', () => {
  const intervals = begun();
  for (const [atMs, latencyMs] of [
    [100_100, 5],
    [100_900, 7],
    [102_100, 50],
  ] as const) {
    intervals.delivered(atMs);
    intervals.latency(latencyMs);
  }
  const latencies = intervals
    .records()
    .map(({ latency }) => (latency ? Histogram.decode(latency) : undefined));
  expect(latencies.map((one) => one?.count)).toEqual([undefined, undefined, 2, undefined, 1]);
  expect(latencies[2]?.percentile(100)).toBeCloseTo(7, 1);
});

test('nothing from before the window is kept, but the pulse knows of the last second all the same', () => {
  const intervals = new Intervals(50_000);
  intervals.delivered(50_100);
  intervals.latency(20);
  expect(intervals.pulse(51_001, 7, health).p99Ms).toBeCloseTo(20, 1);
  intervals.begin(100_000, 98_000);
  expect(intervals.records()).toEqual([]);
});

test('a pulse tells how the second before it went, and all seconds since the last when the loop stood still', () => {
  const intervals = begun();
  intervals.pulse(99_002, 10, health);
  intervals.pulse(102_400, 12, { ...health, eventLoopDelayMaxMs: 2400 });
  const rows = intervals
    .records()
    .map(({ atS, sockets, eventLoopDelayMaxMs }) => [atS, sockets, eventLoopDelayMaxMs]);
  expect(rows).toEqual([
    [-2, 10, 3],
    [-1, 12, 2400],
    [0, 12, 2400],
    [1, 12, 2400],
  ]);
});

test('a delivery that is told of late counts in the second that runs, with its latency', () => {
  const intervals = begun();
  intervals.pulse(101_000, 1, health);
  intervals.delivered(100_999.9);
  intervals.latency(4);
  const rows = intervals.records();
  expect(rows.find(({ deliveries }) => deliveries === 1)?.latency).toBeDefined();
});
