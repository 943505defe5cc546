import { performance } from 'node:perf_hooks';
import { type Id, serverEventNames } from '../contract/index.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { type Act, isId, matches, payloadOf, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import type { Stage } from './stage.ts';

/** An entry of the journal that tells the id of a new conversation. */
export interface Telling {
  id: Id;
  entry: JournalEntry;
  /** Whether it cannot be about anybody else's conversation. */
  certain: boolean;
}

/**
 * Finds what tells which conversation a first message opened. The page leaves open how its sender learns that: by its
 * own `new_message`, by the business room, by an acknowledgement, or by an event of the target's own. One of the
 * last kind that carries nothing of the message is no more than a hint; hints that differ are none.
 */
export function tellingOf(
  journal: Journal,
  act: Act<'new_message'>,
  customer: { name: string; email: string },
): Telling | undefined {
  const certain: Telling[] = [];
  const hints: Telling[] = [];
  for (const entry of journal.entries.slice(act.since)) {
    const id = conversationIn(entry, customer.name);
    if (id === undefined) continue;
    if (isAbout(entry, act, customer.email)) certain.push({ id, entry, certain: true });
    else if (entry.who === customer.name && !isDocumented(entry)) hints.push({ id, entry, certain: false });
  }
  // An acknowledgement comes first: whether new_message names the right conversation is for MSG-5 to judge.
  const best = certain.find(({ entry }) => entry.direction === 'note') ?? certain[0];
  return best ?? (hints.every(({ id }) => String(id) === String(hints[0]?.id)) ? hints[0] : undefined);
}

function isDocumented({ event }: JournalEntry): boolean {
  return serverEventNames.some((name) => name === event);
}

function isAbout(entry: JournalEntry, act: Act<'new_message'>, email: string): boolean {
  if (entry.direction === 'note') return true;
  if (isDocumented(entry)) return entry.event === act.event && matches(act, entry);
  const text = shown(payloadOf(entry), 10_000);
  return [act.identity.content, email].some((mark) => mark !== undefined && text.includes(mark));
}

/** Waits for what tells the new conversation's id; a mere hint has to stay the only one for a while. */
export async function awaitTelling(
  { journal, eventMs, tempo }: Stage,
  act: Act<'new_message'>,
  customer: Participant,
  email: string,
): Promise<Telling | null | undefined> {
  const tells = () => tellingOf(journal, act, { name: customer.name, email });
  const deadlineMs = performance.now() + eventMs;
  const until = (found: () => Telling | undefined, atMostMs: number) =>
    journal.until(() => found() ?? (customer.lost ? null : undefined), atMostMs);
  const first = await until(tells, eventMs);
  if (!first || first.certain) return first;
  const certain = () => (tells()?.certain ? tells() : undefined);
  const better = await until(certain, tempo.quietMs);
  return better ?? tells() ?? until(certain, Math.max(deadlineMs - performance.now(), 0));
}

/** The id in an acknowledgement or a frame, at its top or one level down. */
function conversationIn({ who, direction, event, args }: JournalEntry, customer: string): Id | undefined {
  const isAnswer = direction === 'note' && who === customer && event.startsWith('acknowledgement');
  if (direction !== 'got' && !isAnswer) return undefined;
  for (const arg of args) {
    const top = payloadOf({ args: [arg] });
    if (!top) continue;
    const found = [top, ...Object.values(top)].map((one) => payloadOf({ args: [one] })?.conversation_id);
    const id = found.find(isId);
    if (id !== undefined) return id;
  }
  return undefined;
}
