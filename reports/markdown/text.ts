import { shorten, visibleLine } from '../visible/index.ts';

/** Any text as Markdown that shows just this text: every punctuation mark loses its meaning. */
export function markdown(text: string): string {
  return visibleLine(shorten(text, 1_000)).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A code block that its content cannot end. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** A table; its cells are Markdown, or plain figures. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
