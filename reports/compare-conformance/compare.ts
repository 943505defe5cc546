import type {
  ClauseResult,
  ClauseVerdict,
  ConformanceResult,
  Observation,
  Standing,
} from '../results/index.ts';
import { standingOf } from '../results/index.ts';
import { remarksOn } from './comparable.ts';

/**
 * What became of a clause, in the order in which a reader wants to hear of it. `newly-failing`: it held and does not.
 * `untestable`: it held, and now cannot be tested. `newly-passing`: it did not hold, or could not be tested, and holds
 * now. `left-out`: it was judged, and is excluded now. `changed`: any other change of verdict. `added`, `removed`: only
 * one of the results has it.
 */
export const changeKinds = [
  'newly-failing',
  'untestable',
  'newly-passing',
  'changed',
  'left-out',
  'added',
  'removed',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface ClauseChange {
  id: string;
  level: ClauseResult['level'];
  section: string;
  title: string;
  kind: ChangeKind;
  /** How it stood in each result, read by that result's own strictness; absent where the result has no such clause. */
  before?: Standing;
  after?: Standing;
}

/** An answer that is another one now; absent on the side that did not ask. */
export interface ObservationChange {
  id: string;
  question: string;
  before?: string;
  after?: string;
}

type Side = Pick<ConformanceResult, 'verdict' | 'startedAt' | 'selection'> & {
  choice: string;
  /** Name and version of the suite. */
  suite: string;
};

export interface ConformanceComparison {
  /** `worse`: a clause that held fails now, or cannot be tested any more. `better`: none did, and another holds now. */
  verdict: 'better' | 'same' | 'worse';
  base: Side;
  result: Side;
  /** By kind, in the order of `changeKinds`, within a kind in the order of the results. */
  changes: ClauseChange[];
  observations: ObservationChange[];
  /** Why the two can be compared in part only, a sentence each. */
  remarks: string[];
}

/** Compares a result with an earlier one, clause by clause. A clause that a selection left out says nothing, and is no change. */
export function compareConformance(
  base: ConformanceResult,
  result: ConformanceResult,
): ConformanceComparison {
  const changes = clauseChanges(base, result);
  const has = (...kinds: ChangeKind[]) => changes.some(({ kind }) => kinds.includes(kind));
  return {
    verdict: has('newly-failing', 'untestable') ? 'worse' : has('newly-passing') ? 'better' : 'same',
    base: sideOf(base),
    result: sideOf(result),
    changes: changes.toSorted(
      (one, other) => changeKinds.indexOf(one.kind) - changeKinds.indexOf(other.kind),
    ),
    observations: observationChanges(base, result),
    remarks: remarksOn(base, result),
  };
}

function sideOf({ verdict, startedAt, selection, target, suite }: ConformanceResult): Side {
  return {
    verdict,
    startedAt,
    selection,
    choice: target.choice,
    suite: `${suite.name} ${suite.version}`,
  };
}

function clauseChanges(base: ConformanceResult, result: ConformanceResult): ClauseChange[] {
  const before = byId(base.clauses);
  const after = byId(result.clauses);
  const ids = [...after.keys(), ...[...before.keys()].filter((id) => !after.has(id))];
  return ids.flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    const known = is ?? was;
    const kind = kindOf(was?.verdict, is?.verdict);
    if (!known || !kind) return [];
    if (kind === 'removed' && result.selection !== undefined) return [];
    if (kind === 'added' && base.selection !== undefined) return [];
    const { level, section, title } = known;
    return [
      {
        id,
        level,
        section,
        title,
        kind,
        before: was && standingOf(was, base.strict),
        after: is && standingOf(is, result.strict),
      },
    ];
  });
}

/** The first of each id: a file of others may hold one twice. */
function byId<T extends { id: string }>(entries: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const entry of entries) if (!found.has(entry.id)) found.set(entry.id, entry);
  return found;
}

const holds = (verdict: ClauseVerdict) => verdict === 'pass' || verdict === 'stale-expectation';
const fails = (verdict: ClauseVerdict) => verdict === 'fail' || verdict === 'expected-failure';

function kindOf(was: ClauseVerdict | undefined, is: ClauseVerdict | undefined): ChangeKind | undefined {
  if (was === is) return undefined;
  if (was === undefined) return 'added';
  if (is === undefined) return 'removed';
  if (is === 'excluded') return 'left-out';
  if (holds(was) && fails(is)) return 'newly-failing';
  if (holds(was) && is === 'not-testable') return 'untestable';
  if (holds(is) && !holds(was) && was !== 'excluded') return 'newly-passing';
  return 'changed';
}

function observationChanges(base: ConformanceResult, result: ConformanceResult): ObservationChange[] {
  const before = byId(base.observations);
  const after = byId(result.observations);
  const ids = [...after.keys(), ...[...before.keys()].filter((id) => !after.has(id))];
  return ids.flatMap((id) => {
    const [was, is]: (Observation | undefined)[] = [before.get(id), after.get(id)];
    if (was && is && essence(was.answer) === essence(is.answer)) return [];
    if (!is && result.selection !== undefined) return [];
    if (!was && base.selection !== undefined) return [];
    return [{ id, question: (is ?? was)?.question ?? '', before: was?.answer, after: is?.answer }];
  });
}

/** An answer without what every run makes up anew: long numbers, UUIDs and the order in which things were seen. */
function essence(answer: string): string {
  return answer
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4,}/gi, '#')
    .replace(/\.$/, '')
    .split('; ')
    .toSorted()
    .join('; ');
}
