import { countsAlways, type Slo } from '../slo/index.ts';
import {
  type Figure,
  figures,
  latencyMetric,
  ledgerMetric,
  rateMetric,
  socketsMetric,
  wholeRunMetric,
} from './metric-names.ts';

export type Thresholds = Record<string, string[]>;

/** What of a run there is that decides what k6 can judge. */
export interface Extent {
  workers: number;
  steps: number;
}

/**
 * SLOs as thresholds of k6, as far as it can judge them: counts and rates add up over its virtual users, percentiles hold
 * with a single one. A run in steps goes on until something breaks, so of that only what may never be.
 */
export function thresholdsOf(slos: readonly Slo[], extent: Extent): Thresholds {
  const thresholds: Thresholds = {};
  for (const slo of slos) {
    const threshold = thresholdOf(slo, extent);
    if (threshold === undefined) continue;
    const [metric, says] = threshold;
    thresholds[metric] = [...(thresholds[metric] ?? []), says];
  }
  return thresholds;
}

function thresholdOf(
  { subject, operator, limit, unit }: Slo,
  { workers, steps }: Extent,
): [metric: string, says: string] | undefined {
  const compared = `${operator === '=' ? '==' : operator}${limit}`;
  if (subject.of === 'ledger' && unit === 'count') {
    if (countsAlways(subject.mishap)) return [wholeRunMetric(subject.mishap), `count${compared}`];
    return steps > 1 ? undefined : [ledgerMetric(subject.mishap), `count${compared}`];
  }
  if (steps > 1) return undefined;
  if (subject.of === 'sockets' && subject.setback !== 'neverServed') {
    return [socketsMetric(subject.setback), `count${compared}`];
  }
  if (subject.of === 'rate') return [rateMetric, `count${compared}`];
  if (subject.of !== 'event' || subject.recipient !== 'every' || workers > 1) return undefined;
  const figure = figures.find((one): one is Figure => one === subject.figure);
  return figure && [latencyMetric(subject.event, figure), `value${compared}`];
}
