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

/** The first argument of a frame, if it is an object; `undefined` for anything else. */
export function payloadOf(entry: Pick<JournalEntry, 'args'>): Record<string, unknown> | undefined {
  const payload = entry.args[0];
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : undefined;
}

/** Why a frame is not the one that the act should have caused; empty when it is. */
export function mismatches(act: Act, entry: JournalEntry): string[] {
  const payload = payloadOf(entry);
  if (!payload) return [`the payload is not an object but ${shown(entry.args[0])}`];
  const reasons: string[] = [];
  for (const [field, wanted] of Object.entries(act.identity)) {
    const got = Object.hasOwn(payload, field) ? payload[field] : undefined;
    const same = /(^|_)id$/.test(field) ? sameId(got, wanted) : isDeepStrictEqual(got, wanted);
    if (!same) reasons.push(`${field}: expected ${shown(wanted)}, got ${shown(got)}`);
  }
  return reasons;
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
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return shorten(JSON.stringify(value) ?? String(value), 160);
  } catch {
    return `a ${typeof value} that JSON cannot hold`;
  }
}
