import { dirname, relative, resolve } from 'node:path';

/** What became of one mutant, as Stryker tells it. */
export interface Mutated {
  fileName: string;
  status: string;
}

/** What became of the mutants of one folder. */
export interface Score {
  folder: string;
  /** Tests failed, or did not come to an end. */
  killed: number;
  /** Tests passed all the same, or there are none. */
  survived: number;
  ignored: number;
  /** Killed, of those that were tried. */
  percent: number;
}

/** The score of every folder, in the order of their names. Mutants that do not even run say nothing. */
export function scoresOf(mutants: readonly Mutated[]): Score[] {
  const byFolder = Map.groupBy(mutants, ({ fileName }) => dirname(relative('', resolve(fileName))));
  return [...byFolder]
    .map(([folder, those]) => {
      const count = (...statuses: string[]) => those.filter(({ status }) => statuses.includes(status)).length;
      const [killed, survived] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
      // Where nothing was tried, nothing was shown.
      const percent = killed + survived === 0 ? 0 : (100 * killed) / (killed + survived);
      return { folder, killed, survived, ignored: count('Ignored'), percent };
    })
    .toSorted((one, other) => (one.folder < other.folder ? -1 : 1));
}

/** The scores as a table for the terminal. */
export function tableOf(scores: readonly Score[]): string {
  const width = Math.max(...scores.map(({ folder }) => folder.length));
  return scores
    .map(({ folder, killed, survived, ignored, percent }) => {
      const share = `${percent.toFixed(1)} %`.padStart(7);
      return `${folder.padEnd(width)}  ${share}  ${killed} killed, ${survived} survived, ${ignored} left alone`;
    })
    .join('\n');
}
