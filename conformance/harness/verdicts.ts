import type { Frame, NearMiss } from '../../reports/results/index.ts';

/** The promise was not kept. `expected` and `actual` are whole sentences for the author of the server. */
export class ClauseFailure extends Error {
  override name = 'ClauseFailure';
  readonly expected: string;
  readonly actual: string;
  readonly nearMisses: NearMiss[];
  /** Clauses whose failure, should they fail in the same run, explains this one. */
  readonly excusedBy: readonly string[];

  constructor(words: {
    expected: string;
    actual: string;
    nearMisses?: NearMiss[];
    excusedBy?: readonly string[];
  }) {
    super(`Expected: ${words.expected} Actual: ${words.actual}`);
    this.expected = words.expected;
    this.actual = words.actual;
    this.nearMisses = words.nearMisses ?? [];
    this.excusedBy = words.excusedBy ?? [];
  }
}

/** Carries out part of a check whose failure says nothing where these clauses fail in the same run. */
export async function excusing<Result>(
  clauses: readonly string[],
  part: () => Promise<Result>,
): Promise<Result> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof ClauseFailure) || error instanceof PrerequisiteFailure) throw error;
    throw new ClauseFailure({ ...wordsOf(error), excusedBy: [...error.excusedBy, ...clauses] });
  }
}

function wordsOf({ expected, actual, nearMisses }: ClauseFailure) {
  return { expected, actual, nearMisses };
}

/** The promise could not be put to the test: something is missing, outside the target or, with `restsOn`, in it. */
export class NotTestable extends Error {
  override name = 'NotTestable';
  /** Clauses that have to hold before the check has anything to judge. */
  readonly restsOn: readonly string[];

  constructor(message: string, restsOn: readonly string[] = []) {
    super(message);
    this.restsOn = restsOn;
  }
}

/** Where a check has nothing to judge, since one of these clauses does not hold; `found` is a sentence. */
export function withoutPrerequisite(clauses: readonly string[], found: string): NotTestable {
  return new NotTestable(missingPrerequisite(clauses, found), clauses);
}

/** The message of a check that could not come to its point, with what was found in whole sentences. */
export function missingPrerequisite(clauses: readonly string[], found: string): string {
  return `A prerequisite is missing (${clauses.join(', ')}). ${found}`;
}

/**
 * A step that merely prepares a check went wrong at the target. For the clauses that promise the step this is a
 * failure; for every other clause it is a missing prerequisite.
 */
export class PrerequisiteFailure extends ClauseFailure {
  override name = 'PrerequisiteFailure';
  readonly promisedBy: readonly string[];

  constructor(promisedBy: readonly string[], words: ConstructorParameters<typeof ClauseFailure>[0]) {
    super(words);
    this.promisedBy = promisedBy;
  }
}

/** Noted of a verdict that is not the one of the first hearing. */
export const heardAgain =
  'It was checked again, alone, since a connection had been dropped as one whose answer to a ping came too late.';

/** Noted, with the reason, of a check that went on without one of its steps. */
export const stepLeftOut = 'Checked without this step:';

/** A frame that broke what holds for every frame, its schema above all; fails that clause, whichever check saw it. */
export interface Violation {
  clause: string;
  /** The clause that it breaks instead, where checks that provoked nothing saw the same: the input is not to blame. */
  unprovoked?: string;
  event: string;
  /** What holds for every frame, where it is not the schema. */
  expected?: string;
  reasons: string[];
  frame: Frame;
}

/** What one check found, as the runner takes it from the test's metadata. */
export interface Outcome {
  id: string;
  verdict: 'pass' | 'fail' | 'not-testable';
  durationMs: number;
  message?: string;
  expected?: string;
  actual?: string;
  nearMisses: NearMiss[];
  evidence: Frame[];
  violations: Violation[];
  notes: string[];
  /** How many frames of other traffic broke their schema, by event. */
  foreign: Record<string, number>;
  /** Of a failure: clauses whose failure in the same run explains it, so that it says nothing of this clause. */
  excusedBy?: readonly string[];
  /** Where a promised step went wrong before the check could come to its point: what, and which clauses promise it. */
  missing?: { promisedBy: readonly string[]; expected: string; actual: string };
  /** Where there was nothing to judge: clauses that have to hold first. */
  restsOn?: readonly string[];
  /** For observations. */
  answer?: string;
  /** The check itself came to no end of its own: whatever its level, the run is incomplete without it. */
  broken?: true;
}

declare module 'vitest' {
  interface TaskMeta {
    outcome?: Outcome;
  }
}

/** Ends the check as failed unless `ok`. */
export function must(ok: unknown, words: ConstructorParameters<typeof ClauseFailure>[0]): asserts ok {
  if (!ok) throw new ClauseFailure(words);
}
