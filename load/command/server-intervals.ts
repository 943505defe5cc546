import type { LoadInterval } from '../../reports/results/index.ts';
import type { ServerSample } from '../resources/index.ts';

/** The seconds of a run, each with the server's sample that was taken in it. `startedAtMs` is when second 0 began. */
export function withServer(
  intervals: readonly LoadInterval[],
  samples: readonly ServerSample[],
  startedAtMs: number,
): LoadInterval[] {
  // A sample tells of the second before it; the middle of that decides where it belongs.
  const bySecond = new Map(
    samples.map((sample) => [Math.floor((sample.atMs - 500 - startedAtMs) / 1000), sample]),
  );
  return intervals.map((interval) => {
    const sample = bySecond.get(interval.atS);
    if (!sample) return interval;
    const { atMs: _, ...server } = sample;
    return { ...interval, server };
  });
}
