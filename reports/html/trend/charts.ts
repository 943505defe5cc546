import type { LoadPoint } from '../../trend/index.ts';
import { amount, loadVerdictNames, messagesPerSecond, metricText } from '../../wording/index.ts';
import type { Markup } from '../markup.ts';
import { line } from '../markup.ts';
import { type Mark, type PlainLine, plainChart } from '../plain-chart.ts';

type Read = (point: LoadPoint) => number | undefined;

/** Three percentiles of new_message, run by run. What cannot be trusted is in the table, and in no line. */
export function latencyTrend(points: readonly LoadPoint[]): Markup | '' {
  const figure =
    (name: 'p50' | 'p99' | 'p999'): Read =>
    ({ result }) => {
      const { latencyMs } = result.events.new_message ?? {};
      return latencyMs?.count ? latencyMs[name] : undefined;
    };
  return trendChart(points, 'Latency of new_message', (value) => metricText(value, 'ms'), {
    'p99.9': figure('p999'),
    p99: figure('p99'),
    p50: figure('p50'),
  });
}

export function rateTrend(points: readonly LoadPoint[]): Markup | '' {
  return trendChart(points, 'Messages sent', (value) => metricText(value, 'per-second'), {
    messages: ({ result }) => messagesPerSecond(result),
  });
}

/** Nothing where nothing ever went wrong: the table says so in figures. */
export function lossTrend(points: readonly LoadPoint[]): Markup | '' {
  return trendChart(points, 'Deliveries that went wrong', amount, {
    lost: ({ result }) => result.ledger.lost,
    duplicated: ({ result }) => result.ledger.duplicated,
    leaked: ({ result }) => result.ledger.leaked,
  });
}

/** Runs stand at even distances, whatever time went by between them. */
function trendChart(
  points: readonly LoadPoint[],
  title: string,
  inWords: (value: number) => string,
  reads: Record<string, Read>,
): Markup | '' {
  const trusted = points
    .map((point, at) => ({ at, point }))
    .filter(({ point }) => point.result.trust.trusted);
  if (trusted.length < 2) return '';
  const lines = Object.entries(reads).map(([name, read], tone): PlainLine => {
    const known = trusted.flatMap(({ at, point }) => {
      const value = read(point);
      return value === undefined ? [] : [[at, value] as const];
    });
    const latest = known.at(-1)?.[1];
    return { name, tone, points: known, note: latest === undefined ? 'none' : `lately ${inWords(latest)}` };
  });
  const rows = points.map((point) => [
    line(point.file),
    loadVerdictNames[point.result.verdict],
    ...Object.values(reads).map((read) => {
      const value = read(point);
      return value === undefined ? '–' : inWords(value);
    }),
  ]);
  return plainChart({
    ...{ title, lines, marks: marksOf(points), inWords },
    hint:
      points.length > trusted.length ? 'Runs that cannot be trusted are left out of the lines.' : undefined,
    table: { columns: ['Run', 'Verdict', ...Object.keys(reads)], rows },
  });
}

/** The first, the middle and the last run, by their days. */
function marksOf(points: readonly LoadPoint[]): Mark[] {
  const last = points.length - 1;
  const places = last >= 2 ? [0, Math.floor(last / 2), last] : [0, last];
  return places.map((at) => ({ at, label: line((points[at]?.result.startedAt ?? '').slice(0, 10)) }));
}
