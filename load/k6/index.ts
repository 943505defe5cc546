/** Runs a scenario in k6: the same journeys and the same recorder, as a script of its own. */
export { optionsOf, plannedMs } from './options.ts';
export { requireK6 } from './program.ts';
export { type RunInK6Options, runInK6 } from './run.ts';
export { scenariosOfK6 } from './scenarios.ts';
export { type Extent, thresholdsOf } from './thresholds.ts';
