/** Runs a scenario's script in Artillery: one process per worker, told and heard through `load/control`. */
export { engineName, requireArtillery } from './artillery.ts';
export { leavingMs, pass, stopOrLose, whenEnded } from './ending.ts';
export { type Outcome, type RunWorkersOptions, runWorkers } from './run-workers.ts';
export { artilleryScript } from './script.ts';
