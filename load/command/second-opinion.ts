import type { LoadResult } from '../../reports/results/index.ts';
import { type Extent, thresholdsOf } from '../k6/index.ts';
import type { Slo } from '../slo/index.ts';

/**
 * Of the SLOs that k6 was given as thresholds both have an opinion. The suite's is the verdict; where k6's is another, the
 * result says so. `judged`: in the order of the SLOs.
 */
export function secondOpinion(
  slos: readonly Slo[],
  judged: LoadResult['slo'],
  extent: Extent,
  crossed: boolean | undefined,
): string[] {
  if (crossed === undefined) return [];
  const both = judged.filter((_, index) => {
    const slo = slos[index];
    return slo !== undefined && Object.keys(thresholdsOf([slo], extent)).length > 0;
  });
  const missed = both.filter(({ met }) => !met).map(({ slo }) => slo);
  if (crossed === missed.length > 0) return [];
  return [
    crossed
      ? `k6 says that a threshold was crossed, where by this suite's own count all of them hold (${both.map(({ slo }) => slo).join(', ') || 'it was given none'}). The verdict is the suite's; please report the difference.`
      : `k6 says that no threshold was crossed, where by this suite's own count this was missed: ${missed.join(', ')}. The verdict is the suite's; please report the difference.`,
  ];
}
