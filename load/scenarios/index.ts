/** The scenarios: Artillery scripts, one per question, and what a run makes of them. */
export {
  type KnobName,
  type Knobs,
  type KnobsInput,
  type KnobUnit,
  knobNames,
  knobsSchema,
  knobTable,
} from './knobs.ts';
export { type PlanOptions, stepRates, workerPlans } from './plans.ts';
export {
  isOwnProcessor,
  listScenarios,
  type Need,
  needs,
  readScenario,
  type ScenarioFile,
  scenarioNames,
  withKnobs,
} from './scenario-file.ts';
