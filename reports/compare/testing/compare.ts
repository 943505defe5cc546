import { type ComparisonResult, comparisonResult, type LoadResult } from '../../results/index.ts';
import { type CompareOptions, compareLoad } from '../index.ts';

/** Quicker than people want it. */
export const fast = { resamples: 500 };

/** A comparison of two results, which its schema accepts. */
export function compare(
  base: LoadResult,
  next: LoadResult,
  options: CompareOptions = fast,
): ComparisonResult {
  const compared = compareLoad(
    { file: 'base.json', result: base },
    { file: 'new.json', result: next },
    options,
  );
  comparisonResult.parse(compared);
  return compared;
}
