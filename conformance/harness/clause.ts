import { performance } from 'node:perf_hooks';
import { inject, test } from 'vitest';
import { clauseById } from '../contract/index.ts';
import { Given } from './cast.ts';
import { Identities } from './identities.ts';
import { Stage } from './stage.ts';
import { Tempo } from './tempo.ts';
import { ClauseFailure, NotTestable, type Outcome, PrerequisiteFailure } from './verdicts.ts';

const tempo = new Tempo();
const identities = new Identities();

/** What a check is given: the way to begin, and the stage it plays on. */
export interface Scene {
  given: Given;
  stage: Stage;
}

/** A check takes as many event timeouts as it has steps; this many must do. */
const mostSteps = 12;

/** Binds a check to its clause. The verdict goes to the runner in the test's metadata. */
export function clause(id: string, check: (scene: Scene) => Promise<void>): void {
  define(id, async (scene) => {
    await check(scene);
    return {};
  });
}

/** Binds a question that the page leaves open to the way to its answer, which is a sentence. */
export function observation(id: string, ask: (scene: Scene) => Promise<string>): void {
  define(id, async (scene) => ({ answer: await ask(scene) }));
}

function define(id: string, check: (scene: Scene) => Promise<{ answer?: string }>): void {
  const { text, control } = clauseById(id);
  // Those that take the target apart run one after the other.
  const register = control ? test : test.concurrent;
  const settings = inject('pingback');
  const { pingIntervalMs, pingTimeoutMs } = settings.heartbeat;
  const boundMs = mostSteps * settings.target.timeouts.event + 2 * (pingIntervalMs + pingTimeoutMs);
  register(`${id} ${text}`, { timeout: boundMs }, async ({ task }) => {
    const startedAtMs = performance.now();
    const stage = new Stage(id, settings, tempo, identities);
    let finding: Partial<Outcome>;
    try {
      finding = { verdict: 'pass', ...(await check({ given: new Given(stage), stage })) };
    } catch (error) {
      finding = findingOf(stage, error);
    } finally {
      stage.close();
    }
    task.meta.outcome = {
      id,
      verdict: 'not-testable',
      nearMisses: [],
      evidence: finding.verdict === 'pass' ? [] : stage.evidence(),
      violations: stage.inspection.violations,
      notes: stage.notes,
      foreign: Object.fromEntries(stage.inspection.foreign),
      durationMs: performance.now() - startedAtMs,
      ...finding,
    };
  });
}

function findingOf({ clauseId, disturbed }: Stage, error: unknown): Partial<Outcome> {
  if (error instanceof PrerequisiteFailure && !disturbed && !error.promisedBy.includes(clauseId)) {
    const message = `A prerequisite is missing (${error.promisedBy.join(', ')}). ${error.expected} ${error.actual}`;
    return { verdict: 'not-testable', message };
  }
  if (error instanceof ClauseFailure) {
    const { expected, actual, nearMisses } = error;
    return { verdict: 'fail', message: actual, expected, actual, nearMisses };
  }
  if (error instanceof NotTestable) return { verdict: 'not-testable', message: error.message };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    verdict: 'not-testable',
    message: `The check itself broke, which is a mistake of the suite: ${text}`,
  };
}
