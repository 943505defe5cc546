import { mostStimuliAtOnce } from '../most-stimuli.ts';
import type { WorkerPlan } from '../plan.ts';
import type { Thresholds } from './thresholds.ts';

/** Whoever is told to stop does so by the control socket; this is for a script that hears nothing any more. */
const spareMs = 3_600_000;

/** The options of k6's script: a virtual user for each plan, for one iteration that lasts as long as the run. */
export function optionsOf(plans: readonly WorkerPlan[], thresholds: Thresholds): object {
  return {
    scenarios: {
      load: {
        executor: 'per-vu-iterations',
        vus: plans.length,
        iterations: 1,
        maxDuration: `${Math.ceil((plannedMs(plans[0]) + spareMs) / 1000)}s`,
        gracefulStop: '0s',
      },
    },
    thresholds,
    // k6 keeps no more connections than that between requests.
    batchPerHost: mostStimuliAtOnce,
    // Each tag is a series of its own in k6's bookkeeping, and nobody looks at them.
    systemTags: [],
  };
}

/** How long a run takes at most, up to its last message. */
export function plannedMs(plan: WorkerPlan | undefined): number {
  if (plan === undefined) return 0;
  const { rampMs, stepMs, warmUpMs, segments, drainMs } = plan;
  const measuredMs = segments.reduce((sum, { durationMs }) => sum + durationMs + drainMs, 0);
  return rampMs + 6 * stepMs + warmUpMs + measuredMs;
}
