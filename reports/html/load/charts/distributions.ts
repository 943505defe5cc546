import {
  bucketMs,
  type Counts,
  countOf,
  type LoadResult,
  percentilesOf,
  readHistogram,
} from '../../../results/index.ts';
import { amount, breakdownWords, duration, percent } from '../../../wording/index.ts';
import type { Chart, Points, Table } from './chart.ts';
import { atNines } from './units.ts';

/** A distribution under a name, which may be foreign. */
interface Named {
  name: string;
  held: Counts;
  dashed?: boolean;
}

/** Colours that lines are told apart by. */
const mostLines = 6;
/** Points between 1 in so many and 1 in twice as many. */
const pointsPerHalf = 6;
const listedPercentiles = [50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 99.9999];

/** Names of the events, new_message first. */
export function eventNames({ events }: LoadResult): string[] {
  const names = Object.keys(events);
  return [
    ...names.filter((name) => name === 'new_message'),
    ...names.filter((name) => name !== 'new_message'),
  ];
}

/** The whole distribution of an event's deliveries, as measured and as it would look without the correction. */
export function spectrumOf({ events }: LoadResult, event: string, index: number): Chart[] {
  const measured = events[event];
  if (!measured) return [];
  const hint =
    'Every delivery, by how many were faster. Where the dashed line stays below, messages waited before they were sent, and a generator that waits with them does not see it.';
  const place = `event ${index + 1}, `;
  return spectrum({ id: `spectrum-${index}`, title: `Percentiles of ${event}`, hint }, [
    { name: 'from the intended sending', held: readHistogram(measured.histogram, `${place}histogram`) },
    {
      name: 'uncorrected',
      held: readHistogram(measured.uncorrectedHistogram, `${place}uncorrectedHistogram`),
      dashed: true,
    },
  ]);
}

/** Of each message the first recipient, the one in the middle, the last. */
export function recipientsOf({ events }: LoadResult, event: string, index: number): Chart[] {
  const measured = events[event];
  if (!measured) return [];
  const hint = 'Every message, by its first recipient, the one in the middle, and the last.';
  const one = (which: 'first' | 'median' | 'last'): Named => ({
    name: `${which} recipient`,
    held: readHistogram(
      measured[`${which}RecipientHistogram`],
      `event ${index + 1}, ${which}RecipientHistogram`,
    ),
  });
  return spectrum(
    { id: `recipients-${index}`, title: `First, median and last recipient of ${event}`, hint },
    [one('first'), one('median'), one('last')],
  );
}

/** The parts of the deliveries beside each other: by nodes, transport or size. */
export function breakdownOf({ breakdown }: LoadResult): Chart[] {
  if (!breakdown) return [];
  const shown = breakdown.rows.slice(0, mostLines);
  const left = breakdown.rows.length - shown.length;
  const hint =
    left > 0 ? `The first ${mostLines}; ${left} more are in the table of latencies below.` : undefined;
  return spectrum(
    { id: 'breakdown', title: `Percentiles by ${breakdownWords[breakdown.by]}`, hint },
    shown.map(({ label, histogram }, row) => ({
      name: label,
      held: readHistogram(histogram, `breakdown.rows.${row}.histogram`),
    })),
  );
}

function spectrum(about: Pick<Chart, 'id' | 'title' | 'hint'>, all: readonly Named[]): Chart[] {
  const known = all.filter(({ held }) => held.buckets.length > 0);
  if (known.length === 0) return [];
  const points = spectrumPoints(known);
  return [
    {
      ...about,
      along: 'nines',
      from: 1,
      to: points.at.at(-1) ?? 2,
      unit: 'ms',
      log: true,
      series: known.map(({ name, held, dashed }) => ({
        ...{ name, dashed },
        note: `p99 ${duration(percentilesOf(held, [99])[0] ?? 0)}`,
      })),
      drawn: points,
      live: points,
      shaded: [],
      table: spectrumTable(known),
    },
  ];
}

/** At one in 1, 1.1, … of the values; a line ends at its one slowest value. */
function spectrumPoints(all: readonly Named[]): Points {
  const totals = all.map(({ held }) => countOf(held));
  const halves = Math.ceil(Math.log2(Math.max(2, ...totals)));
  const at = Array.from({ length: halves * pointsPerHalf + 1 }, (_, step) => 2 ** (step / pointsPerHalf));
  const values = all.map(({ held }, index) => {
    const total = totals[index] ?? 0;
    const end = at.findIndex((oneIn) => oneIn >= total);
    const asked = at.map((oneIn, step) => (step === end ? 100 : 100 - 100 / oneIn));
    return percentilesOf(held, asked).map((valueMs, step) => (step > end ? null : valueMs));
  });
  return { at, values };
}

function spectrumTable(all: readonly Named[]): Table {
  const most = Math.max(...all.map(({ held }) => countOf(held)));
  const asked = [...listedPercentiles.filter((one) => most * (1 - one / 100) >= 1), 100];
  const columns = all.map(({ held }) => percentilesOf(held, asked));
  const rows = asked.map((percentile, row) => [
    percentile === 100 ? 'all' : atNines(100 / (100 - percentile)),
    ...columns.map((values) => duration(values[row] ?? 0)),
  ]);
  const counted = all.map(({ held }) => amount(countOf(held)));
  return {
    columns: ['Percentile', ...all.map(({ name }) => name)],
    rows: [...rows, ['values', ...counted]],
    saying: 'So many per cent were at most so long.',
  };
}

/** How long connecting took: how many took how long. */
export function connectingOf({ connectHistogram }: LoadResult): Chart[] {
  const held = readHistogram(connectHistogram, 'connectHistogram');
  const total = countOf(held);
  if (total === 0) return [];
  const bins = binned(held);
  const last = bins.at(-1)?.toMs ?? 1;
  const points = {
    at: [...bins.map(({ fromMs }) => fromMs), last],
    values: [[...bins.map(({ count }) => count), 0]],
  };
  let upTo = 0;
  const rows = bins.map(({ fromMs, toMs, count }) => {
    upTo += count;
    return [`${duration(fromMs)} to ${duration(toMs)}`, amount(count), percent(upTo / total)];
  });
  return [
    {
      id: 'connecting',
      title: 'Connecting: how many took how long',
      along: 'ms',
      from: 10 ** Math.floor(Math.log10(points.at[0] ?? 1) + 1e-9),
      to: decadeAbove(last),
      unit: 'count',
      log: false,
      stepped: true,
      series: [{ name: 'connections', note: amount(total) }],
      drawn: points,
      live: points,
      shaded: [],
      table: {
        columns: ['Took', 'connections', 'up to here'],
        rows,
        saying: 'Ten rows are ten times as long.',
      },
    },
  ];
}

interface Bin {
  fromMs: number;
  toMs: number;
  count: number;
}

/** Ten bins for each power of ten, from the first that holds something to the last. */
function binned({ buckets, counts }: Counts): Bin[] {
  const binOf = (bucket: number) => Math.floor(Math.log10(Math.max(bucketMs(bucket), 0.1)) * 10 + 1e-9);
  const first = binOf(buckets[0] ?? 0);
  const bins = Array.from({ length: binOf(buckets.at(-1) ?? 0) - first + 1 }, (_, index) => ({
    fromMs: 10 ** ((first + index) / 10),
    toMs: 10 ** ((first + index + 1) / 10),
    count: 0,
  }));
  for (const [index, bucket] of buckets.entries()) {
    const bin = bins[binOf(bucket) - first];
    if (bin) bin.count += counts[index] as number;
  }
  return bins;
}

function decadeAbove(value: number): number {
  return 10 ** Math.max(1, Math.ceil(Math.log10(value) - 1e-9));
}
