import { type LoadInterval, type LoadResult, spanOf } from '../../../results/index.ts';
import type { Chart, Points, Series } from './chart.ts';
import { sayingOf, type Timeline } from './timeline.ts';
import { atTime, inWords, type Unit } from './units.ts';

type Read = (interval: LoadInterval) => number | undefined;
interface Plan {
  id: string;
  title: string;
  unit: Unit;
  log?: boolean;
  hint?: string;
  series: readonly (readonly [name: string, read: Read])[];
}

const perSecondOf =
  (read: (interval: LoadInterval) => number): Read =>
  (interval) =>
    read(interval) / spanOf(interval);

/** The percentiles of every second: what most met, and what the slowest met. */
export function latencyOverTime(timeline: Timeline): Chart[] {
  return plotted(timeline, {
    id: 'latency',
    title: 'Latency of new_message',
    unit: 'ms',
    log: true,
    series: [
      ['p50', ({ latencyMs }) => latencyMs?.p50],
      ['p90', ({ latencyMs }) => latencyMs?.p90],
      ['p99', ({ latencyMs }) => latencyMs?.p99],
      ['p99.9', ({ latencyMs }) => latencyMs?.p999],
      ['max', ({ latencyMs }) => latencyMs?.max],
    ],
  });
}

export function throughputOverTime(timeline: Timeline): Chart[] {
  const charts: Plan[] = [
    {
      id: 'sent',
      title: 'Sent: intended and achieved',
      unit: 'rate',
      series: [
        ['intended', perSecondOf(({ intended }) => intended)],
        ['sent', perSecondOf(({ sent }) => sent)],
      ],
    },
    {
      id: 'deliveries',
      title: 'Deliveries',
      unit: 'rate',
      series: [['deliveries', perSecondOf(({ deliveries }) => deliveries)]],
    },
  ];
  return charts.flatMap((plan) => plotted(timeline, plan));
}

export function socketsOverTime(timeline: Timeline): Chart[] {
  return plotted(timeline, {
    id: 'sockets',
    title: 'Sockets connected',
    unit: 'count',
    series: [['open', ({ sockets }) => sockets]],
  });
}

export function generatorOverTime(timeline: Timeline): Chart[] {
  const charts: Plan[] = [
    {
      id: 'generator-loop',
      title: 'Event loop of the generator',
      unit: 'ms',
      series: [['longest delay', ({ generator }) => generator.eventLoopDelayMaxMs]],
    },
    {
      id: 'generator-processor',
      title: 'Processor of the generator',
      unit: 'share',
      series: [['busiest worker', ({ generator }) => generator.cpuShare]],
    },
  ];
  return charts.flatMap((plan) => plotted(timeline, plan));
}

/** Processor and memory of the server, all of it and its parts; nothing where nothing could be read. */
export function serverOverTime(result: LoadResult, timeline: Timeline): Chart[] {
  const names = result.intervals.find(({ server }) => server)?.server?.parts.map(({ name }) => name) ?? [];
  // Lines have five colours beside that of the whole.
  const shown = names.length > 1 && names.length < 6 ? names : [];
  const parts = (figure: 'cpuShare' | 'residentBytes') =>
    shown.map((name): [string, Read] => [
      name,
      ({ server }) => server?.parts.find((part) => part.name === name)?.[figure],
    ]);
  const charts: Plan[] = [
    {
      id: 'server-processor',
      title: 'Processor of the server, 100 % is one core',
      unit: 'share',
      series: [['all of it', ({ server }) => server?.cpuShare], ...parts('cpuShare')],
    },
    {
      id: 'server-memory',
      title: 'Memory of the server',
      unit: 'bytes',
      series: [['all of it', ({ server }) => server?.residentBytes], ...parts('residentBytes')],
    },
    {
      id: 'server-loop',
      title: 'Event loop of the server',
      unit: 'ms',
      series: [['delay', ({ server }) => server?.eventLoopDelayMs]],
    },
  ];
  return charts.flatMap((plan) => plotted(timeline, plan));
}

/** None where there is nothing to see. */
function plotted(timeline: Timeline, { id, title, unit, log = false, hint, series }: Plan): Chart[] {
  const pointsOf = (stretches: Timeline['live']): Points => ({
    at: stretches.map(({ interval }) => interval.atS),
    values: series.map(([, read]) => stretches.map(({ interval }) => read(interval) ?? null)),
  });
  const [live, listed] = [pointsOf(timeline.live), pointsOf(timeline.listed)];
  if (timeline.seconds.length < 2 || live.values.flat().every((value) => value === null)) return [];
  const words = inWords[unit];
  const named = series.map(
    ([name], index): Series => ({ name, note: `up to ${words(highest(live.values[index]))}` }),
  );
  const rows = listed.at.map((atS, row) => [
    atTime(atS),
    ...listed.values.map((values) => {
      const value = values[row] ?? null;
      return value === null ? '–' : words(value);
    }),
  ]);
  return [
    {
      ...{ id, title, hint, unit, log, live },
      along: 'time',
      from: timeline.fromS,
      to: timeline.toS,
      series: named,
      drawn: pointsOf(timeline.drawn),
      shaded: timeline.pastLimits ?? [],
      table: { columns: ['From', ...series.map(([name]) => name)], rows, saying: sayingOf(timeline) },
    },
  ];
}

function highest(values: readonly (number | null)[] = []): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}
