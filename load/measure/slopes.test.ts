import { expect, test } from 'vitest';
import type { LoadInterval } from '../../reports/results/index.ts';
import { Histogram } from './histogram.ts';
import { leastSquares, slopesOf } from './slopes.ts';

test('finds the line in points that scatter around it', () => {
  const points = [0, 1, 2, 3, 4, 5].map((x) => ({ x, y: 3 * x + 7 + (x % 2 === 0 ? 0.5 : -0.5) }));
  const line = leastSquares(points);
  expect(line.slope).toBeCloseTo(3, 0);
  // Exact for points on a line; y = 2x - 1.
  const exact = leastSquares([
    { x: 1, y: 1 },
    { x: 2, y: 3 },
    { x: 4, y: 7 },
  ]);
  expect(exact.slope).toBeCloseTo(2, 12);
  expect(exact.at(10)).toBeCloseTo(19, 12);
});

test.each([
  [[]],
  [[{ x: 1, y: 5 }]],
  [
    [
      { x: 1, y: 5 },
      { x: 1, y: 9 },
    ],
  ],
])('is flat through %j', (points) => {
  expect(leastSquares(points).slope).toBe(0);
});

function second(atS: number, p99Ms: number, residentBytes?: number): LoadInterval {
  const histogram = new Histogram();
  histogram.record(p99Ms);
  return {
    atS,
    intended: 1,
    sent: 1,
    deliveries: 1,
    sockets: 1,
    latencyMs: histogram.latency(),
    generator: { eventLoopDelayMaxMs: 0, cpuShare: 0 },
    server: residentBytes === undefined ? undefined : { cpuShare: 0, residentBytes, parts: [] },
  };
}

test('slopes are per hour, of the measured window alone', () => {
  const seconds = Array.from({ length: 130 }, (_, index) => index - 10);
  const intervals = seconds.map((atS) =>
    second(atS, atS < 0 ? 500 : 10 + atS / 100, atS < 0 ? 0 : 1e8 + 1000 * atS),
  );
  const memory = seconds.map((atS) => ({ atS, bytes: atS < 0 ? 1 : 5e7 - 500 * atS }));
  const slopes = slopesOf(intervals, memory);
  expect(slopes.serverBytesPerHour).toBeCloseTo(3.6e6, -2);
  expect(slopes.generatorBytesPerHour).toBeCloseTo(-1.8e6, -2);
  expect(slopes.p99MsPerHour).toBeCloseTo(36, 0);
});

test('without figures of the server there is no slope of it', () => {
  expect(slopesOf([second(0, 1), second(1, 1)], []).serverBytesPerHour).toBeUndefined();
});
