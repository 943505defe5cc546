import {
  implementation,
  type SoakResult,
  type SoakRun,
  type WrongVerdict,
} from '../../reports/results/index.ts';
import { duration } from '../../reports/wording/index.ts';
import { clauseById } from '../contract/index.ts';
import { heardAgain, stepLeftOut } from '../harness/verdicts.ts';
import type { Answer } from './lanes.ts';

/** A run, and what it said wrongly. */
export interface JudgedRun {
  run: SoakRun;
  wrong: WrongVerdict[];
}

/**
 * The servers are right, and do all that they can be asked for: whatever is neither held to be so nor left out is wrong,
 * and so is what was held to be right without one of its steps.
 */
export function judgedBy(
  answer: Exclude<Answer, { unstarted: string }>,
  frame: Pick<SoakRun, 'number' | 'implementation' | 'durationMs'>,
  seed: number,
): JudgedRun {
  const nothing = {
    judged: 0,
    excluded: [],
    reheard: [],
    wrong: 0,
    foreign: { sent: 0, got: 0 },
    delayed: 0,
    busyMs: 0,
  };
  if ('broken' in answer) return { run: { ...frame, ...nothing, broken: answer.broken }, wrong: [] };
  const { clauses, foreign, delayed, busyMs } = answer.findings;
  const excluded = clauses.filter(({ verdict }) => verdict === 'excluded');
  const judged = clauses.length - excluded.length;
  const wrong = clauses
    .filter(({ verdict, message = '' }) =>
      verdict === 'pass' ? message.includes(stepLeftOut) : verdict !== 'excluded',
    )
    // By itself no clause meets those delays and that traffic again: what repeats it is the whole run.
    .map(({ rerun: _, ...clause }) => ({
      run: frame.number,
      implementation: frame.implementation,
      clause,
      command: `npm run soak -- --seed ${seed} --only-run ${frame.number}`,
    }));
  const run: SoakRun = {
    ...frame,
    judged,
    excluded: excluded.map(({ id, message }) => ({ id, message })),
    reheard: clauses.filter(({ message = '' }) => message.includes(heardAgain)).map(({ id }) => id),
    wrong: wrong.length,
    foreign,
    delayed,
    busyMs,
  };
  run.broken = vain(run);
  return { run, wrong };
}

/** Why a run shows nothing although it came to its end. */
function vain({ judged, excluded, foreign, delayed, busyMs }: SoakRun) {
  if (judged === 0) return 'no clause was judged';
  // A backplane is what a machine may lack.
  const unexpected = excluded.filter(({ id }) => clauseById(id).section !== 'backplane').map(({ id }) => id);
  if (unexpected.length > 0) return `${unexpected.join(', ')} had to be judged, and was left out`;
  if (busyMs === 0) return 'nothing else took the processor';
  if (delayed === 0) return 'no connection went through a delaying proxy';
  return foreign.got === 0 ? 'nobody else was there' : undefined;
}

/** The verdict of a whole soak, and the line that says it. */
export function verdictOf({
  runs,
  planned,
  seed,
  durationMs,
}: Pick<SoakResult, 'runs' | 'seed' | 'durationMs'> & { planned: number }): Pick<
  SoakResult,
  'verdict' | 'summary'
> {
  const wrong = runs.reduce((total, run) => total + run.wrong, 0);
  const broken = runs.filter((run) => run.broken !== undefined).length;
  const reheard = runs.reduce((total, run) => total + run.reheard.length, 0);
  const isWhole = runs.length === planned && planned > 0;
  const parts = [
    ...(isWhole ? [] : [`interrupted after ${runs.length} of ${planned}`]),
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} (${byImplementation(runs)})`,
    ...clausesEach(runs),
    `wrong verdicts ${wrong}`,
    ...(reheard > 0 ? [`heard again ${reheard}`] : []),
    ...(broken > 0 ? [`broken runs ${broken}`] : []),
    `seed ${seed}`,
    duration(durationMs),
  ];
  const verdict = wrong + broken > 0 ? 'unsteady' : isWhole ? 'steady' : 'interrupted';
  return { verdict, summary: parts.join(', ') };
}

function byImplementation(runs: readonly SoakRun[]): string {
  const groups = Map.groupBy(runs, (run) => run.implementation);
  return implementation.options
    .flatMap((name) => (groups.has(name) ? [`${groups.get(name)?.length} ${name}`] : []))
    .join(', ');
}

function clausesEach(runs: readonly SoakRun[]): string[] {
  const judged = runs.filter((run) => run.broken === undefined).map((run) => run.judged);
  if (judged.length === 0) return [];
  const [least, most] = [Math.min(...judged), Math.max(...judged)];
  return [`${least === most ? most : `${least} to ${most}`} clauses each`];
}
