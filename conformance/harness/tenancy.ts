import type { Id } from '../contract/index.ts';
import type { Inspection } from './inspection.ts';
import type { JournalEntry } from './journal.ts';
import { isId, markOf, payloadOf, shown } from './matching.ts';

/**
 * Which business said and typed what, over all checks of a run, so that it shows wherever it reaches another one. Ids of
 * conversations and messages may be the same in every business; texts and typists are this suite's own, and are not.
 */
export class Tenancy {
  readonly #speakers = new Map<string, string>();
  /** Nothing for those who also typed where they have no business to. */
  readonly #typists = new Map<string, string | undefined>();

  /** Notes a message. What is said in a conversation of another business is for the check that does so to judge. */
  said(text: string, by: string, where: string): void {
    const mark = markOf(text);
    if (mark !== undefined && by === where) this.#speakers.set(mark, by);
  }

  /** As `said`, for typing. */
  typed(userId: Id, by: string, where: string): void {
    const known = this.#typists.has(String(userId)) ? this.#typists.get(String(userId)) : by;
    this.#typists.set(String(userId), by === where ? known : undefined);
  }

  /** Notes in an inspection what reached somebody of another business than the one whose conversation it is from. */
  inspect(inspection: Inspection, entry: JournalEntry, businessId: string): void {
    const owner = this.#ownerOf(entry);
    if (owner === undefined || owner === businessId) return;
    const reasons = [
      `${entry.who} belongs to business ${shown(businessId)}, and the conversation to business ${shown(owner)}`,
    ];
    const expected = 'Nothing that happens in a conversation reaches another business.';
    inspection.violated('ROM-7', entry, reasons, { expected });
  }

  #ownerOf(entry: JournalEntry): string | undefined {
    const { content, user_id: user } = payloadOf(entry) ?? {};
    if (typeof content === 'string') return this.#speakers.get(markOf(content) ?? '');
    return isId(user) ? this.#typists.get(String(user)) : undefined;
  }
}
