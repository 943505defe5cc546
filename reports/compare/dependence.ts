import { addCounts, bucketMs, type Counts, countOf, percentilesOf } from '../results/index.ts';
import type { Replicates } from './bootstrap.ts';
import type { Chance } from './chance.ts';

/*
 * What has a histogram of the whole run alone (last recipients, other events, connecting) cannot be drawn by the second.
 * To draw its values one by one would take them for independent, and make the interval far too narrow. How much those of
 * a second hang together is known of new_message, and it is the same server, generator and machine: so there are taken
 * to be fewer values, by the design effect of Kish, "Survey Sampling" (1965): 1 + (m - 1) rho for clusters of m.
 */

/** How much values hang together, 0 to 1: those of the same second, and one second with the next. */
export interface Dependence {
  within: number;
  next: number;
}

/** Where nothing is known: what a restless machine shows. */
const assumed: Dependence = { within: 0.05, next: 0.3 };

/**
 * How deliveries of a run hang together, by their shares over the p99: by how much more than chance those of seconds
 * differ, and how much they follow each other. For fewer than five seconds with values it is assumed.
 */
export function dependenceOf(seconds: readonly Counts[]): Dependence {
  const filled = seconds.filter((second) => countOf(second) > 0);
  if (filled.length < 5) return assumed;
  const { shares, sizes, share, total } = sharesOver(filled, 99);
  if (share === 0) return assumed;
  const excess = shares.reduce((sum, one, at) => sum + ((one - share) * (sizes[at] as number)) ** 2, 0);
  const effect = (excess / (filled.length - 1)) * (filled.length / (total * share * (1 - share)));
  const cluster = total / filled.length;
  return {
    within: cluster <= 1 ? 0 : Math.min(1, Math.max(0, (effect - 1) / (cluster - 1))),
    next: Math.max(0, handedOn(shares)),
  };
}

/**
 * How many adjacent parts are to be drawn together: the more a slow part is followed by slow ones, the more. For parts of
 * which each hands on the share rho to the next, Carlstein, "The use of subseries values for estimating the variance"
 * (Annals of Statistics 14, 1986), finds (2 rho / (1 - rho^2))^(2/3) n^(1/3).
 */
export function blockOf(parts: readonly Counts[]): number {
  const filled = parts.filter((part) => countOf(part) > 0);
  return blockLength(
    filled.length,
    [50, 99].map((percentile) => handedOn(sharesOver(filled, percentile).shares)),
  );
}

/** The same for figures, one per part. */
export function blockOfFigures(values: readonly number[]): number {
  return blockLength(values.length, [handedOn(values)]);
}

function blockLength(parts: number, handed: readonly number[]): number {
  const rho = Math.max(0, ...handed);
  const length = ((2 * rho) / (1 - rho ** 2)) ** (2 / 3) * Math.cbrt(parts);
  return Math.max(1, Math.min(Math.round(length), Math.floor(parts / 3)));
}

/**
 * The autocorrelation from one value to the next. That of few values is found too small, and corrected as by Marriott and
 * Pope, "Bias in the estimation of autocorrelations" (Biometrika 41, 1954).
 */
function handedOn(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const strays = values.map((value) => value - mean);
  const own = strays.reduce((sum, stray) => sum + stray ** 2, 0);
  const next = strays.slice(1).reduce((sum, stray, at) => sum + stray * (strays[at] as number), 0);
  const found = own === 0 ? 0 : next / own;
  return Math.min(0.95, found + (1 + 3 * found) / values.length);
}

/** Which share of the values of each second is over a percentile of all of them. */
function sharesOver(seconds: readonly Counts[], percentile: number) {
  const [limitMs = 0] = seconds.length === 0 ? [] : percentilesOf(addCounts(seconds), [percentile]);
  const sizes = seconds.map(countOf);
  const over = seconds.map((second) => valuesOver(second, limitMs));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const share = over.reduce((sum, count) => sum + count, 0) / total;
  return { shares: over.map((count, at) => count / (sizes[at] as number)), sizes, share, total };
}

function valuesOver({ buckets, counts }: Counts, limitMs: number): number {
  return buckets.reduce(
    (sum, bucket, at) => (bucketMs(bucket) > limitMs ? sum + (counts[at] as number) : sum),
    0,
  );
}

/** As how many independent values these count, that came over so many seconds. */
export function effectiveCount(count: number, seconds: number, { within, next }: Dependence): number {
  const cluster = count / Math.max(1, seconds);
  // Seconds that hand on what they are to the next count for fewer, too.
  return count / (1 + (Math.max(0, cluster - 1) * within * (1 + next)) / (1 - next));
}

/**
 * A percentile (in milliseconds) as it could have been, had so many independent values been drawn: the share of a
 * distribution that lies below a sample's percentile is beta-distributed.
 */
export function resamplePercentile(
  held: Counts,
  ofPercentile: number,
  effective: number,
  { resamples, chance }: { resamples: number; chance: Chance },
): Replicates {
  const share = ofPercentile / 100;
  const drawn = Array.from({ length: resamples }, (_, resample) => {
    const below = chance.gamma(Math.max(share * effective, 0.01));
    const above = chance.gamma(Math.max((1 - share) * effective, 0.01));
    return { resample, percentile: (100 * below) / (below + above) };
  }).sort((one, other) => one.percentile - other.percentile);
  const values = percentilesOf(
    held,
    drawn.map((one) => one.percentile),
  );
  const replicates = new Float64Array(resamples);
  for (const [index, { resample }] of drawn.entries()) replicates[resample] = values[index] as number;
  return replicates;
}
