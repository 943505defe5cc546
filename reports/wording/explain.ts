import type { ClauseResult, Frame, NearMiss } from '../results/index.ts';
import { shorten, visible, visibleLine } from '../visible/index.ts';
import { offset } from './words.ts';

/** A labelled part of an explanation; no line holds a line break or a character that cannot be seen. */
export interface Passage {
  label: string;
  lines: string[];
}

/** How much of a failure is shown where space is short. */
export interface Limits {
  /** Frames of the timeline, the last ones. */
  frames: number;
  /** Near misses, the first ones. */
  misses: number;
  /** Characters of a payload. */
  payload: number;
  /** Characters of any other text. */
  text: number;
}

/** Why a clause has its verdict, in plain text: reason, expected, actual, near misses, the frames around it, the next step. */
export function explain(clause: ClauseResult, limits: Limits): Passage[] {
  const passages: Passage[] = [
    { label: clause.verdict === 'pass' ? 'Note' : 'Reason', lines: textLines(remark(clause), limits) },
    { label: 'Expected', lines: textLines(clause.expected, limits) },
    { label: 'Actual', lines: textLines(clause.actual, limits) },
    { label: 'Near misses', lines: missesLines(clause.nearMisses, limits) },
    { label: 'Timeline', lines: timelineLines(timelineOf(clause), limits) },
    { label: 'Rerun', lines: textLines(clause.rerun, limits) },
  ];
  return passages.filter(({ lines }) => lines.length > 0);
}

/** The message of a clause without what `expected` and `actual` say anyway. */
export function remark({ message, expected, actual }: ClauseResult): string | undefined {
  if (!message || message === actual) return undefined;
  const both = `Expected: ${expected} Actual: ${actual}`;
  return message.replace(` (${both})`, '').replace(both, '').trim() || undefined;
}

/** The frames of a clause, unless each of them is a near miss that is shown with its reasons anyway. */
export function timelineOf({ evidence, nearMisses }: ClauseResult): Frame[] {
  const near = new Set(nearMisses.map(({ frame }) => keyOf(frame)));
  return evidence.every((frame) => near.has(keyOf(frame))) ? [] : evidence;
}

/** Tells frames apart, though they were read from a file. */
export function keyOf({ atMs, who, direction, event, payload }: Frame): string {
  return JSON.stringify([atMs, who, direction, event, payload]);
}

function textLines(text: string | undefined, limits: Limits): string[] {
  return text ? visible(shorten(text, limits.text)).split('\n') : [];
}

function missesLines(misses: readonly NearMiss[], limits: Limits): string[] {
  const shown = misses.slice(0, limits.misses);
  const frames = frameLines(
    shown.map(({ frame }) => frame),
    limits,
  );
  const lines = shown.flatMap(({ reasons }, index) => [
    frames[index] ?? '',
    ...reasons.map((reason) => `  ${visibleLine(shorten(reason, limits.text))}`),
  ]);
  return misses.length > shown.length ? [...lines, `(and ${misses.length - shown.length} more)`] : lines;
}

function timelineLines(frames: readonly Frame[], limits: Limits): string[] {
  const left = frames.length - limits.frames;
  const lines = frameLines(left > 0 ? frames.slice(-limits.frames) : frames, limits);
  return left > 0 ? [`(the last ${limits.frames} of ${frames.length} frames)`, ...lines] : lines;
}

/** `+12.3 ms  alice  sent  typing  {"…"}`, in columns. */
function frameLines(frames: readonly Frame[], limits: Limits): string[] {
  const rows = frames.map(({ atMs, who, direction, event, payload }) => ({
    at: offset(atMs),
    who: visibleLine(shorten(who, 40)),
    direction,
    event: visibleLine(shorten(event, 60)),
    payload: payload === undefined ? '' : visibleLine(shorten(payload, limits.payload)),
  }));
  const width = (column: 'at' | 'who' | 'event') => Math.max(0, ...rows.map((row) => row[column].length));
  const [at, who, event] = [width('at'), width('who'), width('event')];
  return rows.map((row) =>
    [row.at.padStart(at), row.who.padEnd(who), row.direction.padEnd(4), row.event.padEnd(event), row.payload]
      .join('  ')
      .trimEnd(),
  );
}
