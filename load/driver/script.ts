import { withTurnsInOne } from '../journeys/turn-steps.ts';
import type { WorkerPlan } from '../plan.ts';
import type { ScenarioFile } from '../scenarios/index.ts';

/**
 * The script for one worker, as Artillery takes it: target, processor and the number of arrivals filled in, and without
 * what is the suite's own.
 */
export function artilleryScript(
  { script, processor }: Pick<ScenarioFile, 'script' | 'processor'>,
  plan: WorkerPlan,
) {
  const { pingback: _, phases, ...config } = script.config as Record<string, unknown>;
  const weights = plan.seats;
  const arrivals = { ...firstOf(phases), arrivalCount: arrivalsFor(weights.widgets, weights.agents) };
  return {
    ...script,
    config: { ...config, target: plan.target.nodes[0], processor, phases: [arrivals] },
    scenarios: script.scenarios.map((journey) => ({
      ...journey,
      flow: plan.turns[journey.name] ? withTurnsInOne(journey.flow) : journey.flow,
      weight: journey.name === 'widget' ? weights.widgets : weights.agents,
    })),
  };
}

function firstOf(phases: unknown): object {
  const [first] = Array.isArray(phases) ? phases : [];
  return { duration: 1, ...first };
}

/**
 * Artillery picks the scenario of each virtual user by chance. So many have to come that there are enough of both, but
 * for one run in a thousand million; who finds no seat leaves at once.
 */
export function arrivalsFor(widgets: number, agents: number): number {
  const all = widgets + agents;
  const share = Math.min(widgets, agents) / all;
  const enough = (arrivals: number) => {
    const sigma = Math.sqrt(arrivals * share * (1 - share));
    return (arrivals - all) * share >= 6 * sigma;
  };
  let arrivals = all;
  while (!enough(arrivals)) arrivals += Math.max(1, Math.ceil(all / 1000));
  return arrivals;
}
