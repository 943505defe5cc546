import { createRequire } from 'node:module';
import type { FromWorker, ToWorker, WorkerEnd } from '../../control/index.ts';
import { nowMs, type WorkerRecord } from '../../measure/index.ts';
import type { WorkerPlan } from '../../plan.ts';
import type { ScenarioFile } from '../../scenarios/index.ts';
import { chance, shuffled } from '../chance.ts';
import { stepsFor } from '../steps.ts';
import { withTurnsInOne } from '../turn-steps.ts';
import { Worker } from '../worker.ts';

/** Artillery's engine, as far as a rehearsal needs it. */
type Flow = (user: object, ended: (error: Error | null) => void) => void;
interface Engine {
  createScenario(journey: object, events: { emit(): void }): Flow;
}
const load = createRequire(import.meta.url);
const engineModule: new (script: object) => Engine = load('artillery-engine-socketio-v3');

export interface Rehearsal {
  record: WorkerRecord;
  /** Everything that the worker said. */
  said: FromWorker[];
}

/** What a coordinator would answer. */
type Answer = (message: FromWorker) => ToWorker | undefined;

/** Begins when the worker is ready, and goes on after every segment. */
export const goOn: Answer = (message) => {
  if (message.kind === 'ready') return { kind: 'begin', atMs: nowMs() };
  if (message.kind === 'segment') return { kind: 'go-on', atMs: nowMs() };
  return undefined;
};

/**
 * Runs a scenario's flows in Artillery's engine, one worker within this very process: the same steps, sockets and
 * measuring as in a run, without the time that Artillery takes to start. Rejects when the worker says that it failed.
 */
export async function rehearse(
  scenario: ScenarioFile,
  plan: WorkerPlan,
  answer: Answer = goOn,
): Promise<Rehearsal> {
  const said: FromWorker[] = [];
  const finished = Promise.withResolvers<WorkerRecord>();
  let hear: (message: ToWorker) => void = () => {};
  const end: WorkerEnd = {
    plan,
    say(message) {
      said.push(message);
      if (message.kind === 'done') finished.resolve(message.record);
      if (message.kind === 'failed') finished.reject(new Error(message.message));
      const told = answer(message);
      if (told) setImmediate(() => hear(told));
    },
    listen(heard) {
      hear = heard;
    },
    close: async () => {},
  };
  const processor = stepsFor(() => Worker.start(Promise.resolve(end)));
  const engine = new engineModule({ config: { target: plan.target.nodes[0], processor, http: { pool: 1 } } });
  const flows = new Map(
    scenario.script.scenarios.map((journey) => [
      journey.name,
      engine.createScenario(
        { ...journey, flow: structuredClone(withTurnsInOne(journey.flow)) },
        { emit() {} },
      ),
    ]),
  );
  const { widgets, agents } = plan.seats;
  // One more than there are seats for: Artillery sends too many, too.
  const roles = [...Array(widgets + 1).fill('widget'), ...Array(agents + 1).fill('agent')];
  const ended = shuffled(roles, chance(plan.seed)).map(
    (role) => new Promise<void>((resolve) => flows.get(role)?.({ vars: {} }, () => resolve())),
  );
  const record = await finished.promise;
  await Promise.all(ended);
  return { record, said };
}
