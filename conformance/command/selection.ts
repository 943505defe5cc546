import { UsageError } from '../../fixtures/targets/index.ts';
import { nearest } from '../../fixtures/targets/nearest.ts';
import { type Clause, clauses, sections } from '../contract/index.ts';
import { select } from '../runner/index.ts';
import type { ConformanceFlags } from './options.ts';

/** The clauses that the flags ask for. Throws a `UsageError` for a name that does not exist, and when nothing is left. */
export function selectedClauses(
  flags: Pick<ConformanceFlags, 'clause' | 'section' | 'level'>,
): readonly Clause[] {
  const ids = flags.clause.map((id) => id.toUpperCase());
  requireKnown(
    'clause',
    ids,
    clauses.map(({ id }) => id),
  );
  requireKnown('section', flags.section, sections);
  const selected = select({ clauses: ids, sections: flags.section, level: flags.level });
  if (selected.length > 0) return selected;
  throw new UsageError(`No clause is ${inWords(flags)}. --list shows what there is; leave a condition out.`);
}

function requireKnown(kind: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const next = guess ? `Did you mean ${guess}?` : '--list shows what there is.';
    throw new UsageError(`There is no ${kind} ${name}. ${next}`);
  }
}

/** The selection in words; `undefined` when everything is selected. */
export function inWords({
  clause,
  section,
  level,
}: Pick<ConformanceFlags, 'clause' | 'section' | 'level'>): string | undefined {
  const parts = [
    clause.length > 0 ? `among ${clause.map((id) => id.toUpperCase()).join(', ')}` : '',
    section.length > 0 ? `in ${section.join(', ')}` : '',
    level ? `at level ${level.toUpperCase()}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' and ') : undefined;
}

/** The clauses as a table for people. */
export function listing(selected: readonly Clause[]): string {
  const lines = sections.flatMap((section) => {
    const rows = selected.filter((clause) => clause.section === section);
    if (rows.length === 0) return [];
    return [
      '',
      section,
      ...rows.map(({ id, level, text }) => `  ${id.padEnd(7)} ${level.padEnd(7)} ${text}`),
    ];
  });
  return lines.slice(1).join('\n');
}
