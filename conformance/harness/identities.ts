import type { Id } from '../contract/index.ts';

/**
 * The ids that a run has met and what each stands for. One check sees few of them; a counter that every node or every
 * restart begins anew shows only over all checks.
 */
export class Identities {
  readonly #holders = new Map<string, string>();

  /**
   * Notes that an id stands for `holder`, which has to be unique, and returns what it stood for before, if that is
   * something else. Businesses never meet, so each may count for itself.
   */
  taken(kind: 'message' | 'conversation', businessId: string, id: Id, holder: string): string | undefined {
    const key = JSON.stringify([kind, businessId, String(id)]);
    const before = this.#holders.get(key);
    if (before === undefined) this.#holders.set(key, holder);
    return before === holder ? undefined : before;
  }
}
