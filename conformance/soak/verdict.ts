import {
  implementation,
  type SoakResult,
  type SoakRun,
  type WrongVerdict,
} from '../../reports/results/index.ts';
import { duration } from '../../reports/wording/index.ts';
import type { Answer } from './lanes.ts';

/** A run, and what it said wrongly. */
export interface JudgedRun {
  run: SoakRun;
  wrong: WrongVerdict[];
}

/** The servers are right: whatever is neither held to be so nor left out is wrong. */
export function judgedBy(
  answer: Exclude<Answer, { unstarted: string }>,
  frame: Pick<SoakRun, 'number' | 'implementation' | 'durationMs'>,
  seed: number,
): JudgedRun {
  const nothing = { judged: 0, excluded: [], wrong: 0, foreign: { sent: 0, got: 0 }, delayed: 0 };
  if ('broken' in answer) return { run: { ...frame, ...nothing, broken: answer.broken }, wrong: [] };
  const { clauses, foreign, delayed } = answer.findings;
  const excluded = clauses.filter(({ verdict }) => verdict === 'excluded');
  const judged = clauses.length - excluded.length;
  const wrong = clauses
    .filter(({ verdict }) => verdict !== 'excluded' && verdict !== 'pass')
    .map((clause) => ({
      run: frame.number,
      implementation: frame.implementation,
      clause,
      command: `npm run soak -- --seed ${seed} --only-run ${frame.number}`,
    }));
  const run: SoakRun = {
    ...frame,
    judged,
    excluded: excluded.map(({ id, message }) => ({ id, message })),
    wrong: wrong.length,
    foreign,
    delayed,
    broken: vain({ judged, foreign, delayed }),
  };
  return { run, wrong };
}

/** Why a run shows nothing although it came to its end. */
function vain({ judged, foreign, delayed }: Pick<SoakRun, 'judged' | 'foreign' | 'delayed'>) {
  if (judged === 0) return 'no clause was judged';
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
  const isWhole = runs.length === planned && planned > 0;
  const parts = [
    ...(isWhole ? [] : [`interrupted after ${runs.length} of ${planned}`]),
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} (${byImplementation(runs)})`,
    ...clausesEach(runs),
    `wrong verdicts ${wrong}`,
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
