import type { StimulusCounts } from '../../reports/results/index.ts';

export function noStimuli(): StimulusCounts {
  return { asked: 0, refused: 0, unanswered: 0, queued: 0, longestWaitMs: 0, unsent: 0 };
}

export function addStimuli(into: StimulusCounts, from: StimulusCounts): void {
  for (const name of ['asked', 'refused', 'unanswered', 'queued', 'unsent'] as const)
    into[name] += from[name];
  into.longestWaitMs = Math.max(into.longestWaitMs, from.longestWaitMs);
}
