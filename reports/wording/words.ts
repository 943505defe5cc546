import type { ConformanceResult, Standing } from '../results/index.ts';

/** How a standing is named where one clause is meant. */
export const standingNames: Record<Standing, string> = {
  pass: 'pass',
  fail: 'fail',
  warning: 'warning',
  'expected-failure': 'expected failure',
  'stale-expectation': 'stale expectation',
  'not-testable': 'not testable',
  excluded: 'excluded',
};

/** What a standing means, for those who read the word for the first time. */
export const standingMeanings: Record<Standing, string> = {
  pass: 'The promise holds.',
  fail: 'The promise does not hold.',
  warning: 'A SHOULD does not hold. It counts as a failure with --strict.',
  'expected-failure':
    'Does not hold, or rests on a clause that does not, as the list of expected failures says.',
  'stale-expectation': 'Listed as an expected failure, yet it holds: take it off the list.',
  'not-testable': 'Something that the check needs is missing. Never counted as held.',
  excluded: 'The configuration declares the capability absent, or the clause was not asked for.',
};

export const verdictNames: Record<ConformanceResult['verdict'], string> = {
  conformant: 'Conformant',
  nonconformant: 'Not conformant',
  incomplete: 'Incomplete',
  observed: 'Observed',
};

/** The summary of a run for places that name the verdict beside it: `Incomplete: nothing failed` is `Nothing failed` there. */
export function summaryAfterVerdict({
  verdict,
  summary,
}: Pick<ConformanceResult, 'verdict' | 'summary'>): string {
  return afterVerdict(verdictNames[verdict], summary);
}

/** The rest of a sentence that begins with this verdict. */
export function afterVerdict(verdict: string, summary: string): string {
  const rest = summary.startsWith(verdict) ? summary.slice(verdict.length).replace(/^[:.]\s*/, '') : summary;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** `new-message` becomes `New message`; what is no name of a section stays as it is. */
export function sectionTitle(section: string): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(section)) return section;
  const words = section.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 clause`, `2 clauses`. */
export function count(amount: number, noun: string, plural = 's'): string {
  return `${amount} ${noun}${amount === 1 ? '' : plural}`;
}

/** A length of time as people say it: `0.4 ms`, `512 ms`, `4.8 s`, `25 s`, `2 min 5 s`. */
export function duration(durationMs: number): string {
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1).replace('.0', '')} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A moment of a timeline, counted from the beginning of the check: `+12.3 ms`. */
export function offset(atMs: number): string {
  return `${atMs < 0 ? '-' : '+'}${Math.abs(atMs).toFixed(1)} ms`;
}

/** The sections of a result, each with its clauses, in the order of their first appearance. */
export function bySection<T extends { section: string }>(clauses: readonly T[]): Map<string, T[]> {
  return Map.groupBy(clauses, (clause) => clause.section);
}
