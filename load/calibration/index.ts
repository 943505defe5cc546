/** How exactly the suite measures on this machine, found out against a server whose delays are known. */
export { type CalibrateOptions, calibrate } from './calibrate.ts';
