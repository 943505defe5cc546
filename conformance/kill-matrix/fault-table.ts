import { type Fault, faults } from '../../fixtures/faults/index.ts';
import { sectionTitle } from '../../reports/wording/index.ts';
import { type Clause, clauseById, clauses, sections } from '../contract/index.ts';

const judged = clauses.filter(({ level }) => level !== 'OBSERVE');

/** What the suite is tried with, as Markdown: faults by section, and folded below it, by clause. */
export function faultTable(): string {
  const forMust = faults.filter(({ noticedBy }) => noticedBy.some((id) => clauseById(id).level === 'MUST'));
  return [
    `${faults.length} faults for ${judged.length} clauses, ${forMust.length} of them for MUST clauses.`,
    '',
    '| Section | Clauses | Faults | blunt | subtle | derived |',
    '|---|--:|--:|--:|--:|--:|',
    ...sections.flatMap(sectionRow),
    row('all', judged, faults),
    '',
    '<details>',
    '<summary>Which faults each clause has to notice</summary>',
    '',
    '| Clause | Level | Faults |',
    '|---|---|---|',
    ...judged.map(clauseRow),
    '',
    '</details>',
  ].join('\n');
}

function sectionRow(section: Clause['section']): string[] {
  const those = judged.filter((clause) => clause.section === section);
  if (those.length === 0) return [];
  const ids = those.map(({ id }) => id);
  const meant = faults.filter(({ noticedBy }) => noticedBy.some((id) => ids.includes(id)));
  return [row(sectionTitle(section), those, meant)];
}

function row(title: string, those: readonly Clause[], meant: readonly Fault[]): string {
  const of = (kind: Fault['kind']) => meant.filter((fault) => fault.kind === kind).length;
  const cells = [title, those.length, meant.length, of('blunt'), of('subtle'), of('derived')];
  return `| ${cells.join(' | ')} |`;
}

function clauseRow({ id, level }: Clause): string {
  const meant = faults.filter(({ noticedBy }) => noticedBy.includes(id));
  return `| ${id} | ${level} | ${meant.map(({ name }) => `\`${name}\``).join(', ')} |`;
}
