/** Runs on several hosts: what they are described by, how workers find their plans, and how results come back. */
export { mergeRun } from './merge.ts';
export { planFrom, plansFrom, planText } from './plan-file.ts';
export {
  type DistributedRun,
  describeRun,
  type EngineName,
  engineNames,
  type RunToDescribe,
  readRun,
} from './run-file.ts';
