import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Target } from '../../fixtures/targets/target.ts';
import type { ClauseResult, ConformanceResult } from '../../reports/results/index.ts';
import type { Clause, ControlAction } from '../contract/index.ts';
import type { RunSettings } from '../harness/index.ts';
import { Assembly, type ExpectedFailure, isJudged, observed, overall } from './assembly.ts';
import { serveControl } from './control-server.ts';
import { type Plan, plan } from './plan.ts';
import { runChecks } from './vitest.ts';

export interface ConformanceOptions {
  target: Target;
  /** What the target's handshake announced, in milliseconds. */
  heartbeat: { pingIntervalMs: number; pingTimeoutMs: number };
  selected: readonly Clause[];
  /** Clauses that the user named one by one: they run even when they are slow. */
  named: readonly string[];
  /** The selection in words, when it is not everything. */
  selection?: string;
  slow: boolean;
  strict: boolean;
  expectedFailures: readonly ExpectedFailure[];
  suiteVersion: string;
  /** The command that repeats this run. */
  command?: string;
  /** The command that checks one clause alone. */
  rerun: (clauseId: string) => string;
  signal: AbortSignal;
}

export type RunProgress =
  | { kind: 'started'; total: number; sections: string[] }
  /** Vitest is up, and the first check begins. */
  | { kind: 'checking' }
  | { kind: 'clause'; result: ClauseResult; done: number; total: number; running: string[] };

/** Checks the selected clauses against a target that is up, and returns the result file's content. */
export async function runConformance(
  options: ConformanceOptions,
  report: (progress: RunProgress) => void,
): Promise<ConformanceResult> {
  const { target, heartbeat, strict } = options;
  const startedAt = new Date();
  const controlActions = Object.keys(target.control) as ControlAction[];
  const planned = plan(
    options.selected,
    {
      target: target.description,
      heartbeat,
      controlActions,
      controlAbsent: target.controlAbsent,
      slow: options.slow,
    },
    options.named,
  );
  const assembly = new Assembly(planned, options.expectedFailures, options.rerun);
  announce(planned, assembly, report);
  const control = await serveControl(target.control);
  try {
    await runChecks({
      plan: planned,
      settings: await settingsFor(options, control.url, controlActions),
      assembly,
      checking: () => report({ kind: 'checking' }),
      report: progressOf(planned, assembly, report),
      signal: options.signal,
    });
  } finally {
    await control.close();
  }
  const clauses = assembly.clauses(options.strict);
  const observations = assembly.observations();
  const { description } = target;
  return {
    schemaVersion: 1,
    kind: 'conformance',
    suite: {
      name: 'pingback-suite',
      version: options.suiteVersion,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    ...(clauses.length > 0 ? overall(clauses, strict, assembly.broken()) : observed(observations)),
    target: {
      kind: description.kind,
      nodes: description.nodes,
      businesses: description.businesses.map(({ id }) => id),
      choice: description.choice,
      ids: description.ids,
      stimuli: description.stimuli.kind,
      heartbeat,
    },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    strict,
    selection: options.selection,
    command: options.command,
    clauses,
    observations,
    notes: assembly.notes(),
  };
}

function announce(planned: Plan, assembly: Assembly, report: (progress: RunProgress) => void): void {
  const judged = planned.selected.filter(isJudged);
  const sections = [...new Set(judged.map((clause) => clause.section))];
  report({ kind: 'started', total: judged.length, sections });
  let done = 0;
  for (const clause of judged.filter((one) => planned.foregone.has(one.id))) {
    done += 1;
    report({ kind: 'clause', result: assembly.clause(clause), done, total: judged.length, running: [] });
  }
}

function progressOf(planned: Plan, assembly: Assembly, report: (progress: RunProgress) => void) {
  const judged = planned.selected.filter(isJudged);
  let done = judged.filter((one) => planned.foregone.has(one.id)).length;
  return (clauseId: string, running: string[]) => {
    const clause = judged.find((one) => one.id === clauseId);
    if (!clause) return;
    done += 1;
    report({ kind: 'clause', result: assembly.clause(clause), done, total: judged.length, running });
  };
}

async function settingsFor(
  { target, heartbeat }: ConformanceOptions,
  controlUrl: string,
  controlActions: ControlAction[],
): Promise<RunSettings> {
  const { ca } = target.description.connect;
  return {
    runId: randomBytes(4).toString('hex'),
    target: target.description,
    ...(ca ? { ca: await readFile(ca, 'utf8') } : {}),
    controlUrl,
    controlActions,
    heartbeat,
  };
}
