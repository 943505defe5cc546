import type { ComparedRun, ComparisonResult } from '../../results/index.ts';
import { metricText } from '../../wording/index.ts';
import type { Markup } from '../markup.ts';
import { type Mark, type PlainLine, plainChart } from '../plain-chart.ts';

const inMs = (value: number) => metricText(value, 'ms');

/** Both distributions of new_message; every nine that a percentile has more takes the same room. */
export function spectrumChart({ base, new: next }: ComparisonResult): Markup | '' {
  const ends = [base, next].flatMap(({ spectrum }) => spectrum.map(placeOf)).filter(Number.isFinite);
  const nines = Math.max(1, Math.ceil(Math.max(0, ...ends) - 1e-9));
  const marks: Mark[] = ['0 %', '90 %', '99 %', '99.9 %', '99.99 %', '99.999 %', '99.9999 %', '99.99999 %']
    .slice(0, nines + 1)
    .map((label, at) => ({ at, label }));
  const lines = (
    [
      ['base', base, 0, true],
      ['new', next, 1, false],
    ] as const
  ).map(
    ([name, { spectrum }, tone, dashed]): PlainLine => ({
      ...{ name, tone, dashed, note: `up to ${inMs(spectrum.at(-1)?.valueMs ?? 0)}` },
      points: spectrum
        .filter((point) => Number.isFinite(placeOf(point)))
        .map((point) => [placeOf(point), point.valueMs]),
    }),
  );
  return plainChart({
    title: 'Percentiles of new_message',
    hint: 'So many per cent of the deliveries took at most so long. Where the lines part, the runs do.',
    ...{ lines, marks, inWords: inMs },
    table: {
      columns: ['Percentile', 'base', 'new'],
      rows: [50, 75, 90, 95, 99, 99.9, 99.99, 100].map((percentile) => [
        `${percentile} %`,
        ...[base, next].map((run) => metricText(valueAt(run, percentile), 'ms')),
      ]),
    },
  });
}

/** 90 % is one, 99 % is two; all of them is nowhere. */
function placeOf({ percentile }: { percentile: number }): number {
  return -Math.log10(1 - percentile / 100);
}

/** By the next point of the spectrum. */
function valueAt({ spectrum }: ComparedRun, percentile: number): number | undefined {
  return spectrum.find((point) => point.percentile >= percentile - 1e-9)?.valueMs;
}

/** Median and p99 of both runs by time. */
export function timeChart({ base, new: next }: ComparisonResult): Markup | '' {
  const lines = (
    [
      ['base', base, 0],
      ['new', next, 1],
    ] as const
  ).flatMap(([name, { seconds }, tone]): PlainLine[] => [
    {
      ...{
        name: `${name} p99`,
        tone,
        note: `up to ${inMs(Math.max(0, ...seconds.map(({ p99Ms }) => p99Ms)))}`,
      },
      points: seconds.map(({ atS, p99Ms }) => [atS, p99Ms]),
    },
    {
      ...{
        name: `${name} p50`,
        tone,
        dashed: true,
        note: `up to ${inMs(Math.max(0, ...seconds.map(({ p50Ms }) => p50Ms)))}`,
      },
      points: seconds.map(({ atS, p50Ms }) => [atS, p50Ms]),
    },
  ]);
  const last = Math.max(1, ...[base, next].flatMap(({ seconds }) => seconds.map(({ atS }) => atS)));
  return plainChart({
    title: 'Latency of new_message by time',
    lines,
    marks: [0, last / 2, last].map((at) => ({ at, label: `${Math.round(at)} s` })),
    inWords: inMs,
    table: {
      columns: ['Second', 'base p50', 'base p99', 'new p50', 'new p99'],
      rows: rowsByTime(base, next),
    },
  });
}

function rowsByTime(base: ComparedRun, next: ComparedRun): string[][] {
  const [before, after] = [base, next].map(({ seconds }) => new Map(seconds.map((one) => [one.atS, one])));
  const all = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort(
    (one, other) => one - other,
  );
  return all.map((atS) => [
    `${atS} s`,
    ...[before?.get(atS), after?.get(atS)].flatMap((one) => [
      metricText(one?.p50Ms, 'ms'),
      metricText(one?.p99Ms, 'ms'),
    ]),
  ]);
}
