import type { ClauseResult } from '../../results/index.ts';

/**
 * The name under which each clause is found in the page: its id, so that a link to `#ROM-4` keeps its meaning. An id
 * of any other form, or one that is taken, gets a name of its own.
 */
export type Anchors = ReadonlyMap<ClauseResult, string>;

export function anchorsOf(clauses: readonly ClauseResult[]): Anchors {
  const taken = new Set<string>();
  const anchors = new Map<ClauseResult, string>();
  for (const [index, clause] of clauses.entries()) {
    const fits = /^[A-Z]{2,8}-\d{1,4}$/.test(clause.id) && !taken.has(clause.id);
    const anchor = fits ? clause.id : `clause-${index + 1}`;
    taken.add(anchor);
    anchors.set(clause, anchor);
  }
  return anchors;
}
