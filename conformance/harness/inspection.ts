import {
  type IdForm,
  type ServerEventName,
  type ServerEventSchemas,
  serverEventNames,
  serverEventSchemas,
  shapeClauseOf,
} from '../contract/index.ts';
import { frameOf } from './evidence.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { isId, payloadOf, textMark } from './matching.ts';
import type { Violation } from './verdicts.ts';

const mostViolations = 5;

/**
 * Holds every frame that a check gets against the schema of its event, and tells own traffic from foreign:
 * a frame of somebody else's conversation is noted, never held against the target, since another client may have
 * provoked it.
 */
export class Inspection {
  readonly violations: Violation[] = [];
  readonly foreign = new Map<string, number>();
  readonly ownConversations = new Set<string>();
  /** In whose name this check types. */
  readonly ownUsers = new Set<string>();
  readonly #ownMessages = new Set<string>();
  readonly #schemas: ServerEventSchemas;
  readonly #journal: Journal;
  readonly #clauseId: string;
  readonly #token: string;
  /** Events that this check provokes with invalid input: their invalid frames are its own finding. */
  readonly provoked = new Set<ServerEventName>();

  constructor(journal: Journal, clauseId: string, token: string, ids: IdForm) {
    this.#journal = journal;
    this.#clauseId = clauseId;
    this.#token = token;
    this.#schemas = serverEventSchemas(ids);
  }

  inspect(entry: JournalEntry): void {
    const event = serverEventNames.find((name) => name === entry.event);
    if (!event) return;
    const own = event === 'typing' ? this.#isOwnTyping(entry) : this.#isOwn(entry);
    if (own) this.#remember(event, entry);
    else entry.foreign = true;
    const reasons = this.#reasons(event, entry);
    if (reasons.length === 0) return;
    if (!own) {
      this.foreign.set(event, (this.foreign.get(event) ?? 0) + 1);
    } else {
      const unprovoked = shapeClauseOf[event];
      if (this.provoked.has(event)) this.violated(this.#clauseId, entry, reasons, { unprovoked });
      else this.violated(unprovoked, entry, reasons);
    }
  }

  /** Notes that a frame broke what a clause promises of every frame: the schema, unless `expected` says what. */
  violated(
    clause: string,
    entry: JournalEntry,
    reasons: string[],
    more: Pick<Violation, 'expected' | 'unprovoked'> = {},
  ): void {
    const { event } = entry;
    const alike = this.violations.filter((one) => one.event === event && one.clause === clause);
    if (alike.length >= mostViolations) return;
    const frame = frameOf(this.#journal, entry);
    this.violations.push({ clause, event, reasons, frame, ...more });
  }

  /** Whether a frame is of this run's own making, as far as one can tell, and breaks its schema. */
  isMisshapen(entry: JournalEntry): boolean {
    const event = serverEventNames.find((name) => name === entry.event);
    return event !== undefined && !entry.foreign && this.#reasons(event, entry).length > 0;
  }

  #reasons(event: ServerEventName, entry: JournalEntry): string[] {
    if (entry.args.length === 0) return ['there is no payload'];
    // To a schema, every byte would be a field.
    if (ArrayBuffer.isView(entry.args[0])) return ['payload: expected an object, received bytes'];
    const parsed = this.#schemas[event].safeParse(entry.args[0]);
    if (parsed.success) return [];
    return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
  }

  #isOwn(entry: JournalEntry): boolean {
    const payload = payloadOf(entry);
    if (!payload) return true;
    const { content, conversation_id: conversation, message_id: message } = payload;
    if (typeof content === 'string' && content.includes(textMark)) return content.includes(this.#token);
    if (isId(conversation)) return this.ownConversations.has(String(conversation));
    if (isId(message)) return this.#ownMessages.has(String(message));
    return true;
  }

  /**
   * Typing that names no conversation is told by who types. What names neither, another check or another client may have
   * provoked by sending the like; where all typing comes that way, the clauses that wait for it say so.
   */
  #isOwnTyping(entry: JournalEntry): boolean {
    const { conversation_id: conversation, user_id: user } = payloadOf(entry) ?? {};
    if (isId(conversation)) return this.ownConversations.has(String(conversation));
    return isId(user) && this.ownUsers.has(String(user));
  }

  #remember(event: ServerEventName, entry: JournalEntry): void {
    const id = payloadOf(entry)?.id;
    if (event === 'new_message' && isId(id)) this.#ownMessages.add(String(id));
  }
}
