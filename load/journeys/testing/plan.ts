import { configSchema } from '../../../fixtures/targets/index.ts';
import type { Manner, WorkerPlan } from '../../plan.ts';
import {
  type KnobsInput,
  readScenario,
  type ScenarioFile,
  withKnobs,
  workerPlans,
} from '../../scenarios/index.ts';

/** What the reference server does. */
export const referenceManner: Manner = {
  echoesToSender: true,
  newMessageToBusiness: false,
  creatorFollows: true,
  typingToSender: false,
};

interface Server {
  nodes: readonly string[];
  /** Where its hook is. */
  controlUrl?: string;
}

/** A scenario with some knobs changed, and the plans of its workers for a server of the test's own. */
export async function planned(
  name: string,
  knobs: Partial<KnobsInput>,
  server: Server,
  { workers = 1, manner = referenceManner }: { workers?: number; manner?: Manner } = {},
): Promise<{ scenario: ScenarioFile; plans: WorkerPlan[] }> {
  const scenario = withKnobs(await readScenario(name), knobs);
  const { connect, ids } = configSchema.parse({});
  const stimuli = server.controlUrl
    ? ({ kind: 'hook', url: server.controlUrl, headers: {} } as const)
    : ({ kind: 'none' } as const);
  const businesses = [
    { id: 'acme', agents: [1, 2] },
    { id: 'globex', agents: [3] },
  ];
  const target = { nodes: [...server.nodes], connect, ids, businesses, stimuli };
  const runId = `test-${process.pid}-${Math.round(performance.now() * 1000)}`;
  return { scenario, plans: workerPlans({ scenario, target, manner, workers, seed: 7, runId }) };
}
