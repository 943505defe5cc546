import { teamOf } from '../../conformance/harness/team.ts';
import { type TargetDescription, UsageError } from '../../fixtures/targets/index.ts';
import type { StepName } from '../journeys/step-names.ts';
import { turnsOf } from '../journeys/turn-steps.ts';
import type { Manner, PlanSegment, WorkerPlan } from '../plan.ts';
import type { KnobName, Knobs } from './knobs.ts';
import { functionsOf, type ScenarioFile } from './scenario-file.ts';

export interface PlanOptions {
  scenario: ScenarioFile;
  target: Pick<TargetDescription, 'nodes' | 'connect' | 'ids' | 'businesses' | 'stimuli'>;
  /** The certificate authority, as PEM text. */
  ca?: string;
  manner: Manner;
  /** How many workers share the work. */
  workers: number;
  /** From which everything is derived that is left to chance. */
  seed: number;
  /** Made up for every run. */
  runId: string;
}

/**
 * What each worker is told: connections and rates are shared out evenly. Throws a `UsageError` where knobs contradict
 * each other, or where the target lacks what the scenario needs.
 */
export function workerPlans(options: PlanOptions): WorkerPlan[] {
  const { scenario, target, ca, manner, workers, seed, runId } = options;
  const { knobs } = scenario;
  refuseContradictions(knobs, workers);
  refuseMissing(scenario, target);
  refuseIdleKnobs(scenario);
  const replies = target.stimuli.kind !== 'none';
  const { nodes, ids, stimuli } = target;
  const businesses = withTeams(target);
  const { path, headers, auth } = target.connect;
  const turns = { widget: turnsOf(flowOf(scenario, 'widget')), agent: turnsOf(flowOf(scenario, 'agent')) };
  return Array.from({ length: workers }, (_, worker) => ({
    schemaVersion: 1,
    runId,
    scenario: scenario.name,
    seed,
    worker,
    workers,
    target: { nodes, path, headers, auth, ca, ids, businesses, manner, stimuli },
    seats: {
      widgets: shareOf(knobs.widgets, worker, workers),
      agents: shareOf(knobs.agents, worker, workers),
    },
    journey: {
      rate: knobs.rate / workers,
      replyShare: replies ? knobs.replyShare : 0,
      typingShare: knobs.typingShare,
      typingRate: knobs.typingRate / workers,
      readShare: replies ? knobs.readShare : 0,
      statusRate: replies ? knobs.statusRate : 0,
      sizes: knobs.sizes,
      pollingShare: knobs.pollingShare,
      hotConversations:
        knobs.hotConversations && Math.max(1, shareOf(knobs.hotConversations, worker, workers)),
      storms: knobs.storms,
      stormEveryMs: knobs.stormEvery,
      returnWithinMs: knobs.returnWithin,
    },
    turns,
    breakdown: scenario.breakdown,
    rampMs: knobs.ramp,
    warmUpMs: knobs.warmUp,
    segments: segments(knobs, workers),
    drainMs: knobs.drain,
    lateMs: knobs.late,
    stepMs: knobs.step,
  }));
}

/** Each business with its agents; the first two have some also where the configuration names none. */
function withTeams(target: PlanOptions['target']): WorkerPlan['target']['businesses'] {
  return target.businesses.map(({ id, agents }, position) => ({
    id,
    agents: position === 0 || position === 1 ? teamOf(target, position) : agents,
  }));
}

function shareOf(count: number, worker: number, workers: number): number {
  return Math.floor(count / workers) + (worker < count % workers ? 1 : 0);
}

/** Messages per second, by everybody together, in each of the steps. */
export function stepRates({
  steps,
  stepFactor,
  rate,
}: Pick<Knobs, 'steps' | 'stepFactor' | 'rate'>): number[] {
  return Array.from({ length: steps }, (_, step) => rate * stepFactor ** step);
}

/** Rates of a segment are a worker's share, its label tells that of all. */
function segments(knobs: Knobs, workers: number): PlanSegment[] {
  return stepRates(knobs).map((all) => {
    const label = knobs.steps === 1 ? 'window' : `${Number(all.toPrecision(3))}/s`;
    return { label, durationMs: knobs.duration, rate: all / workers };
  });
}

function refuseContradictions({ widgets, agents, ...knobs }: Knobs, workers: number): void {
  if (Math.min(widgets, agents) < workers) {
    throw new UsageError(
      `Every worker needs a widget and an agent: there are ${widgets} widgets, ${agents} agents and ${workers} workers.`,
    );
  }
  if (knobs.statusRate > 0 && workers > 1) {
    throw new UsageError(
      `Changes of status (statusRate) take a single worker, and there are ${workers}: they go to all of a business, and a worker knows its own connections alone. Use --workers 1, or set statusRate to 0.`,
    );
  }
  const { storms, stormEvery, returnWithin, duration } = knobs;
  if (storms > 0 && storms * stormEvery + returnWithin > duration) {
    throw new UsageError(
      `${storms} storms, one every ${stormEvery / 1000} s, and ${returnWithin / 1000} s to return do not fit into a window of ${duration / 1000} s.`,
    );
  }
  if (storms > 1 && stormEvery <= returnWithin) {
    throw new UsageError(
      `Storms have to be further apart (stormEvery, ${stormEvery / 1000} s) than those who dropped take to return (returnWithin, ${returnWithin / 1000} s).`,
    );
  }
  if (knobs.steps > 1 && knobs.rate === 0) throw new UsageError('Steps need a rate to begin with, above 0.');
}

function refuseMissing(
  { name, needs, knobs }: ScenarioFile,
  { stimuli, nodes }: PlanOptions['target'],
): void {
  if (needs.includes('stimuli') && stimuli.kind === 'none') {
    throw new UsageError(
      `The scenario ${name} needs stimuli: a hook (--hook URL), or "stimuli" in the configuration.`,
    );
  }
  if (needs.includes('second-node') && nodes.length < 2) {
    throw new UsageError(`The scenario ${name} needs two nodes: repeat --url.`);
  }
  if (needs.includes('stimuli') && knobs.replyShare + knobs.readShare + knobs.statusRate === 0) {
    throw new UsageError(`The scenario ${name} needs a rate of what it does with stimuli, above 0.`);
  }
}

function flowOf(
  { script }: ScenarioFile,
  role: 'widget' | 'agent',
): ScenarioFile['script']['scenarios'][number]['flow'] {
  return script.scenarios.find((journey) => journey.name === role)?.flow ?? [];
}

/** The step that each of these knobs is about, and whose. */
const stepsBehind: readonly { knob: KnobName; step: StepName; roles: readonly ('widget' | 'agent')[] }[] = [
  { knob: 'rate', step: 'says', roles: ['widget'] },
  { knob: 'replyShare', step: 'replies', roles: ['agent'] },
  { knob: 'typingShare', step: 'types', roles: ['widget'] },
  { knob: 'typingRate', step: 'types', roles: ['widget', 'agent'] },
  { knob: 'readShare', step: 'reads', roles: ['widget'] },
  { knob: 'statusRate', step: 'setsStatus', roles: ['agent'] },
];

/** What nobody does cannot be asked for: turns would pass unused, and the rate would not be what it says. */
function refuseIdleKnobs(scenario: ScenarioFile): void {
  const { name, knobs } = scenario;
  for (const { knob, step, roles } of stepsBehind) {
    if (knobs[knob] === 0) continue;
    for (const role of roles) {
      if (functionsOf(flowOf(scenario, role)).includes(step)) continue;
      throw new UsageError(
        `${knob} has no effect in ${name}: its ${role}s have no step ${step}. Set ${knob} to 0, or add the step.`,
      );
    }
  }
  if (knobs.readShare > 0 && knobs.replyShare === 0) {
    throw new UsageError('readShare has no effect without replyShare: widgets read what agents reply.');
  }
}
