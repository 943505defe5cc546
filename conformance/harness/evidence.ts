import { type Frame, isToldIn } from '../../reports/results/index.ts';
import type { Flood } from './flood.ts';
import type { Journal, JournalEntry } from './journal.ts';

const longestPayload = 600;
const mostFrames = 80;
/** Of those before the last ones, as many as the verdict tells of. */
const mostTold = 5;

/** A payload as JSON text, shortened in the middle. Never throws, whatever the payload is. */
export function payloadText(args: readonly unknown[]): string | undefined {
  if (args.length === 0) return undefined;
  const texts = args.map((arg) => {
    try {
      return JSON.stringify(arg, jsonSafe) ?? String(arg);
    } catch (error) {
      return `(cannot be shown: ${error instanceof Error ? error.message : error})`;
    }
  });
  return shorten(texts.join(', '), longestPayload);
}

function jsonSafe(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  // `value` is what toJSON made of it: for a Buffer, a list of numbers.
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Uint8Array) return `(${original.byteLength} bytes)`;
  return value;
}

export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor((longest - 20) / 2);
  return `${text.slice(0, half)} … ${text.length - 2 * half} more … ${text.slice(-half)}`;
}

export function frameOf(journal: Journal, entry: JournalEntry): Frame {
  const payload = payloadText(entry.args);
  return {
    atMs: Math.round((entry.atMs - journal.startedAtMs) * 100) / 100,
    who: entry.who,
    direction: entry.direction,
    event: shorten(entry.event, 200),
    ...(payload === undefined ? {} : { payload }),
  };
}

/**
 * The last frames of a journal, with other entries merged in: a failure is decided at the end. Before them, those that
 * `told`, the words of the verdict, quote.
 */
export function lastFrames(journal: Journal, others: readonly JournalEntry[] = [], told = ''): Frame[] {
  const all = [...journal.entries, ...others].sort(byTime);
  const own = journal.flood ? aroundFlood(all, journal.flood) : all.filter(({ foreign }) => !foreign);
  const frames = own.slice(-mostFrames).map((entry) => frameOf(journal, entry));
  return [...toldBefore(journal, own.slice(0, -mostFrames), told), ...frames];
}

function toldBefore(journal: Journal, earlier: readonly JournalEntry[], told: string): Frame[] {
  if (told === '') return [];
  return earlier
    .filter(({ who, direction }) => direction === 'got' && told.includes(who))
    .map((entry) => frameOf(journal, entry))
    .filter((frame) => isToldIn(told, frame))
    .slice(0, mostTold);
}

const byTime = (one: JournalEntry, other: JournalEntry) => one.atMs - other.atMs;

/** As many of a flood's frames as are shown where it begins, and as many where it ends. */
const mostOfFlood = 10;

/** Where a flood begins and ends, with a note in the place of its middle, and the last of everything else. */
function aroundFlood(entries: readonly JournalEntry[], { who, event }: Flood): JournalEntry[] {
  const isFlood = (entry: JournalEntry) =>
    entry.direction === 'got' && entry.who === who && entry.event === event;
  const flood = entries.filter(isFlood);
  const [first, ...middle] = flood.slice(mostOfFlood, -mostOfFlood);
  const shown = first ? [...flood.slice(0, mostOfFlood), ...flood.slice(-mostOfFlood)] : flood;
  const note = first && {
    ...first,
    direction: 'note' as const,
    event: `and ${middle.length + 1} more`,
    args: [],
  };
  const others = entries.filter((entry) => !isFlood(entry) && !entry.foreign);
  return [...others.slice(shown.length + 1 - mostFrames), ...shown, ...(note ? [note] : [])].sort(byTime);
}
