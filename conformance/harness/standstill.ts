import type { Act } from './matching.ts';
import type { Participant } from './participant.ts';

/** So many waits in vain are no accident of one check's. */
const enough = 3;

/**
 * Steps that the target has not carried out once in this run, however long a check waited. The checks of a run share
 * what they found: where nothing comes at all, the first few say so, and the others need not wait as long for the same.
 * A step that worked a single time is never in here, however slow the target is.
 */
export class Standstill {
  readonly #worked = new Set<string>();
  readonly #inVain = new Map<string, number>();

  worked(step: string): void {
    this.#worked.add(step);
  }

  /** A check waited for the step as long as it may take, and the target did nothing. */
  waitedInVain(step: string): void {
    this.#inVain.set(step, this.#waits(step) + 1);
  }

  /** How many checks waited in vain, if these are enough to give the step up; else nothing. */
  givenUpAfter(step: string): number | undefined {
    const waits = this.#waits(step);
    return waits >= enough && !this.#worked.has(step) ? waits : undefined;
  }

  #waits(step: string): number {
    return this.#inVain.get(step) ?? 0;
  }
}

/** The step that what such an act causes reaches somebody who goes the way of this one. */
export function arrivalStep({ event, identity }: Pick<Act, 'event' | 'identity'>, one: Participant): string {
  const { is_typing } = identity as { is_typing?: unknown };
  return JSON.stringify(['arrival', event, is_typing, wayOf(one)]);
}

/** The step that anything said in a conversation reaches one who joined it and goes the way of this one. */
export function reachStep(one: Participant): string {
  return JSON.stringify(['reach', wayOf(one)]);
}

function wayOf({ role: { node = 0, over, through, stranger = false } }: Participant): unknown[] {
  return [node, over, through !== undefined, stranger];
}
