import { performance } from 'node:perf_hooks';
import { Given } from './cast.ts';
import { Identities } from './identities.ts';
import type { RunSettings } from './settings.ts';
import { Stage } from './stage.ts';
import { Tempo } from './tempo.ts';
import { ClauseFailure, NotTestable, type Outcome, PrerequisiteFailure } from './verdicts.ts';

/** What a check is given: the way to begin, and the stage it plays on. */
export interface Scene {
  given: Given;
  stage: Stage;
}

type Check = (scene: Scene) => Promise<{ answer?: string }>;

const checks = new Map<string, Check>();

/** Binds a check to its clause. */
export function clause(id: string, check: (scene: Scene) => Promise<void>): void {
  checks.set(id, async (scene) => {
    await check(scene);
    return {};
  });
}

/** Binds a question that the page leaves open to the way to its answer, which is a sentence. */
export function observation(id: string, ask: (scene: Scene) => Promise<string>): void {
  checks.set(id, async (scene) => ({ answer: await ask(scene) }));
}

/** The ids of the clauses that have a check, in the order in which the specs were loaded. */
export function checkedClauses(): string[] {
  return [...checks.keys()];
}

/** A check takes as many event timeouts as it has steps; this many must do. */
const mostSteps = 12;

/** The checks of one run share what they have learnt of the target: its pace, and the ids it gave out. */
export class Run {
  readonly #settings: RunSettings;
  readonly #tempo = new Tempo();
  readonly #identities = new Identities();

  constructor(settings: RunSettings) {
    this.#settings = settings;
  }

  /** How long a check may take. */
  get boundMs(): number {
    const { target, heartbeat } = this.#settings;
    return mostSteps * target.timeouts.event + 2 * (heartbeat.pingIntervalMs + heartbeat.pingTimeoutMs);
  }

  /** Carries out the check of a clause. Whatever happens in it ends up in the outcome. */
  async perform(id: string): Promise<Outcome> {
    const check = checks.get(id);
    if (!check) throw new RangeError(`There is no check of ${id}.`);
    const startedAtMs = performance.now();
    const stage = new Stage(id, this.#settings, this.#tempo, this.#identities);
    let finding: Partial<Outcome>;
    try {
      finding = { verdict: 'pass', ...(await check({ given: new Given(stage), stage })) };
    } catch (error) {
      // Before the participants leave: that they do is no evidence.
      finding = { evidence: stage.evidence(), ...findingOf(stage, error) };
    } finally {
      stage.close();
    }
    return {
      id,
      verdict: 'not-testable',
      nearMisses: [],
      evidence: [],
      violations: stage.inspection.violations,
      notes: stage.notes,
      foreign: Object.fromEntries(stage.inspection.foreign),
      durationMs: performance.now() - startedAtMs,
      ...finding,
    };
  }
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
    broken: true,
    message: `The check itself broke, which is a mistake of the suite: ${text}`,
  };
}
