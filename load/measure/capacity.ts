import { leastSquares } from './slopes.ts';

/** A step of a capacity run. */
export interface Step {
  intendedPerSecond: number;
  achievedPerSecond: number;
  p99Ms: number;
  /** Whether it kept the SLOs; undefined where nobody can say. */
  met: boolean | undefined;
  trusted: boolean;
}

/** How far above its line latency must be, to have left it: by this factor, and by this much. */
const leaves = { factor: 2, byMs: 5 } as const;
/** A line needs points. */
const fewestForLine = 2;

/**
 * The highest rate that kept the SLOs, of the steps before the first that did not: what held once above a breach may
 * have been luck. Undefined when the first did not. Steps that are not trusted prove nothing and end the search.
 */
export function sustainedPerSecond(steps: readonly Step[]): number | undefined {
  const kept = [...steps].sort((one, other) => one.intendedPerSecond - other.intendedPerSecond);
  const end = kept.findIndex(({ met, trusted }) => !met || !trusted);
  const below = end < 0 ? kept : kept.slice(0, end);
  return below.at(-1)?.achievedPerSecond;
}

/**
 * The rate from which p99 leaves the line that the steps before it make, and stays off it. Undefined when it never does.
 * Needs two steps for the line. Steps that are not trusted are left out.
 */
export function kneePerSecond(steps: readonly Step[]): number | undefined {
  const points = steps
    .filter(({ trusted }) => trusted)
    .map(({ intendedPerSecond, p99Ms }) => ({ x: intendedPerSecond, y: p99Ms }))
    .sort((one, other) => one.x - other.x);
  for (let index = fewestForLine; index < points.length; index += 1) {
    const line = leastSquares(points.slice(0, index));
    const off = points.slice(index).every(({ x, y }) => {
      const onLineMs = Math.max(line.at(x), 0);
      return y > onLineMs * leaves.factor && y > onLineMs + leaves.byMs;
    });
    if (off) return points[index]?.x;
  }
  return undefined;
}
