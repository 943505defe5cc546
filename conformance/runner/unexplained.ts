import type { ClauseResult } from '../../reports/results/index.ts';
import type { Outcome } from '../harness/verdicts.ts';

/**
 * Where nothing failed that counts, and yet a check could not go on because a promised step went wrong: the clause
 * that promises the step was broken there, though its own check saw nothing of it. It fails, in the words of the check
 * that saw it. Beside a failure that counts, the step may have gone wrong for the same reason, and the run is red anyway.
 */
export function withUnexplained(
  results: readonly ClauseResult[],
  outcomes: Iterable<Outcome>,
  counts: (result: ClauseResult) => boolean,
): ClauseResult[] {
  const failed = results.some((result) => result.verdict === 'fail' && counts(result));
  const found = failed ? new Map<string, Outcome>() : firstByPromise(results, outcomes);
  return results.map((result) => {
    const seenIn = found.get(result.id);
    return seenIn ? failing(result, seenIn) : result;
  });
}

/** The first outcome for each clause that it accuses. */
function firstByPromise(results: readonly ClauseResult[], outcomes: Iterable<Outcome>): Map<string, Outcome> {
  const verdicts = new Map(results.map(({ id, verdict }) => [id, verdict]));
  const found = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const { promisedBy: [first, ...others] = [] } = outcome.missing ?? {};
    if (first === undefined || found.has(first) || verdicts.get(outcome.id) !== 'not-testable') continue;
    if ([first, ...others].every((id) => verdicts.get(id) === 'pass')) found.set(first, outcome);
  }
  return found;
}

function failing(result: ClauseResult, { id, missing, evidence, nearMisses }: Outcome): ClauseResult {
  const actual = `${missing?.actual} This was in the check of ${id}; the check of ${result.id} itself saw nothing wrong.`;
  return {
    ...result,
    verdict: 'fail',
    message: actual,
    expected: missing?.expected,
    actual,
    evidence,
    nearMisses,
  };
}
