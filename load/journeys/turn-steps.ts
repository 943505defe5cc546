import type { StepName } from './step-names.ts';

/** What somebody does in a turn. */
export const turnStepNames = [
  'types',
  'says',
  'replies',
  'reads',
  'setsStatus',
] as const satisfies readonly StepName[];
export type TurnStepName = (typeof turnStepNames)[number];

/** The step that takes all turns. Scripts don't name it. */
export const takesAllTurns = 'takesAllTurns';

type Step = string | Record<string, unknown>;

/**
 * Whether a step is the loop in which somebody takes turns, and does nothing in it but the suite's own steps. Those are
 * over at once: all turns can be taken by one step, without the engine between them, which would hold a dozen objects
 * for each who waits and take as long as the sending. Returns what is done in a turn; a loop with anything else in it is left to the
 * engine.
 */
function turnOf(step: Step): TurnStepName[] | undefined {
  if (typeof step === 'string' || step.whileTrue !== 'staysOpen' || !Array.isArray(step.loop))
    return undefined;
  if (Object.keys(step).length > 2) return undefined;
  const [first, ...others] = (step.loop as Step[]).map(functionOf);
  const own = others.filter((name) => (turnStepNames as readonly unknown[]).includes(name)) as TurnStepName[];
  return first === 'waitsForItsTurn' && own.length === others.length ? own : undefined;
}

/** Nothing for a step that is more than the call of a function. */
function functionOf(step: Step): unknown {
  if (typeof step === 'string' || Object.keys(step).length > 1) return undefined;
  return step.function;
}

/** What is done in a turn of a flow that can be taken in one step. */
export function turnsOf(flow: readonly Step[]): TurnStepName[] | undefined {
  const [turns, ...more] = flow.flatMap((step) => [turnOf(step)].filter((turn) => turn !== undefined));
  return more.length === 0 ? turns : undefined;
}

/** The flow with one step in place of that loop. */
export function withTurnsInOne(flow: readonly Step[]): Step[] {
  if (!turnsOf(flow)) return [...flow];
  return flow.map((step) => (turnOf(step) ? { function: takesAllTurns } : step));
}
