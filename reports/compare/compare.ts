import type {
  ComparedRun,
  ComparisonResult,
  ComparisonVerdict,
  LoadResult,
  MetricComparison,
} from '../results/index.ts';
import { sameQuestion, warningsOn } from './comparable.ts';
import { ledgerMetrics, setbackMetrics } from './counts.ts';
import { secondsOf, spectrumOf } from './curves.ts';
import { confidence } from './interval.ts';
import { histogramMetrics, messageMetrics } from './latency.ts';
import { generatorMetrics, otherMetrics } from './resources.ts';
import { type Pair, sideOf } from './side.ts';
import { type AtStep, atCommonStep } from './steps.ts';
import { gateOf, summaryOf } from './summary.ts';
import { defaultTolerances, type Tolerances } from './tolerances.ts';

/** A load result, and the name of the file that it came from. */
export interface LoadFile {
  file: string;
  result: LoadResult;
}

export interface CompareOptions {
  tolerances?: Tolerances;
  /** What chance is derived from: the same seed gives the same intervals. */
  seed?: number;
  resamples?: number;
}

/**
 * Compares a new load result with a base, metric by metric; runs in steps as of one step, and by how far they got. A run that cannot be trusted, or of another scenario, gets its
 * figures side by side and no verdict. Throws a `ResultFileError` where a histogram is damaged.
 */
export function compareLoad(base: LoadFile, next: LoadFile, options: CompareOptions = {}): ComparisonResult {
  const { tolerances = defaultTolerances, seed = 1, resamples = 2000 } = options;
  const as = sameQuestion(base.result, next.result)
    ? atCommonStep(base.result, next.result)
    : { base: base.result, next: next.result, apart: false, leftOut: new Set<string>() };
  // Both sides need chance of their own: drawn alike, runs would look as if they moved together.
  const pair: Pair = {
    base: sideOf(as.base, seed),
    new: sideOf(as.next, seed + 1),
    ...{ tolerances, resamples },
  };
  const silent = silenceOn(base.result, next.result);
  const metrics = metricsOf(pair, as).map((metric) => (silent ? withoutVerdict(metric) : metric));
  const verdict = silent ?? verdictOf(metrics);
  return {
    schemaVersion: 1,
    kind: 'comparison',
    verdict,
    summary: summaryOf(verdict, metrics),
    gate: gateOf(verdict, metrics, next.result),
    base: runOf(base, as.base),
    new: runOf(next, as.next),
    warnings: warningsOn(base.result, next.result, as),
    metrics,
    slo: next.result.slo,
    method: { confidence: confidence.likely, sureAt: confidence.sure, resamples, seed },
  };
}

function metricsOf(pair: Pair, { leftOut }: AtStep): MetricComparison[] {
  const all = [
    ...messageMetrics(pair),
    ...histogramMetrics(pair),
    ...ledgerMetrics(pair),
    ...setbackMetrics(pair),
    ...otherMetrics(pair),
    ...generatorMetrics(pair),
  ];
  return all.filter(({ id }) => !leftOut.has(id));
}

/** Why nothing is said, where that is so. */
function silenceOn(base: LoadResult, next: LoadResult): ComparisonVerdict | undefined {
  if (!sameQuestion(base, next)) return 'not-comparable';
  return base.trust.trusted && next.trust.trusted ? undefined : 'untrusted';
}

function withoutVerdict({ remark: _, ...metric }: MetricComparison): MetricComparison {
  return { ...metric, verdict: 'not-judged' };
}

/**
 * Of many metrics some cannot be told from chance, the far percentiles first: they are named, and the runs are the same as
 * far as can be told. Unclear as a whole is a pair whose median cannot be told, or whose p99 looks like another one.
 * Better is what the scenario is about: of runs in steps, how far they got.
 */
function verdictOf(metrics: readonly MetricComparison[]): ComparisonVerdict {
  const has = (verdict: MetricComparison['verdict'], among = metrics) =>
    among.some((metric) => metric.verdict === verdict);
  if (has('worse')) return 'worse';
  const reached = metrics.filter(({ id }) => id === 'capacity.sustained');
  const main = mainOf(metrics);
  if (has('better', reached.length > 0 ? reached : main)) return 'better';
  if ([...reached, ...main].some(isOpen)) return 'unclear';
  return has('better') ? 'better' : 'same';
}

function isOpen({ id, verdict, difference = 0, tolerance = 0 }: MetricComparison): boolean {
  if (verdict !== 'unclear') return false;
  return id === 'capacity.sustained' || id.endsWith('.p50') || Math.abs(difference) > tolerance;
}

/** The median and the p99 of messages; where there are none, the p99 of what there is. */
function mainOf(metrics: readonly MetricComparison[]): MetricComparison[] {
  const messages = metrics.filter(({ id }) => id === 'new_message.p50' || id === 'new_message.p99');
  if (messages.length > 0) return messages;
  return metrics.filter(
    ({ id }) => id.endsWith('.p99') && !/^(connect|last|servedAgain|generator)\./.test(id),
  );
}

/** `as`: what of it is compared. */
function runOf({ file, result }: LoadFile, as: LoadResult): ComparedRun {
  const { suite, driver, scenario, knobs, verdict, summary, partial, startedAt, command, seed, machine } =
    result;
  const { kind, nodes, choice } = result.target;
  return {
    file,
    ...{ suite, driver, scenario, knobs, verdict, summary, partial, startedAt, command, seed, machine },
    measuredMs: result.phasesMs.measured,
    target: { kind, nodes, choice },
    sockets: result.sockets.peak,
    spectrum: spectrumOf(as),
    seconds: secondsOf(as),
  };
}
