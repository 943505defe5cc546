/**
 * Text that came from a server under test may hide, reorder or forge what a reader sees. Everything that has
 * no glyph of its own is shown as an escape such as `\u{0}` or `\u{202E}`: control and format characters
 * (bidi overrides, joiners), lone surrogates, unassigned and private code points, line separators, fillers
 * and every space but the plain one. What is left of a text looks the same in every renderer.
 */
const unseen = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
const unseenRuns = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** A stretch of a text; `escaped` marks the stretches that stand for characters nobody could see. */
export interface Piece {
  text: string;
  escaped: boolean;
}

/** The text with every unseen character as an escape. Line breaks (`\n`), tabs and spaces stay as they are. */
export function visible(text: string): string {
  return unseen.test(text)
    ? text.replace(unseenRuns, (char) => (isLayout(char) ? char : escapeOf(char)))
    : text;
}

/** The same for a place that has one line: line breaks and tabs become escapes too. */
export function visibleLine(text: string): string {
  return unseen.test(text)
    ? text.replace(unseenRuns, (char) => (char === ' ' ? char : escapeOf(char)))
    : text;
}

/** What `visible` gives, cut where plain text and escapes meet, for renderers that can tell them apart. */
export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(unseenRuns)) {
    if (isLayout(match[0])) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), escaped: false });
    from = match.index + match[0].length;
    const last = pieces.at(-1);
    if (last?.escaped) last.text += escapeOf(match[0]);
    else pieces.push({ text: escapeOf(match[0]), escaped: true });
  }
  if (from < text.length) pieces.push({ text: text.slice(from), escaped: false });
  return pieces;
}

/** At most `length` UTF-16 units of the text, and how many were left out; never cuts a pair in two. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '') ? length - 1 : length;
  return `${text.slice(0, end)} … (${text.length - end} more characters)`;
}

function isLayout(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t';
}

function escapeOf(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
