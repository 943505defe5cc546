import { isDeepStrictEqual } from 'node:util';
import type { NearMiss } from '../../reports/results/index.ts';
import type { Id, ServerEventName, ServerPayloads } from '../contract/index.ts';
import { frameOf, shorten } from './evidence.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** How this suite's own texts begin; what carries it, but not a check's own token, is another check's or another run's. */
export const textMark = 'pb.';
const textMarkPattern = /pb\.[\w.-]+/;

/** Something that was done to the target, and how the event that should follow is told from all others. */
export interface Act<E extends ServerEventName = ServerEventName> {
  event: E;
  /** The fields that identify the event. Ids are compared as text here; their type is a matter of the schema. */
  identity: Partial<ServerPayloads[E]>;
  /** The journal's position, and the time, before the act: what was got earlier does not count. */
  since: number;
  atMs: number;
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

/** Why a frame is not the one that the act should have caused; empty when it is. */
export function mismatches(act: Act, entry: Pick<JournalEntry, 'args'>): string[] {
  const payload = payloadOf(entry);
  if (!payload) return [`the payload is not an object but ${shown(entry.args[0])}`];
  return Object.entries(act.identity)
    .filter(([field]) => !isWanted(act, field, payload))
    .map(([field, wanted]) => `${field}: expected ${shown(wanted)}, got ${shown(fieldOf(payload, field))}`);
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
  return entries
    .map((entry) => ({ entry, reasons: mismatches(act, entry), distance: distance(act, entry) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, mostNearMisses)
    .map(({ entry, reasons }) => ({ frame: frameOf(journal, entry), reasons }));
}

const mostNearMisses = 5;

function distance(act: Act, entry: JournalEntry): number {
  const { content } = act.identity as Partial<ServerPayloads['new_message']>;
  const text = content && textMarkPattern.exec(content)?.[0];
  const carriesText = text !== undefined && shown(entry.args[0]).includes(text);
  return mismatches(act, entry).length - (carriesText ? 1 : 0) + (entry.foreign ? 10 : 0);
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
