import './runtime.ts';
import exec from 'k6/execution';
import type { WorkerEnd } from '../../control/index.ts';
import { chance, shuffled } from '../../journeys/chance.ts';
import type { Participant, Role } from '../../journeys/participant.ts';
import { Worker } from '../../journeys/worker.ts';
import { aloneWith } from './alone.ts';
import { tellK6 } from './metrics.ts';
import { openWorkerEnd } from './worker-end.ts';

/*
 * The script that k6 runs: one virtual user is one worker, with as many sockets as its plan has seats, for one long
 * iteration. It is told what to do, and tells what it measured, over the control socket; where there is none, its plan is
 * in the file that PINGBACK_LOAD_PLAN names, and its record goes to the log.
 */

export const options = JSON.parse(__ENV.PINGBACK_K6_OPTIONS ?? '{}');

const { PINGBACK_LOAD_CONTROL: control, PINGBACK_LOAD_PLAN: plan } = __ENV;
/** k6 opens files only while the script is loaded. */
const planFile = control || !plan ? undefined : open(plan);

export default async function virtualUser(): Promise<void> {
  const number = exec.vu.idInTest - 1;
  const end = telling(await endOf(number));
  const { seats, seed } = end.plan;
  const worker = await Worker.start(Promise.resolve(end));
  const roles: Role[] = [...Array(seats.widgets).fill('widget'), ...Array(seats.agents).fill('agent')];
  // As they come in any order elsewhere; in the order of roles all conversations would wait for the last.
  for (const role of shuffled(roles, chance(seed))) takePart(worker, role);
}

/** Throws an `Error` that k6 shows. */
async function endOf(worker: number): Promise<WorkerEnd> {
  if (control) return openWorkerEnd(`${control}/${worker}`, worker);
  if (planFile !== undefined) return aloneWith(planFile, worker);
  throw new Error(
    'Expected PINGBACK_LOAD_CONTROL or PINGBACK_LOAD_PLAN in the environment, found neither. Start the script with `pingback-suite load`.',
  );
}

/** The record goes to k6, too. */
function telling(end: WorkerEnd): WorkerEnd {
  return {
    ...end,
    say(message) {
      if (message.kind === 'done') tellK6(message.record);
      end.say(message);
    },
  };
}

/** The flow of the scenarios: connect, enter or serve conversations, take all turns, leave. */
function takePart(worker: Worker, role: Role): void {
  worker.admit(role, (participant?: Participant) => {
    if (!participant) return;
    const goOn = () => worker.takeTurns(participant, () => worker.leave(participant));
    if (role === 'widget') worker.enter(participant, goOn);
    else worker.serve(participant, goOn);
  });
}
