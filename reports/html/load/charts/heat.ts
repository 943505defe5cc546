import { bucketMs, type Counts, type Stretch, spanOf } from '../../../results/index.ts';
import { amount, duration } from '../../../wording/index.ts';
import { html, type Markup } from '../../markup.ts';
import type { Table } from './chart.ts';
import { framed, height, rounded, width } from './plot.ts';
import { sayingOf, type Timeline } from './timeline.ts';
import { atTime } from './units.ts';

/** How many deliveries took how long, second by second. */
export interface HeatMap {
  /** Rows are tenths of a power of ten; the first begins at 10 ** (firstRow / 10) milliseconds. */
  firstRow: number;
  rows: number;
  most: number;
  at: number[];
  spansS: number[];
  /** By column, pairs of a row and its count. */
  columns: number[][];
}

export const rowsPerDecade = 10;
/** Shades that are told apart. */
export const levels = 8;
/** All below a tenth of a millisecond is in the first row. */
const lowestRow = -rowsPerDecade;

/** Nothing where the file holds no histograms of seconds. */
export function heatOf(stretches: readonly Stretch[]): HeatMap | undefined {
  const cells = stretches.map(({ counts }) => cellsOf(counts));
  const used = new Set(cells.flatMap((sums) => [...sums.keys()]));
  if (used.size === 0) return undefined;
  const firstRow = Math.floor(Math.min(...used) / rowsPerDecade) * rowsPerDecade;
  const lastRow = Math.ceil((Math.max(...used) + 1) / rowsPerDecade) * rowsPerDecade;
  return {
    firstRow,
    rows: lastRow - firstRow,
    most: Math.max(...cells.map((sums) => Math.max(0, ...sums.values()))),
    at: stretches.map(({ interval }) => interval.atS),
    spansS: stretches.map(({ interval }) => spanOf(interval)),
    columns: cells.map((sums) => [...sums].flatMap(([row, count]) => [row - firstRow, count])),
  };
}

/** By row, the lowest first. Buckets ascend, so that those of a row follow each other. */
function cellsOf(counts: Counts | undefined): Map<number, number> {
  const sums = new Map<number, number>();
  if (!counts) return sums;
  let [row, sum] = [Number.NaN, 0];
  for (let index = 0; index < counts.buckets.length; index += 1) {
    const at = rowOf(counts.buckets[index] as number);
    if (at !== row && sum > 0) sums.set(row, sum);
    if (at !== row) [row, sum] = [at, 0];
    sum += counts.counts[index] as number;
  }
  if (sum > 0) sums.set(row, sum);
  return sums;
}

const rowsByBucket: number[] = [];

function rowOf(bucket: number): number {
  rowsByBucket[bucket] ??= Math.max(
    lowestRow,
    Math.floor(Math.log10(Math.max(bucketMs(bucket), 0.001)) * rowsPerDecade + 1e-9),
  );
  return rowsByBucket[bucket];
}

/** How dark so many are: few in a second have to be seen beside many. */
function levelOf(count: number, most: number): number {
  return most <= 1 ? levels - 1 : Math.round((Math.log(count) / Math.log(most)) * (levels - 1));
}

/** The drawing that needs no script. */
export function heatPlot(heat: HeatMap, { fromS, toS }: Timeline, label: string): Markup {
  const byLevel = Array.from({ length: levels }, () => '');
  const tall = height / heat.rows;
  for (const [index, column] of heat.columns.entries()) {
    const [atS = 0, spanS = 1] = [heat.at[index], heat.spansS[index]];
    const left = rounded(((atS - fromS) / (toS - fromS)) * width);
    const wide = rounded((spanS / (toS - fromS)) * width + 0.2);
    for (let pair = 0; pair < column.length; pair += 2) {
      const [row = 0, count = 0] = column.slice(pair, pair + 2);
      const top = rounded(height - (row + 1) * tall);
      byLevel[levelOf(count, heat.most)] += `M${left} ${top}h${wide}v${rounded(tall)}h-${wide}z`;
    }
  }
  const decades = heat.rows / rowsPerDecade + 1;
  const marks = Array.from({ length: decades }, (_, index) => 10 ** (heat.firstRow / rowsPerDecade + index));
  return framed({
    label,
    x: [fromS, (fromS + toS) / 2, toS].map(atTime),
    y: marks.map(duration),
    drawing: html`${byLevel.map((cells, level) => (cells ? html`<path class="heat heat-${level}" d="${cells}"/>` : ''))}`,
  });
}

/** Counts in bands of 1, 2 and 5 and zeros. */
export function heatTable(timeline: Timeline): Table {
  const held = timeline.listed.flatMap(({ counts }) =>
    counts && counts.buckets.length > 0 ? [counts.buckets] : [],
  );
  const least = Math.min(...held.map((buckets) => bucketMs(buckets[0] ?? 0)));
  const most = Math.max(...held.map((buckets) => bucketMs(buckets.at(-1) ?? 0)));
  const edges = [0.1, 1, 10, 100, 1000, 10_000].flatMap((power) => [power, power * 2, power * 5]);
  const from = edges.findLastIndex((edge) => edge <= least);
  const to = edges.findIndex((edge) => edge > most);
  const bands = edges.slice(Math.max(0, from), to < 0 ? undefined : to);
  const rows = timeline.listed.map(({ interval, counts }) => {
    const sums = bands.map(() => 0);
    for (const [index, bucket] of counts?.buckets.entries() ?? []) {
      const band = Math.max(
        0,
        bands.findLastIndex((edge) => edge <= bucketMs(bucket)),
      );
      sums[band] = (sums[band] ?? 0) + (counts?.counts[index] as number);
    }
    return [atTime(interval.atS), ...sums.map(amount)];
  });
  const columns = [
    'From',
    ...bands.map((edge, band) =>
      band === 0 ? `under ${duration(bands[1] ?? edge)}` : `${duration(edge)} and more`,
    ),
  ];
  return {
    columns,
    rows,
    saying: `Deliveries by their latency, each in the last column that fits. ${sayingOf(timeline)}`,
  };
}
