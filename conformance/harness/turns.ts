import type { Clause } from '../contract/index.ts';

/** How the checks of a run follow each other. */
export interface Turns {
  /** Those that leave each other alone: all at once, before the others. */
  together: Clause[];
  /** One after the other: those that burden the target, then those that take it apart. */
  oneByOne: Clause[];
}

/** Divides checks, whose order is kept otherwise, so that none disturbs another. */
export function inTurns(clauses: readonly Clause[]): Turns {
  const takesApart = ({ control }: Clause) => control !== undefined;
  const burdens = (clause: Clause) => clause.burdens === true && !takesApart(clause);
  return {
    together: clauses.filter((clause) => !burdens(clause) && !takesApart(clause)),
    oneByOne: [...clauses.filter(burdens), ...clauses.filter(takesApart)],
  };
}
