import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Output } from './output.ts';

/** A stream that keeps what was written to it, as wide as asked. */
export function collector(columns?: number): Output & { text(): string } {
  let written = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  return Object.assign(stream, { columns, rows: 40, text: () => written });
}

/** What a terminal shows after this output, line by line: cursor movements and erasures are carried out. */
export function screen(output: string): string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the escape sequences that it interprets
  for (const [token, amount, order] of output.matchAll(/\x1b\[\??(\d*)([A-Za-z])|\n|[^\x1b\n]+/g)) {
    if (token === '\n') [row, column] = [row + 1, 0];
    else if (order === 'A') row -= Number(amount || 1);
    else if (order === 'B') row += Number(amount || 1);
    else if (order === 'G') column = 0;
    else if (order === 'K') lines[row] = amount === '2' ? '' : (lines[row] ?? '').slice(0, column);
    else if (order === undefined) {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + token + line.slice(column + token.length);
      column += token.length;
    }
    lines[row] ??= '';
  }
  return lines.map((line) => stripVTControlCharacters(line).trimEnd());
}
