import type { Frame, NearMiss } from '../../reports/results/index.ts';

/** The promise was not kept. `expected` and `actual` are whole sentences for the author of the server. */
export class ClauseFailure extends Error {
  override name = 'ClauseFailure';
  readonly expected: string;
  readonly actual: string;
  readonly nearMisses: NearMiss[];

  constructor(words: { expected: string; actual: string; nearMisses?: NearMiss[] }) {
    super(`Expected: ${words.expected} Actual: ${words.actual}`);
    this.expected = words.expected;
    this.actual = words.actual;
    this.nearMisses = words.nearMisses ?? [];
  }
}

/** The promise could not be put to the test: something outside the target is missing. */
export class NotTestable extends Error {
  override name = 'NotTestable';
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

/** A frame that broke what holds for every frame, its schema above all; fails that clause, whichever check saw it. */
export interface Violation {
  clause: string;
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
export function must(ok: unknown, words: { expected: string; actual: string }): asserts ok {
  if (!ok) throw new ClauseFailure(words);
}
