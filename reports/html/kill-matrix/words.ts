import type { ControlResult, FaultResult, KillMatrixResult, Standing } from '../../results/index.ts';

/** How the outcomes of a matrix are named, and drawn like standings of clauses. */
export const faultWords: Record<FaultResult['verdict'], { word: string; standing: Standing }> = {
  survived: { word: 'survived', standing: 'fail' },
  'killed-by-others': { word: 'missed in part', standing: 'warning' },
  misnamed: { word: 'named by another', standing: 'warning' },
  'not-run': { word: 'not run', standing: 'excluded' },
  killed: { word: 'killed', standing: 'pass' },
};

export const controlWords: Record<ControlResult['verdict'], { word: string; standing: Standing }> = {
  passed: { word: 'not accused', standing: 'pass' },
  accused: { word: 'accused', standing: 'fail' },
  'not-run': { word: 'not run', standing: 'excluded' },
};

export const matrixWords: Record<KillMatrixResult['verdict'], { word: string; standing: Standing }> = {
  tight: { word: 'Every fault is killed', standing: 'pass' },
  leaky: { word: 'Faults slip through', standing: 'fail' },
  untrusted: { word: 'Untrusted', standing: 'not-testable' },
};
