import { type ClauseResult, isToldIn } from '../../results/index.ts';
import { keyOf } from '../../wording/index.ts';

/**
 * Why a frame catches the eye: `near`, it came close to the one that was waited for; `told`, the verdict quotes it with
 * the participant who got it, and it is the first of its kind.
 */
export type Mark = 'near' | 'told';

export const markNames: Record<Mark, string> = { near: 'near miss', told: 'told in the verdict' };

/** The frames of a clause that are marked, by their keys. */
export type Marks = ReadonlyMap<string, Mark>;

export function marksOf({ evidence, nearMisses, actual }: ClauseResult): Marks {
  const marks = new Map<string, Mark>();
  const told = evidence.find((frame) => actual !== undefined && isToldIn(actual, frame));
  if (told) marks.set(keyOf(told), 'told');
  for (const { frame } of nearMisses) marks.set(keyOf(frame), 'near');
  return marks;
}
