import { isDeepStrictEqual } from 'node:util';
import type { NearMiss } from '../../reports/results/index.ts';
import type { Id, ServerEventName, ServerPayloads } from '../contract/index.ts';
import { frameOf, shorten } from './evidence.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** How this suite's own texts begin; what carries it, but not a check's own token, is another check's or another run's. */
export const textMark = 'pb.';
const textMarkPattern = /pb\.[\w.-]+/;

/** The part of one of this suite's own texts that no other text has. */
export function markOf(text: string): string | undefined {
  return textMarkPattern.exec(text)?.[0];
}

/** Something that was done to the target, and how the event that should follow is told from all others. */
export interface Act<E extends ServerEventName = ServerEventName> {
  event: E;
  /** The fields that identify the event. Ids are compared as text here; their type is a matter of the schema. */
  identity: Partial<ServerPayloads[E]>;
  /** The journal's position, and the time, before the act: what was got earlier does not count. */
  since: number;
  atMs: number;
  /** The conversation that it is done in, where the identity does not say. */
  place?: Id;
  /** In words, such as `alice's message "…"`. */
  what: string;
}

/** Whether two ids are the same, whatever type they travel as. */
export function sameId(one: unknown, other: unknown): boolean {
  return isId(one) && isId(other) && String(one) === String(other);
}

export function isId(value: unknown): value is Id {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
}

/** The first argument of a frame, if it is an object; `undefined` for anything else, bytes included. */
export function payloadOf(entry: Pick<JournalEntry, 'args'>): Record<string, unknown> | undefined {
  const payload = entry.args[0];
  const isObject = typeof payload === 'object' && payload !== null && !ArrayBuffer.isView(payload);
  return isObject ? (payload as Record<string, unknown>) : undefined;
}

/** Whether a frame is one that the act should have caused. Asked of every frame again and again, so it writes no text. */
export function matches(act: Act, entry: Pick<JournalEntry, 'args'>): boolean {
  const payload = payloadOf(entry);
  return payload !== undefined && Object.keys(act.identity).every((field) => isWanted(act, field, payload));
}

/** Whether a frame brings what an act caused, in another conversation than that of the act. */
export function isAstray(act: Act, entry: JournalEntry): boolean {
  if (act.place === undefined || entry.direction !== 'got' || entry.event !== act.event) return false;
  const { conversation_id: where } = payloadOf(entry) ?? {};
  return isId(where) && !sameId(where, act.place) && matches(act, entry);
}

/** Whether a frame brings the text of an act, but not as it was sent. */
export function isChanged(act: Act, entry: Pick<JournalEntry, 'args'>): boolean {
  const { content: sent } = act.identity as Partial<ServerPayloads['new_message']>;
  const mark = sent === undefined ? undefined : markOf(sent);
  const content = payloadOf(entry)?.content;
  if (mark === undefined || typeof content !== 'string' || content === sent) return false;
  // A longer number at its end is that of another text.
  return new RegExp(`${literally(mark)}(?!\\d)`, 'i').test(content);
}

/** The pattern that matches this text alone. `RegExp.escape` would do, and Node 22 has none. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The same, whichever conversation it names: typing that went astray may carry the name of the place where it arrives. */
export function wherever(act: Act): Act {
  if (act.event !== 'typing') return act;
  const { conversation_id: _, ...identity } = act.identity as Partial<ServerPayloads['typing']>;
  return { ...act, identity };
}

/** Why a frame is not the one that the act should have caused; empty when it is. */
export function mismatches(act: Act, entry: Pick<JournalEntry, 'args'>): string[] {
  const payload = payloadOf(entry);
  if (!payload) return [`the payload is not an object but ${shown(entry.args[0])}`];
  return Object.entries(act.identity)
    .filter(([field]) => !isWanted(act, field, payload))
    .map(([field, wanted]) => {
      const got = fieldOf(payload, field);
      return `${field}: expected ${shown(wanted)}, got ${shown(got)}${partingOf(wanted, got)}`;
    });
}

/** Where a text of this suite and what became of it part; what differs may be invisible, or far behind in a long text. */
function partingOf(wanted: unknown, got: unknown): string {
  if (typeof wanted !== 'string' || typeof got !== 'string') return '';
  const mark = markOf(wanted);
  if (mark === undefined || mark !== markOf(got)) return '';
  const [expected, actual] = [[...wanted], [...got]];
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  const from = (text: string[]) =>
    at < text.length ? spelledOut(text.slice(at, at + shownBehindParting)) : 'its end';
  return `; from character ${at + 1} on, ${from(actual)} in the place of ${from(expected)}`;
}

const shownBehindParting = 12;

/** Characters that may look alike, or like nothing, by their numbers. */
function spelledOut(characters: string[]): string {
  const text = characters.map((one) =>
    /[ -~]/.test(one) ? one : `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
  return `"${text.join('')}"`;
}

function isWanted({ identity }: Act, field: string, payload: Record<string, unknown>): boolean {
  const wanted = identity[field as keyof typeof identity];
  const got = fieldOf(payload, field);
  return /(^|_)id$/.test(field) ? sameId(got, wanted) : isDeepStrictEqual(got, wanted);
}

function fieldOf(payload: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(payload, field) ? payload[field] : undefined;
}

/** Wrong frames that an act may have caused, the closest first: those with its own text, then those with fewest mismatches. */
export function nearMisses(journal: Journal, act: Act, entries: readonly JournalEntry[]): NearMiss[] {
  const { content } = act.identity as Partial<ServerPayloads['new_message']>;
  const text = content && markOf(content);
  const carriesText = (entry: JournalEntry) => text !== undefined && shown(entry.args[0]).includes(text);
  const closest = entries
    .map((entry) => ({ entry, distance: distance(act, entry) }))
    .toReversed()
    .sort(byDistance)
    .slice(0, mostLookedThrough)
    .toReversed();
  return closest
    .map(({ entry, distance }) => ({ entry, distance: distance - (carriesText(entry) ? 1 : 0) }))
    .sort(byDistance)
    .slice(0, mostNearMisses)
    .map(({ entry }) => ({ frame: frameOf(journal, entry), reasons: mismatches(act, entry) }));
}

const mostNearMisses = 5;
/** To write a frame down as text takes long, where a busy business sent thousands: no more than these, the closest and latest. */
const mostLookedThrough = 300;

const byDistance = (one: { distance: number }, other: { distance: number }) => one.distance - other.distance;

/** In fields. What is foreign is far away, however it looks. */
function distance(act: Act, entry: JournalEntry): number {
  const payload = payloadOf(entry);
  const fields = Object.keys(act.identity);
  const wrong = payload ? fields.filter((field) => !isWanted(act, field, payload)) : fields;
  return wrong.length + (entry.foreign ? 10 : 0);
}

/** Any value in one line, for people. */
export function shown(value: unknown, longest = 160): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  try {
    return shorten(JSON.stringify(value) ?? String(value), longest);
  } catch {
    return `a ${typeof value} that JSON cannot hold`;
  }
}
