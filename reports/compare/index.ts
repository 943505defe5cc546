/** Two load results held against each other: what is better, the same or worse, and what cannot be told. Knows result files alone. */
export { sameSetup } from './comparable.ts';
export { type CompareOptions, compareLoad, type LoadFile } from './compare.ts';
export {
  defaultTolerances,
  type Tolerances,
  tolerancesInWords,
  withTolerance,
} from './tolerances.ts';
