/** What has changed from one conformance result to another. Pure: knows result files alone. */
export {
  type ChangeKind,
  type ClauseChange,
  type ConformanceComparison,
  changeKinds,
  compareConformance,
  type ObservationChange,
} from './compare.ts';
export { changeWords, comparisonLines, comparisonSummary, outcomeNames } from './words.ts';
