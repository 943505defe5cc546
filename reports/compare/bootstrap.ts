import { bucketMs, type Counts, countOf } from '../results/index.ts';
import type { Chance } from './chance.ts';

/*
 * How far the figures of a run hang on chance. Deliveries of the same second are no independent observations (one pause
 * of a server delays them all), and neither are neighbouring seconds, so blocks of adjacent seconds are drawn, around
 * the end of the window as if it were a circle: the circular block bootstrap of Politis and Romano, "A circular block-
 * resampling procedure for stationary data" (1992).
 *
 * What chance inside of a run cannot show is how two runs differ as a whole: that is what tolerances are for.
 */

/** Figures of a run as they could have been, one per resample. */
export type Replicates = Float64Array;

/** What is drawn, and how often. */
export interface Drawing {
  resamples: number;
  chance: Chance;
  /** How many adjacent parts are drawn together. */
  block: number;
}

function drawWeights(parts: number, { chance, block }: Drawing, into: Float64Array): void {
  into.fill(0);
  for (let drawn = 0; drawn < parts; ) {
    const from = chance.below(parts);
    for (let step = 0; step < block && drawn < parts; step += 1, drawn += 1) {
      const part = (from + step) % parts;
      into[part] = (into[part] as number) + 1;
    }
  }
}

/**
 * Percentiles (ascending, in milliseconds) of resampled seconds: a row of replicates for each. About 100 ms for 1,000
 * resamples of an hour. Nothing where the seconds hold no value.
 */
export function resamplePercentiles(
  parts: readonly Counts[],
  percentiles: readonly number[],
  drawing: Drawing,
): Replicates[] | undefined {
  const table = tableOf(parts);
  if (table.total === 0) return undefined;
  const rows = percentiles.map(() => new Float64Array(drawing.resamples));
  const weights = new Float64Array(parts.length);
  const sums = new Float64Array(table.values.length);
  for (let resample = 0; resample < drawing.resamples; resample += 1) {
    // A resample of seconds that are all empty says nothing.
    let total = 0;
    while (total === 0) {
      drawWeights(parts.length, drawing, weights);
      total = sumUp(table, weights, sums);
    }
    const found = percentilesIn(sums, total, percentiles);
    for (const [row, at] of found.entries()) {
      (rows[row] as Float64Array)[resample] = table.values[at] as number;
    }
  }
  return rows;
}

/** Means of a figure per part, of resampled parts. */
export function resampleMeans(values: readonly number[], drawing: Drawing): Replicates {
  const weights = new Float64Array(values.length);
  return Float64Array.from({ length: drawing.resamples }, () => {
    drawWeights(values.length, drawing, weights);
    return values.reduce((sum, value, part) => sum + value * (weights[part] as number), 0) / values.length;
  });
}

/** What the parts hold, over the values that occur in any of them. */
interface Table {
  /** In milliseconds, ascending. */
  values: Float64Array;
  /** For each part, the places of its values and how many there are. */
  parts: { places: Uint16Array; counts: Float64Array }[];
  total: number;
}

function tableOf(parts: readonly Counts[]): Table {
  const buckets = Uint16Array.from(new Set(parts.flatMap((part) => [...part.buckets]))).sort();
  const placeOf = new Map(Array.from(buckets, (bucket, place) => [bucket, place]));
  return {
    values: Float64Array.from(buckets, bucketMs),
    parts: parts.map(({ buckets: own, counts }) => ({
      places: own.map((bucket) => placeOf.get(bucket) as number),
      counts,
    })),
    total: parts.reduce((sum, part) => sum + countOf(part), 0),
  };
}

function sumUp({ parts }: Table, weights: Float64Array, sums: Float64Array): number {
  sums.fill(0);
  let total = 0;
  for (const [part, { places, counts }] of parts.entries()) {
    const weight = weights[part] as number;
    if (weight === 0) continue;
    for (let at = 0; at < places.length; at += 1) {
      const added = weight * (counts[at] as number);
      const place = places[at] as number;
      sums[place] = (sums[place] as number) + added;
      total += added;
    }
  }
  return total;
}

/** The places in which the percentiles lie, as HdrHistogram counts. */
function percentilesIn(sums: Float64Array, total: number, percentiles: readonly number[]): number[] {
  let [place, upTo] = [0, sums[0] as number];
  return percentiles.map((percentile) => {
    const rank = Math.max(1, Math.floor((percentile / 100) * total + 0.5));
    while (upTo < rank && place < sums.length - 1) upTo += sums[++place] as number;
    return place;
  });
}
