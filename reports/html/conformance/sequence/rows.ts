import type { Frame } from '../../../results/index.ts';
import { keyOf } from '../../../wording/index.ts';
import type { Mark, Marks } from '../marks.ts';

/** What a diagram shows at most; the table of frames has everything. */
export const bounds = { rows: 60, participants: 8 };
/** A silence that a reader of the times should not overlook. */
const longSilenceMs = 250;

/** One line of a sequence diagram. */
export type Row =
  /** Something that a participant sent, got or went through; the same again and again in a row is one row. */
  | { kind: 'frames'; frame: Frame; amount: number; untilMs: number; mark?: Mark }
  /** Frames that are not drawn. */
  | { kind: 'gap'; amount: number }
  /** Nothing happened for so long. */
  | { kind: 'silence'; ms: number };

export interface Sequence {
  /** Who has a lifeline, those with marked frames first. */
  participants: string[];
  rows: Row[];
  /** How many participants, and how many frames, are left to the table. */
  left: { participants: number; frames: number };
}

type Frames = Extract<Row, { kind: 'frames' }>;

/** What a diagram of these frames shows: the marked ones and the last ones, of those who have to do with it. */
export function sequenceOf(frames: readonly Frame[], marks: Marks): Sequence {
  const all = folded(frames, marks);
  const participants = chosen(all);
  const drawn = new Set(lastOf(all.filter(({ frame }) => participants.includes(frame.who))));
  // A row that says that one is left out would take as much room as the one.
  const isAlone = (index: number) => [all[index - 1], all[index + 1]].every((row) => !row || drawn.has(row));
  const fits = (row: Frames, index: number) => participants.includes(row.frame.who) && isAlone(index);
  const rows = all.map(
    (row, index): Row => (drawn.has(row) || fits(row, index) ? row : { kind: 'gap', amount: row.amount }),
  );
  const names = new Set(all.map(({ frame }) => frame.who));
  return {
    participants,
    rows: withSilences(joined(rows)),
    left: {
      participants: names.size - participants.length,
      frames: rows.reduce((sum, row) => sum + (row.kind === 'gap' ? row.amount : 0), 0),
    },
  };
}

/** Frames of one kind that follow each other become one; a marked frame stays alone. */
function folded(frames: readonly Frame[], marks: Marks): Frames[] {
  const rows: Frames[] = [];
  for (const frame of frames) {
    const mark = marks.get(keyOf(frame));
    const last = rows.at(-1);
    const again =
      last && !mark && !last.mark && isAlike(last.frame, frame) && !isSilence(last.untilMs, frame.atMs);
    if (again) {
      last.amount += 1;
      last.untilMs = frame.atMs;
    } else rows.push({ kind: 'frames', frame, amount: 1, untilMs: frame.atMs, mark });
  }
  return rows;
}

function isAlike(one: Frame, other: Frame): boolean {
  return one.who === other.who && one.direction === other.direction && one.event === other.event;
}

/** Those with a marked frame, nearest to the server; of the others those who send before the rest, as far as there is room. */
function chosen(rows: readonly Frames[]): string[] {
  const names = [...new Set(rows.map(({ frame }) => frame.who))];
  const some = (who: string, fits: (row: Frames) => boolean) =>
    rows.some((row) => row.frame.who === who && fits(row));
  const weight = (who: string) =>
    some(who, ({ mark }) => mark !== undefined)
      ? 0
      : some(who, ({ frame }) => frame.direction === 'sent')
        ? 1
        : 2;
  const wanted = names.toSorted((one, other) => weight(one) - weight(other)).slice(0, bounds.participants);
  const shown = names.filter((name) => wanted.includes(name));
  return shown.toSorted((one, other) => Math.min(weight(one), 1) - Math.min(weight(other), 1));
}

/** All that are marked, if there is room, and the last of the others: a failure is decided at the end. */
function lastOf(rows: readonly Frames[]): Frames[] {
  const marked = rows.filter(({ mark }) => mark !== undefined).slice(0, bounds.rows);
  const others = rows.filter(({ mark }) => mark === undefined);
  const room = bounds.rows - marked.length;
  return [...marked, ...(room > 0 ? others.slice(-room) : [])];
}

/** Gaps that follow each other are one. */
function joined(rows: readonly Row[]): Row[] {
  const result: Row[] = [];
  for (const row of rows) {
    const last = result.at(-1);
    if (row.kind === 'gap' && last?.kind === 'gap') last.amount += row.amount;
    else result.push({ ...row });
  }
  return result;
}

/** Between frames that are both drawn. */
function withSilences(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    if (row.kind !== 'frames' || before?.kind !== 'frames' || !isSilence(before.untilMs, row.frame.atMs))
      return [row];
    return [{ kind: 'silence', ms: row.frame.atMs - before.untilMs } as const, row];
  });
}

function isSilence(fromMs: number, untilMs: number): boolean {
  return untilMs - fromMs >= longSilenceMs;
}
