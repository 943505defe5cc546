import type { Replicates } from './bootstrap.ts';

/** Between these a difference lies, in the unit of the metric. */
export interface Interval {
  low: number;
  high: number;
}

/** The same difference by two measures. */
export interface Spread {
  /** What is shown, and what has to be narrow for two runs to be the same. */
  likely: Interval;
  /** What has to be on one side for a run to be worse or better: a dozen metrics are judged, and an accusation should be sure. */
  sure: Interval;
}

/** How sure the intervals are, and the quantiles of the normal distribution that go with that. */
export const confidence = { likely: 0.95, sure: 0.99 } as const;
const quantiles = { likely: 1.96, sure: 2.5758 } as const;
/** Replicates are read at the former: what is further out hangs on a few of them. */
const readShare = (1 + confidence.likely) / 2;

/** Fewer parts say nothing of how parts differ. */
export const fewestParts = 5;

/**
 * The intervals of a difference, from replicates of both figures. The spread below and above is that of the replicates,
 * widened by Student's t: with few draws a bootstrap is too narrow, for the reasons and by the remedy (t, and n/(n-1)) of
 * Hesterberg, "What teachers should know about the bootstrap" (The American Statistician 69, 2015). `draws` is how many
 * blocks a resample of the shorter run consists of; `beside` what the difference may be off by besides chance.
 */
export function spreadOf(
  difference: number,
  [base, next]: readonly [Replicates, Replicates],
  { draws, beside = 0 }: { draws: number; beside?: number },
): Spread {
  const differences = next.map((value, resample) => value - (base[resample] as number)).sort();
  const at = (share: number) =>
    differences[Math.min(differences.length - 1, Math.floor(share * differences.length))] as number;
  const [below, above] = [at(0.5) - at(1 - readShare), at(readShare) - at(0.5)];
  const n = Math.max(2, draws);
  const interval = (z: number): Interval => {
    const factor = (studentT(z, n - 1) * Math.sqrt(n / (n - 1))) / quantiles.likely;
    // Chance and what is beside it know nothing of each other.
    return {
      low: difference - Math.hypot(below * factor, beside),
      high: difference + Math.hypot(above * factor, beside),
    };
  };
  return { likely: interval(quantiles.likely), sure: interval(quantiles.sure) };
}

/** Student's t where the normal distribution has `z`, by the expansion of Cornish and Fisher: within 3 % from four degrees on. */
function studentT(z: number, degrees: number): number {
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3)
  );
}
