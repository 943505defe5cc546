import type { Fault } from '../../fixtures/faults/index.ts';
import { findRedisServer } from '../../fixtures/targets/redis-server.ts';
import type {
  ClauseFinding,
  ControlResult,
  FaultResult,
  KillMatrixResult,
} from '../../reports/results/index.ts';
import { clauseById, clauses } from '../contract/index.ts';
import { suiteVersion } from '../runner/index.ts';
import { inLanes } from './lanes.ts';
import type { Backplane } from './target.ts';
import { controlResult, faultResult, notRun, overall } from './verdict.ts';
import { startWorkforce, type Workforce } from './workforce.ts';

export interface MatrixOptions {
  faults: readonly Fault[];
  /** Whether each fault meets every clause, or those alone that are meant for it. */
  scope: 'meant' | 'all';
  /** Which faults these are, in words, when they are not all. */
  selection?: string;
  threads: number;
  signal: AbortSignal;
}

export type MatrixProgress =
  | { kind: 'started'; faults: number; threads: number }
  | { kind: 'control'; result: ControlResult }
  | { kind: 'fault'; result: FaultResult; done: number; total: number };

/** Attempts that a thread has under way at once: they wait for time limits more than they compute. */
const atOnce = { meant: 6, all: 3 };
/** How long an expected event may take; where every clause is checked, a thread has more to do meanwhile. */
const eventMs = { meant: 2_000, all: 4_000 };

const judged = clauses.filter(({ level }) => level !== 'OBSERVE');
const judgedIds = judged.map(({ id }) => id);
const needsRedis = (ids: readonly string[]) =>
  ids.some((id) => clauseById(id).control?.includes('stopRedis') ?? false);
const takesLong = (ids: readonly string[]) =>
  ids.some((id) => clauseById(id).slow ?? false) || needsRedis(ids);

/** Holds every fault, and a server without any, against the clauses. */
export async function runMatrix(
  options: MatrixOptions,
  report: (progress: MatrixProgress) => void,
): Promise<KillMatrixResult> {
  const startedAt = new Date();
  const { scope, threads, signal } = options;
  const workforce = startWorkforce(threads);
  const stop = () => void workforce.close();
  signal.addEventListener('abort', stop);
  try {
    const hasRedis = (await findRedisServer()) !== undefined;
    const work = { workforce, scope, hasRedis };
    const results = new Map<string, FaultResult>();
    const controls: ControlResult[] = [];
    const control = (backplane: Backplane) => async () => {
      const result = await tryNothing(work, backplane);
      controls.push(result);
      if (!signal.aborted) report({ kind: 'control', result });
    };
    const attempts = longestFirst(options.faults).map((fault) => async () => {
      const result = await tryFault(work, fault);
      results.set(fault.name, result);
      if (!signal.aborted)
        report({ kind: 'fault', result, done: results.size, total: options.faults.length });
    });
    // Servers without a fault meet the same load as the others, all the way through.
    const all = [
      control('redis'),
      ...attempts.flatMap((attempt, index) =>
        comesBefore(index) ? [control('memory'), attempt] : [attempt],
      ),
    ];
    report({ kind: 'started', faults: options.faults.length, threads });
    await inLanes(threads * atOnce[scope], all, async (step) => {
      if (!signal.aborted) await step();
    });
    signal.throwIfAborted();
    const faults = options.faults.flatMap(({ name }) => results.get(name) ?? []);
    return {
      schemaVersion: 1,
      kind: 'kill-matrix',
      suite: {
        name: 'pingback-suite',
        version: suiteVersion,
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
      },
      ...overall(faults, controls),
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      eventMs: eventMs[scope],
      scope,
      selection: options.selection,
      clauses: judged.map(({ id, level, section, text }) => ({
        id,
        level: level as 'MUST' | 'SHOULD',
        section,
        title: text,
      })),
      faults,
      controls,
    };
  } finally {
    signal.removeEventListener('abort', stop);
    await workforce.close();
  }
}

/** A server without a fault comes before every so many attempts, the first among them. */
const attemptsPerControl = 60;
const comesBefore = (index: number) => index % attemptsPerControl === 0;

/** What takes long begins early, so that nothing is left to wait for at the end. */
function longestFirst(faults: readonly Fault[]): Fault[] {
  return faults.toSorted(
    (one, other) => Number(takesLong(other.noticedBy)) - Number(takesLong(one.noticedBy)),
  );
}

interface Work {
  workforce: Workforce;
  scope: 'meant' | 'all';
  hasRedis: boolean;
}

const noRedis = 'It takes a redis-server, and none was found on this machine.';

async function tryFault({ workforce, scope, hasRedis }: Work, fault: Fault): Promise<FaultResult> {
  const { name, noticedBy } = fault;
  if (needsRedis(noticedBy) && !hasRedis) return notRun(fault, noRedis);
  const against = async (ids: readonly string[]) => {
    const backplane = needsRedis(ids) && hasRedis ? 'redis' : 'memory';
    return workforce.carryOut({ fault: name, clauses: ids, backplane, eventMs: eventMs[scope] });
  };
  const answer = await against(scope === 'all' ? judgedIds : noticedBy);
  const result = faultResult(fault, answer.findings, answer.durationMs);
  if (answer.broken) return { ...result, reason: answer.broken };
  if (result.verdict === 'killed' || scope === 'all') return result;
  // Not noticed where it should be: does anybody notice it?
  const others = await against(judgedIds.filter((id) => !noticedBy.includes(id) && !needsRedis([id])));
  const findings: ClauseFinding[] = [...answer.findings, ...others.findings];
  return faultResult(fault, findings, answer.durationMs + others.durationMs);
}

async function tryNothing(
  { workforce, scope, hasRedis }: Work,
  backplane: Backplane,
): Promise<ControlResult> {
  if (backplane === 'redis' && !hasRedis)
    return { backplane, verdict: 'not-run', wrong: [], checked: 0, durationMs: 0, reason: noRedis };
  const whole = { clauses: judgedIds, backplane, eventMs: eventMs[scope] };
  const { findings, durationMs, broken } = await workforce.carryOut(whole);
  const result = controlResult(backplane, findings, durationMs);
  return broken ? { ...result, verdict: 'accused', reason: broken } : result;
}
