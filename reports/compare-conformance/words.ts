import { shorten, visibleLine } from '../visible/index.ts';
import { count, standingNames } from '../wording/index.ts';
import { type ChangeKind, type ClauseChange, type ConformanceComparison, changeKinds } from './compare.ts';

export const outcomeNames: Record<ConformanceComparison['verdict'], string> = {
  better: 'Better',
  same: 'Same',
  worse: 'Worse',
};

export const changeWords: Record<ChangeKind, { name: string; meaning: string }> = {
  'newly-failing': { name: 'newly failing', meaning: 'They held before, and do not hold now.' },
  untestable: { name: 'not testable any more', meaning: 'They held before, and cannot be tested now.' },
  'newly-passing': {
    name: 'newly passing',
    meaning: 'They did not hold before, or could not be tested, and hold now.',
  },
  changed: { name: 'changed otherwise', meaning: 'They have another verdict, and neither gained nor lost.' },
  'left-out': {
    name: 'left out now',
    meaning: 'They were judged before, and are excluded now: nothing is known of them.',
  },
  added: { name: 'new clauses', meaning: 'The earlier result does not have them.' },
  removed: { name: 'gone clauses', meaning: 'This result does not have them.' },
};

/** What changed, in a sentence: `Worse: 2 newly failing, 1 newly passing.` */
export function comparisonSummary({ verdict, changes, observations }: ConformanceComparison): string {
  const amounts = changeKinds.flatMap((kind) => {
    const amount = changes.filter((change) => change.kind === kind).length;
    return amount > 0 ? [`${amount} ${changeWords[kind].name}`] : [];
  });
  if (observations.length > 0) amounts.push(count(observations.length, 'other answer'));
  return `${outcomeNames[verdict]}: ${amounts.length > 0 ? amounts.join(', ') : 'no clause changed'}.`;
}

/** The comparison as lines of plain text: what changed, then why the two may not be comparable. Safe to print. */
export function comparisonLines(comparison: ConformanceComparison): string[] {
  const { base, changes, observations, remarks } = comparison;
  return [
    `Compared with the run of ${base.startedAt}`,
    comparisonSummary(comparison),
    ...changes.map((change) => `  ${change.id} ${change.level}  ${transition(change)}  ${change.title}`),
    ...observations.map(
      ({ id, before, after }) => `  ${id}  ${before ?? 'not asked'} -> ${after ?? 'not asked'}`,
    ),
    ...remarks.map((remark) => `  note: ${remark}`),
  ].map((line) => visibleLine(shorten(line, 400)));
}

function transition({ before, after }: ClauseChange): string {
  const name = (standing: ClauseChange['before']) => (standing ? standingNames[standing] : 'absent');
  return `${name(before)} -> ${name(after)}`;
}
