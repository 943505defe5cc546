import type { ClauseResult, ClauseVerdict, ConformanceResult } from './conformance.ts';

/**
 * What a clause means to the reader of a run: its verdict, except that a SHOULD that does not hold is a `warning`
 * as long as the run is not strict.
 */
export type Standing = ClauseVerdict | 'warning';

/** In the order in which a reader wants to hear of them. */
export const standings = [
  'fail',
  'stale-expectation',
  'warning',
  'not-testable',
  'expected-failure',
  'excluded',
  'pass',
] as const satisfies readonly Standing[];

export function standingOf(clause: Pick<ClauseResult, 'verdict' | 'level'>, strict: boolean): Standing {
  return clause.verdict === 'fail' && clause.level === 'SHOULD' && !strict ? 'warning' : clause.verdict;
}

/** Whether this clause alone keeps the run from exit code 0: broken, stale, or a MUST that nobody could test. */
export function countsAgainst(clause: Pick<ClauseResult, 'verdict' | 'level'>, strict: boolean): boolean {
  const standing = standingOf(clause, strict);
  if (standing === 'not-testable') return clause.level === 'MUST' || strict;
  return standing === 'fail' || standing === 'stale-expectation';
}

/** Whether a run ends with exit code 0. */
export function isMet({ verdict }: Pick<ConformanceResult, 'verdict'>): boolean {
  return verdict === 'conformant' || verdict === 'observed';
}

/** How many clauses stand how. */
export function tally({
  clauses,
  strict,
}: Pick<ConformanceResult, 'clauses' | 'strict'>): Record<Standing, number> {
  const counts = Object.fromEntries(standings.map((standing) => [standing, 0])) as Record<Standing, number>;
  for (const clause of clauses) counts[standingOf(clause, strict)] += 1;
  return counts;
}
