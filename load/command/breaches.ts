import type { SloResult } from '../../reports/results/index.ts';
import type { LatencyBreach } from '../measure/index.ts';
import type { Slo } from '../slo/index.ts';

/** The SLOs of latency among these that were not held. `results` are theirs, in the same order. */
export function latencyBreaches(slos: readonly Slo[], results: readonly SloResult[]): LatencyBreach[] {
  return slos.flatMap(({ text, subject, limit }, place) => {
    const result = results[place];
    if (result === undefined || result.met) return [];
    if (subject.of !== 'event' && subject.of !== 'connect') return [];
    const { of, figure } = subject;
    return [{ slo: text, of, figure, actualMs: result.actual, limitMs: limit }];
  });
}
