import { performance } from 'node:perf_hooks';
import { Given } from './cast.ts';
import { Identities } from './identities.ts';
import { Pace } from './pace.ts';
import { withinPatience } from './patience.ts';
import { foundationsFirst } from './promises.ts';
import type { RunSettings } from './settings.ts';
import { Stage } from './stage.ts';
import { Standstill } from './standstill.ts';
import { Tempo } from './tempo.ts';
import { Tenancy } from './tenancy.ts';
import {
  ClauseFailure,
  heardAgain,
  missingPrerequisite,
  NotTestable,
  type Outcome,
  PrerequisiteFailure,
} from './verdicts.ts';

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

/** The ids of the clauses that have a check, in the order in which the checks should begin. */
export function checkedClauses(): string[] {
  return foundationsFirst(checks.keys());
}

/** A check whose outcome may be the machine's fault is heard again, so often in all. */
const mostHearings = 3;
/** Deliveries that take more than this part of an event timeout say that the target does not keep up. */
const slowShare = 5;
/** A check takes as many event timeouts as it has steps; this many must do. */
const mostSteps = 12;
/** A timer that is set to more ends at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The checks of one run share what they have learnt of the target: its pace, the ids it gave out, what it never does;
 * and who said what in it.
 */
export class Run {
  readonly #settings: RunSettings;
  readonly #tempo = new Tempo();
  readonly #identities = new Identities();
  readonly #standstill = new Standstill();
  readonly #tenancy = new Tenancy();
  readonly #pace: Pace;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.#pace = new Pace(this.#tempo, settings.target.timeouts.event / slowShare);
  }

  /** How long a check may take, from its beginning. */
  get boundMs(): number {
    const { target, heartbeat } = this.#settings;
    const stepsMs = mostSteps * target.timeouts.event;
    return Math.min(stepsMs + 2 * (heartbeat.pingIntervalMs + heartbeat.pingTimeoutMs), longestTimerMs);
  }

  /** Carries out the check of a clause, when its turn has come. Whatever happens in it ends up in the outcome. */
  async perform(id: string): Promise<Outcome> {
    const check = checks.get(id);
    if (!check) throw new RangeError(`There is no check of ${id}.`);
    let heard = await this.#pace.inTurn(() => this.#carryOut(id, check));
    for (let hearing = 2; heard.isDoubtful && hearing <= mostHearings; hearing += 1) {
      const again = await this.#pace.alone(() => this.#carryOut(id, check));
      heard = { ...again, outcome: joined(heard.outcome, again.outcome) };
    }
    return heard.outcome;
  }

  async #carryOut(id: string, check: Check): Promise<Hearing> {
    const startedAtMs = performance.now();
    const shared = [this.#tempo, this.#identities, this.#standstill, this.#tenancy] as const;
    const stage = new Stage(id, this.#settings, ...shared);
    let finding: Partial<Outcome>;
    try {
      const ended = await withinPatience(check({ given: new Given(stage), stage }), this.boundMs);
      finding = ended
        ? { verdict: 'pass', ...ended }
        : { evidence: stage.evidence(), ...endless(this.boundMs) };
      if (stage.journal.flood) throw stage.journal.flood.finding;
    } catch (error) {
      // Before the participants leave: that they do is no evidence. Of a flood, nothing else is left to say.
      const found = findingOf(stage, stage.journal.flood?.finding ?? error);
      finding = { evidence: stage.evidence(found.message), ...found };
    } finally {
      stage.close();
    }
    const outcome: Outcome = {
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
    return { outcome, isDoubtful: outcome.verdict !== 'pass' && stage.missedHeartbeat };
  }
}

/** What a check found, and whether a slow machine may be all that is behind it. */
interface Hearing {
  outcome: Outcome;
  isDoubtful: boolean;
}

/** What the second hearing found; frames that broke a promise in the first did so whatever the machine's pace. */
function joined(first: Outcome, second: Outcome): Outcome {
  return {
    ...second,
    violations: [...first.violations, ...second.violations],
    foreign: summed(first.foreign, second.foreign),
    notes: [...second.notes, heardAgain],
    durationMs: first.durationMs + second.durationMs,
  };
}

function summed(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(keys.map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]));
}

function endless(boundMs: number): Partial<Outcome> {
  const message = `The check did not come to its end within ${boundMs} ms.`;
  return { verdict: 'not-testable', broken: true, message };
}

function findingOf({ clauseId, disturbed }: Stage, error: unknown): Partial<Outcome> {
  const promisedBy =
    error instanceof PrerequisiteFailure && !error.promisedBy.includes(clauseId) ? error.promisedBy : [];
  if (error instanceof ClauseFailure) {
    const { expected, actual, nearMisses } = error;
    if (promisedBy.length > 0 && !disturbed) {
      const message = missingPrerequisite(promisedBy, `${expected} ${actual}`);
      return { verdict: 'not-testable', message, missing: { promisedBy, expected, actual }, nearMisses };
    }
    const excusedBy = [...error.excusedBy, ...promisedBy];
    return {
      verdict: 'fail',
      message: actual,
      expected,
      actual,
      nearMisses,
      ...(excusedBy.length > 0 ? { excusedBy } : {}),
    };
  }
  if (error instanceof NotTestable) {
    const { message, restsOn } = error;
    return { verdict: 'not-testable', message, ...(restsOn.length > 0 ? { restsOn } : {}) };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    verdict: 'not-testable',
    broken: true,
    message: `The check itself broke, which is a mistake of the suite: ${text}`,
  };
}
