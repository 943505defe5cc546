import type { ComparisonResult, MetricVerdict, Standing } from '../../results/index.ts';

/** How verdicts are drawn and coloured. */
export const comparisonStanding: Record<ComparisonResult['verdict'], Standing> = {
  better: 'pass',
  same: 'pass',
  worse: 'fail',
  unclear: 'warning',
  untrusted: 'not-testable',
  'not-comparable': 'not-testable',
};

export const metricStanding: Record<MetricVerdict, Standing> = {
  better: 'pass',
  same: 'excluded',
  worse: 'fail',
  unclear: 'warning',
  'not-judged': 'excluded',
};
