import { randomBytes } from 'node:crypto';
import { configSchema } from '../../fixtures/targets/config.ts';
import { preflight } from '../../fixtures/targets/index.ts';
import type { ClauseResult } from '../../reports/results/index.ts';
import { type Clause, type ControlAction, clauses } from '../contract/index.ts';
import { checkedClauses, inTurns, type Outcome, Run } from '../harness/index.ts';
import { Assembly, plan, serveControl } from '../runner/index.ts';
import '../specs/index.ts';
import { inLanes } from './lanes.ts';
import { type Backplane, startTarget } from './target.ts';

/** A server that is wrong in one way (or, without a fault, right), and the clauses to hold it against. */
export interface Attempt {
  fault?: string;
  clauses: readonly string[];
  backplane: Backplane;
  /**
   * How long an expected event may take, 2 s unless told. A check that notices a missing event has waited this long, so
   * it decides how long the matrix takes; the run without faults shows that it suffices.
   */
  eventMs?: number;
}

/** Starts a server, checks it as the command `conformance` would, and ends it. */
export async function attempt(what: Attempt): Promise<ClauseResult[]> {
  const { fault, clauses: ids, backplane, eventMs = 2_000 } = what;
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
    return assembly.clauses(true);
  } finally {
    await control.close();
    await target.stop();
  }
}

/** Fewer than in the command: other attempts are under way in the same thread. */
const checksAtOnce = 8;

/** In the turns that the command takes. */
async function performAll(run: Run, checked: readonly Clause[]): Promise<Outcome[]> {
  const { together, oneByOne } = inTurns(
    checkedClauses().flatMap((id) => checked.find((one) => one.id === id) ?? []),
  );
  return [
    ...(await inLanes(checksAtOnce, together, ({ id }) => run.perform(id))),
    ...(await inLanes(1, oneByOne, ({ id }) => run.perform(id))),
  ];
}
