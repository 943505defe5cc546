import type { MetricComparison, MetricUnit } from '../results/index.ts';
import type { Interval, Spread } from './interval.ts';

/** Both figures of a metric, and what is known of their difference. */
export interface Figures {
  id: string;
  unit: MetricUnit;
  base: number | undefined;
  new: number | undefined;
  /** Which way is worse. */
  worse: 'higher' | 'lower';
  /** In the unit. */
  tolerance: number;
  spread?: Spread;
  /** Why nothing can be said, whatever the figures are. */
  unclear?: string;
}

/**
 * Worse or better is what is beyond the tolerance and beyond chance. The same is what is within the tolerance, where a
 * difference of more than twice that would have shown. Everything else is unclear, and said to be so: a wide interval is
 * no proof of anything. Without an interval, the tolerance has to do for both, and twice as much is asked of an accusation.
 */
export function judge(figures: Figures): MetricComparison {
  const { id, unit, base, new: next, worse, tolerance, spread, unclear } = figures;
  if (base === undefined || next === undefined) return oneSided(figures);
  const difference = next - base;
  const shown = { id, unit, base, new: next, difference, ...changeOf(base, difference), tolerance };
  if (unclear !== undefined) return { ...shown, verdict: 'unclear', remark: unclear };
  const sign = worse === 'higher' ? 1 : -1;
  const verdict = verdictOf(sign * difference, tolerance, turned(spread, sign));
  return { ...shown, ...(spread && { interval: spread.likely }), verdict };
}

/** The change as a share of the base, where there is such a thing. */
export function changeOf(base: number, difference: number): { change?: number } {
  return base === 0 ? {} : { change: difference / base };
}

function oneSided({ id, unit, base, new: next }: Figures): MetricComparison {
  const figure = base === undefined ? { new: next } : { base };
  const which = base === undefined ? 'new run' : 'base';
  return { id, unit, ...figure, verdict: 'unclear', remark: `Only the ${which} has it.` };
}

/** Higher is worse here. */
function verdictOf(
  difference: number,
  tolerance: number,
  spread: Spread | undefined,
): MetricComparison['verdict'] {
  if (!spread) {
    if (Math.abs(difference) <= tolerance) return 'same';
    if (Math.abs(difference) <= 2 * tolerance) return 'unclear';
    return difference > 0 ? 'worse' : 'better';
  }
  const { likely, sure } = spread;
  if (difference > tolerance && sure.low > 0) return 'worse';
  if (difference < -tolerance && sure.high < 0) return 'better';
  const within = Math.abs(difference) <= tolerance;
  return within && likely.low >= -2 * tolerance && likely.high <= 2 * tolerance ? 'same' : 'unclear';
}

function turned(spread: Spread | undefined, sign: number): Spread | undefined {
  const turn = ({ low, high }: Interval) => ({ low: -high, high: -low });
  return spread && sign < 0 ? { likely: turn(spread.likely), sure: turn(spread.sure) } : spread;
}
