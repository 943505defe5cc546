import type { LoadInterval, LoadResult } from '../../reports/results/index.ts';

export interface Point {
  x: number;
  y: number;
}

/** The line through points with the least squares; through fewer than two it is flat. */
export function leastSquares(points: readonly Point[]): { slope: number; at(x: number): number } {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / (count || 1);
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / (count || 1);
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const shared = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const slope = spread > 0 ? shared / spread : 0;
  return { slope, at: (x) => meanY + slope * (x - meanX) };
}

const secondsPerHour = 3600;

/** Slopes over the measured window; before it, memory grows because connections come. */
export function slopesOf(
  intervals: readonly LoadInterval[],
  generatorMemory: readonly { atS: number; bytes: number }[],
): NonNullable<LoadResult['slopes']> {
  const perHour = (points: Point[]) => leastSquares(points).slope * secondsPerHour;
  const inWindow = intervals.filter(({ atS }) => atS >= 0);
  const withServer = inWindow.flatMap(({ atS, server }) =>
    server === undefined ? [] : [{ x: atS, y: server.residentBytes }],
  );
  const withLatency = inWindow.flatMap(({ atS, latencyMs }) =>
    latencyMs === undefined ? [] : [{ x: atS, y: latencyMs.p99 }],
  );
  const memory = generatorMemory.filter(({ atS, bytes }) => atS >= 0 && bytes > 0);
  return {
    serverBytesPerHour: withServer.length > 1 ? perHour(withServer) : undefined,
    generatorBytesPerHour:
      memory.length > 0 ? perHour(memory.map(({ atS, bytes }) => ({ x: atS, y: bytes }))) : undefined,
    p99MsPerHour: withLatency.length > 0 ? perHour(withLatency) : undefined,
  };
}
