import type { Latency, LedgerCounts, LoadResult, SloResult } from '../results/index.ts';
import { afterVerdict, duration } from './words.ts';

export const loadVerdictNames: Record<LoadResult['verdict'], string> = {
  met: 'Met',
  breached: 'Breached',
  untrusted: 'Not trusted',
};

/** The figures of a latency in the order of tables. */
export const latencyFigures = {
  p50: 'p50',
  p90: 'p90',
  p99: 'p99',
  p999: 'p99.9',
  max: 'max',
} as const satisfies Partial<Record<keyof Latency, string>>;

/** The counts of a ledger in the order of tables. */
export const ledgerWords: Record<keyof LedgerCounts, string> = {
  sent: 'sent',
  expected: 'expected',
  delivered: 'delivered',
  lost: 'lost',
  duplicated: 'duplicated',
  outOfOrder: 'out of order',
  late: 'late',
  leaked: 'leaked',
  altered: 'altered',
};

/** What parts of the deliveries are told apart by. */
export const breakdownWords: Record<NonNullable<LoadResult['breakdown']>['by'], string> = {
  nodes: 'nodes',
  transport: 'transport',
  size: 'size',
};

/** Those of which one is too many. */
export const broken = ['lost', 'duplicated', 'leaked', 'altered'] as const satisfies (keyof LedgerCounts)[];

/** A latency, or a dash where nothing was measured. */
export function latencyText(latency: Latency, figure: Exclude<keyof Latency, 'count'>): string {
  return latency.count > 0 ? duration(latency[figure]) : '–';
}

/** `12,345`. */
export function amount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `512/s`, `0.4/s`. */
export function perSecond(rate: number): string {
  return `${rate > 0 && rate < 9.95 ? Number(rate.toFixed(1)) : amount(rate)}/s`;
}

/** A share of 1 as per cent: `12 %`, `0.04 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 9.95 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}

/** `457 MB`, `1.2 GB`: powers of ten, as disks and dashboards count. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const sign = value < 0 ? '-' : '';
  let rest = Math.abs(value);
  let unit = 0;
  for (; rest >= 999.5 && unit < units.length - 1; unit += 1) rest /= 1000;
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return `${sign}${Number(rest.toFixed(digits))} ${units[unit]}`;
}

/** What was measured for an SLO, in its unit. */
export function actualText({ actual, unit, remark }: SloResult): string {
  if (remark !== undefined) return remark;
  switch (unit) {
    case 'ms':
      return duration(actual);
    case 'count':
      return amount(actual);
    case 'ratio':
      return percent(actual);
    case 'per-second':
      return perSecond(actual);
  }
}

/** How many messages were sent per second of the measured window; typing and other events come on top. */
export function messagesPerSecond({
  ledgerByEvent,
  phasesMs,
}: Pick<LoadResult, 'ledgerByEvent' | 'phasesMs'>): number {
  const sent = ledgerByEvent.new_message?.sent ?? 0;
  return phasesMs.measured > 0 ? (sent / phasesMs.measured) * 1000 : 0;
}

/** The summary of a run for places that name the verdict beside it. */
export function loadSummaryAfterVerdict({
  verdict,
  summary,
}: Pick<LoadResult, 'verdict' | 'summary'>): string {
  return afterVerdict(loadVerdictNames[verdict], summary);
}
