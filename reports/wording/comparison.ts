import type {
  ComparisonVerdict,
  LedgerCounts,
  MetricComparison,
  MetricUnit,
  MetricVerdict,
} from '../results/index.ts';
import { shorten } from '../visible/index.ts';
import { amount, bytes, ledgerWords, percent } from './load.ts';

export const comparisonVerdictNames: Record<ComparisonVerdict, string> = {
  better: 'Better',
  same: 'Same',
  worse: 'Worse',
  unclear: 'Unclear',
  untrusted: 'Not trusted',
  'not-comparable': 'Not comparable',
};

export const metricVerdictNames: Record<MetricVerdict, string> = {
  better: 'better',
  same: 'same',
  worse: 'worse',
  unclear: 'unclear',
  'not-judged': 'not judged',
};

const names: Record<string, string> = {
  'connect.p99': 'connecting, p99',
  rate: 'messages sent',
  'capacity.sustained': 'messages sustained',
  'servedAgain.p99': 'served again, p99',
  'server.cpu': 'processor of the server',
  'server.memory': 'memory of the server',
  'sockets.dropped': 'connections dropped',
  'sockets.refused': 'connections refused',
  'sockets.neverServed': 'people never served',
  'stimuli.refused': 'stimuli refused',
  'stimuli.unanswered': 'stimuli unanswered',
  'generator.cpu': 'processor of the generator',
  'generator.eventLoopDelay.p99': 'event loop of the generator, p99',
  'generator.sendLag.p99': 'sent behind schedule, p99',
};

/** A metric as people call it: `new_message p99`, `lost`. Names of events are as foreign as the file they came from. */
export function metricName(full: string): string {
  const id = shorten(full, 80);
  if (Object.hasOwn(names, id)) return names[id] as string;
  const [head = '', ...rest] = id.split('.');
  if (head === 'ledger') {
    const [count = ''] = rest;
    return Object.hasOwn(ledgerWords, count) ? ledgerWords[count as keyof LedgerCounts] : id;
  }
  const figure = rest.at(-1) === 'p999' ? 'p99.9' : (rest.at(-1) ?? '');
  if (head === 'last') return `last recipient of ${rest.slice(0, -1).join('.')}, ${figure}`;
  return figure === '' ? id : `${id.slice(0, id.lastIndexOf('.'))}, ${figure}`;
}

/** A figure in its unit, with three digits: closer than where nothing is compared. */
export function metricText(value: number | undefined, unit: MetricUnit): string {
  if (value === undefined) return '–';
  switch (unit) {
    case 'ms':
      return value >= 10_000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
    case 'count':
      return amount(value);
    case 'ratio':
      return percent(value);
    case 'per-second':
      return `${digits(value)}/s`;
    case 'cores':
      return `${digits(value)} cores`;
    case 'bytes':
      return bytes(value);
  }
}

/** Three digits, whole numbers where there are more: `9.87`, `52.4`, `1,204`. */
function digits(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
}

/** A difference with its sign: `+5.1 ms`. */
export function differenceText(value: number | undefined, unit: MetricUnit): string {
  return value === undefined ? '–' : `${signOf(value)}${metricText(Math.abs(value), unit)}`;
}

/** A change with its sign: `+9.8 %`. */
export function changeText(change: number | undefined): string {
  if (change === undefined) return '–';
  const value = Math.abs(change) * 100;
  const shown = value < 9.95 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
  return `${signOf(change)}${shown} %`;
}

function signOf(value: number): string {
  return value > 0 ? '+' : value < 0 ? '−' : '±';
}

/** Between what the difference lies: `−1.2 % to +3.4 %`, in the unit where the base is 0; nothing where that is not known. */
export function intervalText({ interval, base, unit }: MetricComparison): string | undefined {
  if (!interval) return undefined;
  const { low, high } = interval;
  if (!base) return `${differenceText(low, unit)} to ${differenceText(high, unit)}`;
  return `${changeText(low / base)} to ${changeText(high / base)}`;
}

/** `new_message, p99 +12 % (84.0 ms, then 94.1 ms)`. */
export function metricSentence({ id, unit, base, new: next, change, difference }: MetricComparison): string {
  const by = change === undefined ? differenceText(difference, unit) : changeText(change);
  return `${metricName(id)} ${by} (${metricText(base, unit)}, then ${metricText(next, unit)})`;
}
