import type { LoadInterval, LoadResult } from '../../results/index.ts';
import { amount, bytes, duration, percent, perSecond } from '../../wording/index.ts';
import { html, type Markup } from '../markup.ts';
import { type Chart, type Line, lineChart } from './line-chart.ts';

type Read = (interval: LoadInterval) => number | undefined;

/** The median, and what the slowest met, second by second. */
export function latencyChart(result: LoadResult): Markup | '' {
  return chart(result, 'Latency of new_message', (value) => duration(value), {
    p50: [({ latencyMs }) => latencyMs?.p50, 'highest'],
    p99: [({ latencyMs }) => latencyMs?.p99, 'highest'],
  });
}

export function throughputCharts(result: LoadResult): Markup {
  return html`${chart(result, 'Messages', perSecond, {
    intended: [({ intended }) => intended, 'mean'],
    sent: [({ sent }) => sent, 'mean'],
  })}
${chart(result, 'Deliveries', perSecond, { deliveries: [({ deliveries }) => deliveries, 'mean'] })}
${chart(result, 'Connections', amount, { open: [({ sockets }) => sockets, 'mean'] })}`;
}

export function generatorCharts(result: LoadResult): Markup {
  return html`${chart(result, 'Event loop of the generator', (value) => duration(value), {
    'longest delay': [({ generator }) => generator.eventLoopDelayMaxMs, 'highest'],
  })}
${chart(result, 'Processor of the generator', percent, {
  'busiest worker': [({ generator }) => generator.cpuShare, 'mean'],
})}`;
}

/** Processor and memory of the server, all of it and its parts; nothing where nothing could be read. */
export function serverCharts(result: LoadResult): Markup | '' {
  const names = result.intervals.find(({ server }) => server)?.server?.parts.map(({ name }) => name) ?? [];
  // Lines have five colours beside that of the whole.
  const shown = names.length > 1 && names.length < 6 ? names : [];
  const parts = (read: (part: { cpuShare: number; residentBytes: number }) => number) =>
    shown.map((name, index): [string, [Read, Line['fold']]] => [
      name,
      [({ server }) => server?.parts[index] && read(server.parts[index]), 'mean'],
    ]);
  return html`${chart(result, 'Processor of the server, 100 % is one core', percent, {
    'all of it': [({ server }) => server?.cpuShare, 'mean'],
    ...Object.fromEntries(parts(({ cpuShare }) => cpuShare)),
  })}
${chart(result, 'Memory of the server', bytes, {
  'all of it': [({ server }) => server?.residentBytes, 'mean'],
  ...Object.fromEntries(parts(({ residentBytes }) => residentBytes)),
})}
${chart(result, 'Event loop of the server', (value) => duration(value), {
  delay: [({ server }) => server?.eventLoopDelayMs, 'highest'],
})}`;
}

function chart(
  { intervals }: LoadResult,
  title: string,
  inWords: Chart['inWords'],
  lines: Record<string, [Read, Line['fold']]>,
): Markup | '' {
  return lineChart({
    title,
    atS: intervals.map(({ atS }) => atS),
    inWords,
    lines: Object.entries(lines).map(([name, [read, fold]]) => ({ name, values: intervals.map(read), fold })),
  });
}
