import type { ClauseResult } from '../../reports/results/index.ts';

/**
 * A line for each fault of a target of the suite's own that no clause noticed which is meant to: a green run would
 * otherwise look as if the suite did not bite, where it was not let.
 */
export async function unnoticedFaults(
  names: readonly string[],
  clauses: readonly ClauseResult[],
): Promise<string[]> {
  if (names.length === 0) return [];
  // Loaded for those alone who ask for faults.
  const { faultByName } = await import('../../fixtures/faults/index.ts');
  const resultOf = (id: string) => clauses.find((clause) => clause.id === id);
  return names.flatMap((name) => {
    const { noticedBy } = faultByName(name);
    if (noticedBy.length === 0) return [`No clause is meant to notice the fault ${name}: a load run is.`];
    if (noticedBy.some((id) => noticed(resultOf(id)))) return [];
    const reasons = noticedBy.map((id) => `${id} ${reasonOf(resultOf(id))}`);
    return [`No clause that is meant to notice the fault ${name} did: ${reasons.join(' ')}`];
  });
}

/** A failure that was expected is one all the same, unless it merely rests on another and found nothing itself. */
function noticed(clause: ClauseResult | undefined): boolean {
  return (
    clause?.verdict === 'fail' || (clause?.verdict === 'expected-failure' && clause.actual !== undefined)
  );
}

function reasonOf(clause: ClauseResult | undefined): string {
  if (!clause) return 'was not among those to check.';
  const { verdict, message } = clause;
  return message ? `is ${verdict}: ${message}` : `is ${verdict}.`;
}
