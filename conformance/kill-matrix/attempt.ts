import { randomBytes } from 'node:crypto';
import { configSchema } from '../../fixtures/targets/config.ts';
import { preflight } from '../../fixtures/targets/index.ts';
import type { ClauseResult } from '../../reports/results/index.ts';
import { type Clause, type ControlAction, clauses } from '../contract/index.ts';
import { type Outcome, Run } from '../harness/index.ts';
import { Assembly, plan, serveControl } from '../runner/index.ts';
import '../specs/index.ts';
import { inLanes } from './lanes.ts';
import { type Backplane, startTarget } from './target.ts';

/** A server that is wrong in one way (or, without a fault, right), and the clauses to hold it against. */
export interface Attempt {
  fault?: string;
  clauses: readonly string[];
  backplane: Backplane;
}

/**
 * How long an expected event may take. A check that notices a missing event has waited this long, so it decides how
 * long the matrix takes; the run without faults shows that it suffices.
 */
export const eventMs = 2_000;

/** Starts a server, checks it as the command `conformance` would, and ends it. */
export async function attempt({ fault, clauses: ids, backplane }: Attempt): Promise<ClauseResult[]> {
  const config = configSchema.parse({ timeouts: { event: eventMs } });
  const target = await startTarget({ config, fault, backplane });
  const control = await serveControl(target.control);
  try {
    const { description, controlAbsent } = target;
    const heartbeat = await preflight(description);
    const controlActions = Object.keys(target.control) as ControlAction[];
    const selected = clauses.filter(({ id }) => ids.includes(id));
    const means = { target: description, heartbeat, controlActions, controlAbsent, slow: true };
    const planned = plan(selected, means);
    const run = new Run({
      runId: randomBytes(4).toString('hex'),
      target: description,
      controlUrl: control.url,
      controlActions,
      heartbeat,
    });
    const assembly = new Assembly(planned, [], (id) => id);
    for (const outcome of await performAll(run, planned.checked)) assembly.add(outcome);
    return assembly.clauses();
  } finally {
    await control.close();
    await target.stop();
  }
}

/** Fewer than in the command: other attempts are under way in the same thread. */
const checksAtOnce = 8;

/** All together, and one by one those that take the target apart. */
async function performAll(run: Run, checked: readonly Clause[]): Promise<Outcome[]> {
  const calm = checked.filter(({ control }) => !control);
  const apart = checked.filter(({ control }) => control);
  const outcomes = [
    ...(await inLanes(checksAtOnce, calm, ({ id }) => performInTime(run, id))),
    ...(await inLanes(1, apart, ({ id }) => performInTime(run, id))),
  ];
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** Nothing for a check that does not come to an end. */
async function performInTime(run: Run, id: string): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), run.boundMs);
  });
  return Promise.race([run.perform(id), late]).finally(() => clearTimeout(timer));
}
