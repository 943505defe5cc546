import type { ComparisonResult, ComparisonVerdict, LoadResult, MetricComparison } from '../results/index.ts';
import {
  actualText,
  comparisonVerdictNames,
  intervalText,
  metricName,
  metricSentence,
} from '../wording/index.ts';

/** So many metrics are named in a sentence. */
const mostNamed = 3;

/** The verdict in a sentence or two. */
export function summaryOf(verdict: ComparisonVerdict, metrics: readonly MetricComparison[]): string {
  const of = (wanted: MetricComparison['verdict']) => metrics.filter((metric) => metric.verdict === wanted);
  return `${comparisonVerdictNames[verdict]}: ${sentences[verdict](of)}`;
}

type Of = (verdict: MetricComparison['verdict']) => MetricComparison[];

const sentences: Record<ComparisonVerdict, (of: Of) => string> = {
  worse: (of) => `beyond tolerance and chance: ${listed(of('worse'))}.`,
  better: (of) =>
    `nothing is worse; beyond tolerance and chance: ${listed(of('better'))}.${unclearBesides(of('unclear'))}`,
  same: (of) => `nothing is worse, and ${closest(of('same'))}.${unclearBesides(of('unclear'))}`,
  unclear: (of) =>
    `nothing is surely worse, but ${listed(of('unclear'))}. Chance alone may do that: measure longer, at a higher rate or on a quieter machine.`,
  untrusted: () =>
    'one of the runs cannot be trusted, so nothing is said of the server. Measure that one again.',
  'not-comparable': () =>
    'the runs are of different scenarios, which answer different questions. Compare runs of the same scenario.',
};

function listed(metrics: readonly MetricComparison[]): string {
  const named = metrics.slice(0, mostNamed).map(metricSentence);
  const more = metrics.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** How close the runs are in the first of what is the same. */
function closest([first]: readonly MetricComparison[]): string {
  if (!first) return 'nothing is better';
  const range = intervalText(first);
  return `${metricSentence(first)}${range ? `; counting chance, between ${range}` : ''}`;
}

function unclearBesides(metrics: readonly MetricComparison[]): string {
  if (metrics.length === 0) return '';
  return ` Not to be told: ${metrics.map(({ id }) => metricName(id)).join('; ')}.`;
}

/** Whether the new run may pass, and the exit code of `report --compare`. */
export function gateOf(
  verdict: ComparisonVerdict,
  metrics: readonly MetricComparison[],
  { slo, trust }: LoadResult,
): ComparisonResult['gate'] {
  if (verdict === 'not-comparable')
    return { passed: false, exitCode: 2, reasons: ['The runs are of different scenarios.'] };
  if (verdict === 'untrusted')
    return { passed: false, exitCode: 4, reasons: ['One of the runs cannot be trusted.'] };
  const regressions = metrics
    .filter((metric) => metric.verdict === 'worse')
    .map((metric) => `Worse: ${metricSentence(metric)}.`);
  const breaches = trust.trusted
    ? slo.filter(({ met }) => !met).map((one) => `SLO not held: ${one.slo} (${actualText(one)}).`)
    : [];
  const reasons = [...regressions, ...breaches];
  return { passed: reasons.length === 0, exitCode: reasons.length === 0 ? 0 : 1, reasons };
}
