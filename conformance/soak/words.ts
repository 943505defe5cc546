import type { SoakResult, WrongVerdict } from '../../reports/results/index.ts';
import { duration } from '../../reports/wording/index.ts';
import type { SoakProgress } from './soak.ts';
import type { JudgedRun } from './verdict.ts';

/** What is said as it happens: wrong verdicts at once, since a soak is long. */
export function linesOf(progress: SoakProgress): string[] {
  switch (progress.kind) {
    case 'started': {
      const { runs, lanes, seed, absent } = progress;
      return [
        `${runs} ${runs === 1 ? 'run' : 'runs'}, ${lanes} at once, seed ${seed}`,
        ...absent.map(({ implementation, reason }) => `without ${implementation}: ${reason}`),
      ];
    }
    case 'run': {
      const { judged, done, total } = progress;
      return [runLine(judged, `${done}/${total}`), ...judged.wrong.flatMap(said)];
    }
  }
}

function runLine({ run }: JudgedRun, place: string): string {
  const { number, implementation, judged, reheard, wrong, foreign, durationMs, broken } = run;
  const again = reheard.length > 0 ? `, ${reheard.join(', ')} heard again` : '';
  const what = broken ?? `${judged} clauses beside ${foreign.sent + foreign.got} foreign events${again}`;
  const word = broken ? 'broken' : wrong > 0 ? `${wrong} wrong` : 'right';
  return `${place.padStart(9)} ${word.padEnd(8)} run ${number}, ${implementation}, ${what} (${duration(durationMs)})`;
}

function said({ run, implementation, clause, command }: WrongVerdict): string[] {
  const { id, verdict, expected, actual, message } = clause;
  return [
    `  ${id} ${verdict}, run ${run}, ${implementation}`,
    ...(expected ? [`    expected: ${expected}`] : []),
    ...(actual ? [`    actual:   ${actual}`] : []),
    ...(message && message !== actual ? [`    ${message}`] : []),
    `    again:    ${command}`,
  ];
}

/** What is said at the end: what was left out, every wrong verdict once more in one line, and the summary. */
export function summaryLines({ runs, wrong, summary }: SoakResult, file: string): string[] {
  const excluded = new Map(
    runs.flatMap(({ implementation, excluded }) =>
      excluded.map(({ id, message = '' }) => [`${implementation} without ${id}: ${message}`, true] as const),
    ),
  );
  return [
    '',
    ...excluded.keys(),
    ...wrong.map(({ run, clause, command }) => `run ${run}, ${clause.id} ${clause.verdict}: ${command}`),
    file,
    summary,
  ];
}
