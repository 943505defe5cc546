import type { ClauseResult, ConformanceResult, Observation } from '../../reports/results/index.ts';
import type { Clause } from '../contract/index.ts';
import { missingPrerequisite, type Outcome, type Violation } from '../harness/verdicts.ts';
import type { Plan } from './plan.ts';
import { withUnexplained } from './unexplained.ts';

export interface ExpectedFailure {
  clause: string;
  reason: string;
}

type Judged = Clause & { level: 'MUST' | 'SHOULD' };

/** How the answer to a question begins that could not be put to the target. */
const unanswered = 'Not observed.';

/** Turns what the checks found into the verdicts of the result file. */
export class Assembly {
  readonly #plan: Plan;
  readonly #expected: ReadonlyMap<string, string>;
  readonly #rerun: (clauseId: string) => string;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #broken = new Map<string, string>();

  constructor(plan: Plan, expectedFailures: readonly ExpectedFailure[], rerun: (clauseId: string) => string) {
    this.#plan = plan;
    this.#expected = new Map(expectedFailures.map(({ clause, reason }) => [clause, reason]));
    this.#rerun = rerun;
  }

  add(outcome: Outcome): void {
    this.#outcomes.set(outcome.id, outcome);
  }

  /** A check that ended without an outcome. */
  breaks(clauseId: string, message: string): void {
    this.#broken.set(clauseId, message);
  }

  /** The verdict of one clause by what is known so far; violations found later may still change it. */
  clause(clause: Judged): ClauseResult {
    const base = {
      id: clause.id,
      level: clause.level,
      section: clause.section,
      title: clause.text,
      source: clause.source,
      rerun: this.#rerun(clause.id),
      durationMs: 0,
      evidence: [],
      nearMisses: [],
    };
    const foregone = this.#plan.foregone.get(clause.id);
    if (foregone?.verdict === 'excluded') return { ...base, ...foregone };
    const checked = this.#excused(this.#outcomes.get(clause.id) ?? this.#unchecked(clause.id));
    const found = this.#withViolations(checked);
    const { durationMs, expected, actual, evidence, nearMisses } = found;
    const message = [found.message, ...found.notes].filter(Boolean).join(' ') || undefined;
    const result = {
      ...base,
      verdict: found.verdict,
      durationMs,
      message,
      expected,
      actual,
      evidence,
      nearMisses,
    };
    return this.#withExpectation(result);
  }

  #unchecked(id: string): Outcome {
    const message =
      this.#plan.foregone.get(id)?.message ?? this.#broken.get(id) ?? 'The check did not come to its end.';
    return {
      id,
      verdict: 'not-testable',
      message,
      durationMs: 0,
      evidence: [],
      nearMisses: [],
      violations: [],
      notes: [],
      foreign: {},
    };
  }

  /** A failure that the failure of another clause explains says nothing of its own clause. */
  #excused(outcome: Outcome): Outcome {
    const { verdict, excusedBy = [], expected, actual } = outcome;
    const cause = excusedBy.find(
      (id) => this.#outcomes.get(id)?.verdict === 'fail' && !this.#leadsTo(outcome.id, id),
    );
    if (verdict !== 'fail' || cause === undefined) return outcome;
    const message = missingPrerequisite([cause], `${expected} ${actual}`);
    const { expected: _, actual: __, ...rest } = outcome;
    return { ...rest, verdict: 'not-testable', message, evidence: [], nearMisses: [] };
  }

  /** Whether a check could not come to its point since another clause failed, or rests on one that did. */
  #restsOnFailure(id: string, passed: ReadonlySet<string> = new Set()): boolean {
    const { missing, restsOn, excusedBy = [] } = this.#outcomes.get(id) ?? {};
    const seen = new Set([...passed, id]);
    return (missing?.promisedBy ?? restsOn ?? excusedBy).some(
      (cause) =>
        !seen.has(cause) &&
        !this.#plan.foregone.has(cause) &&
        (this.#outcomes.get(cause)?.verdict === 'fail' ||
          this.#violationsFor(cause).length > 0 ||
          this.#restsOnFailure(cause, seen)),
    );
  }

  /** Whether one failure is explained by another: two that explain each other leave nobody who failed. */
  #leadsTo(id: string, from: string, passed: ReadonlySet<string> = new Set()): boolean {
    if (from === id) return true;
    const { excusedBy = [] } = this.#outcomes.get(from) ?? {};
    return excusedBy.some((next) => !passed.has(next) && this.#leadsTo(id, next, new Set([...passed, from])));
  }

  #withViolations(outcome: Outcome): Outcome {
    if (outcome.verdict === 'fail') return outcome;
    const violations = this.#violationsFor(outcome.id);
    const [first] = violations;
    if (!first) return outcome;
    const actual = `${violations.length} frames broke it; ${first.violation.event} in the check of ${first.seenBy}: ${first.violation.reasons.join('; ')}.`;
    return {
      ...outcome,
      verdict: 'fail',
      expected:
        first.violation.expected ??
        `Every \`${first.violation.event}\` that arrives, in any check, has the documented shape.`,
      actual,
      message: actual,
      evidence: violations.map(({ violation }) => violation.frame),
      nearMisses: violations.map(({ violation }) => ({ frame: violation.frame, reasons: violation.reasons })),
    };
  }

  /**
   * A violation belongs to the clause about its event; when that one was not asked for, to the one that saw it; when it
   * is excluded, to nobody.
   */
  #violationsFor(clauseId: string): { violation: Violation; seenBy: string }[] {
    const all = [...this.#outcomes.values()];
    const seenUnprovoked = new Set(all.flatMap(({ violations }) => violations.map(({ clause }) => clause)));
    const broken = ({ clause, unprovoked = '' }: Violation) =>
      seenUnprovoked.has(unprovoked) ? unprovoked : clause;
    return all.flatMap((outcome) =>
      outcome.violations
        .filter((violation) => {
          const clause = broken(violation);
          return (this.#isSelected(clause) ? clause : outcome.id) === clauseId;
        })
        .map((violation) => ({ violation, seenBy: outcome.id })),
    );
  }

  #isSelected(clauseId: string): boolean {
    return this.#plan.selected.some(({ id }) => id === clauseId);
  }

  #withExpectation(result: ClauseResult): ClauseResult {
    const reason = this.#expected.get(result.id);
    if (reason === undefined) return result;
    const rests = result.verdict === 'not-testable' && this.#restsOnFailure(result.id);
    if (result.verdict === 'fail' || rests) {
      return {
        ...result,
        verdict: 'expected-failure',
        message: `Expected to fail: ${reason} (${result.message})`,
      };
    }
    if (result.verdict === 'pass') {
      const message = `It is listed as an expected failure (${reason}), yet it passes: take it off the list.`;
      return { ...result, verdict: 'stale-expectation', message };
    }
    return result;
  }

  observation(clause: Clause): Observation {
    const outcome = this.#outcomes.get(clause.id);
    const unknown =
      this.#plan.foregone.get(clause.id)?.message ??
      outcome?.message ??
      this.#broken.get(clause.id) ??
      'The question was not put to the end.';
    return { id: clause.id, question: clause.text, answer: outcome?.answer ?? `${unanswered} ${unknown}` };
  }

  /** All verdicts, when all checks are through. SHOULD clauses count under `strict`. */
  clauses(strict: boolean): ClauseResult[] {
    const results = this.#plan.selected.filter(isJudged).map((clause) => this.clause(clause));
    return withUnexplained(results, this.#outcomes.values(), ({ level }) => level === 'MUST' || strict);
  }

  /** What was noticed of other traffic. */
  notes(): string[] {
    const counts = new Map<string, number>();
    for (const { foreign } of this.#outcomes.values()) {
      for (const [event, count] of Object.entries(foreign))
        counts.set(event, (counts.get(event) ?? 0) + count);
    }
    return [...counts].map(
      ([event, count]) =>
        `${count} \`${event}\` frames of conversations that are not this run's broke the schema. Somebody may have provoked them, so no verdict rests on them.`,
    );
  }

  /** Clauses whose check broke or did not finish. No level excuses that: their verdict is simply not known. */
  broken(): Set<string> {
    const isBroken = ({ id }: Clause) => {
      const outcome = this.#outcomes.get(id);
      return !this.#plan.foregone.has(id) && (!outcome || outcome.broken === true);
    };
    return new Set(
      this.#plan.selected
        .filter(isJudged)
        .filter(isBroken)
        .map(({ id }) => id),
    );
  }

  observations(): Observation[] {
    return this.#plan.selected
      .filter((clause) => !isJudged(clause))
      .map((clause) => this.observation(clause));
  }
}

export function isJudged(clause: Clause): clause is Judged {
  return clause.level !== 'OBSERVE';
}

/**
 * The verdict of a whole run, and the sentence that says it. SHOULD clauses count under `strict`; those in `broken`,
 * whose check came to no end of its own, count always.
 */
export function overall(
  clauses: readonly ClauseResult[],
  strict: boolean,
  broken: ReadonlySet<string> = new Set(),
): Pick<ConformanceResult, 'verdict' | 'summary'> {
  const counts = (level: ClauseResult['level']) => level === 'MUST' || strict;
  const with_ = (verdict: ClauseResult['verdict']) => clauses.filter((one) => one.verdict === verdict);
  const failures = with_('fail').filter((one) => counts(one.level));
  const stale = with_('stale-expectation');
  const untested = with_('not-testable').filter((one) => counts(one.level) || broken.has(one.id));
  const warnings = with_('fail').filter((one) => !counts(one.level));
  const gaps = with_('not-testable').filter((one) => !untested.includes(one));
  const tail = [
    warnings.length > 0
      ? `${list(warnings)} ${warnings.length === 1 ? 'is a warning' : 'are warnings'} (SHOULD).`
      : '',
    gaps.length > 0 ? `${list(gaps)} could not be tested, which does not count (SHOULD).` : '',
    with_('expected-failure').length > 0
      ? `Expected to fail, and not passing: ${list(with_('expected-failure'))}.`
      : '',
  ].filter(Boolean);
  const say = (verdict: ConformanceResult['verdict'], ...sentences: string[]) => ({
    verdict,
    summary: [...sentences, ...tail].filter(Boolean).join(' '),
  });
  if (failures.length > 0 || stale.length > 0) {
    return say(
      'nonconformant',
      failures.length > 0 ? `Not conformant: ${list(failures)} failed.` : 'Not conformant.',
      stale.length > 0 ? `Listed as expected failures, yet passing: ${list(stale)}.` : '',
      untested.length > 0 ? `Not testable: ${list(untested)}.` : '',
    );
  }
  if (untested.length > 0)
    return say(
      'incomplete',
      `Incomplete: nothing ${warnings.length > 0 ? 'that counts ' : ''}failed, but ${list(untested)} could not be tested.`,
    );
  const passed = with_('pass').length;
  const tested = passed + with_('fail').length + with_('expected-failure').length;
  if (tested === 0) return say('incomplete', 'Incomplete: nothing was tested.');
  return say(
    'conformant',
    `Conformant: ${passed} ${passed === 1 ? 'clause' : 'clauses'} passed and nothing that counts failed.`,
  );
}

/** The verdict of a run that judged nothing, since it asked questions alone. */
export function observed(
  observations: readonly Observation[],
): Pick<ConformanceResult, 'verdict' | 'summary'> {
  const asked = observations.length;
  if (asked === 0) return { verdict: 'incomplete', summary: 'Incomplete: nothing was tested.' };
  const answered = observations.filter(({ answer }) => !answer.startsWith(unanswered)).length;
  if (answered === 0)
    return {
      verdict: 'incomplete',
      summary: 'Incomplete: nothing is judged, and no question could be answered.',
    };
  const count = answered === asked ? `${asked}` : `${answered} of ${asked}`;
  const [noun, verb] = asked === 1 ? ['question', 'is'] : ['questions', 'are'];
  return { verdict: 'observed', summary: `Observed: nothing is judged; ${count} ${noun} ${verb} answered.` };
}

function list(clauses: readonly ClauseResult[]): string {
  const shown = clauses.slice(0, 12).map((clause) => clause.id);
  return `${shown.join(', ')}${clauses.length > shown.length ? ` and ${clauses.length - shown.length} more` : ''}`;
}
