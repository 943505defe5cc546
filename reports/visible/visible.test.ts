import { expect, test } from 'vitest';
import { shorten, visible, visibleLine, visiblePieces } from './index.ts';

test.each([
  ['NUL', 'a\0b', 'a\\u{0}b'],
  ['escape sequence', '\x1b[31mred', '\\u{1B}[31mred'],
  ['C1 control', '\u009b31m', '\\u{9B}31m'],
  ['carriage return', 'real\rfake', 'real\\u{D}fake'],
  ['bidi override', 'abc\u202Etxt.exe', 'abc\\u{202E}txt.exe'],
  ['bidi isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['zero width', 'ad\u200Bmin', 'ad\\u{200B}min'],
  ['lone high surrogate', 'x\uD800y', 'x\\u{D800}y'],
  ['lone low surrogate', '\uDC00', '\\u{DC00}'],
  ['noncharacter', '\uFFFE', '\\u{FFFE}'],
  ['tag characters', '\u{E0041}', '\\u{E0041}'],
  ['no-break space', 'a\u00A0b', 'a\\u{A0}b'],
  ['line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['Hangul filler', '\u3164', '\\u{3164}'],
])('shows %s as an escape', (_name, text, expected) => {
  expect(visible(text)).toBe(expected);
  expect(visibleLine(text)).toBe(expected);
});

test('leaves what can be seen alone', () => {
  const text = 'Grüße, 日本語, עברית, cafe\u0301, 🦊, a <b> & "c" \\u{0}';
  expect(visible(text)).toBe(text);
  expect(visiblePieces(text)).toEqual([{ text, escaped: false }]);
});

test('keeps the layout of a text, and none of it in a line', () => {
  expect(visible('a\n\tb')).toBe('a\n\tb');
  expect(visibleLine('a\n\tb')).toBe('a\\u{A}\\u{9}b');
});

test('pieces add up to the visible text, whichever code unit is among them', () => {
  const units = Array.from({ length: 0x10000 }, (_, unit) => `a${String.fromCharCode(unit)}b`);
  const joined = units.map((text) =>
    visiblePieces(text)
      .map((piece) => piece.text)
      .join(''),
  );
  expect(joined.join('|')).toBe(units.map(visible).join('|'));
});

test('no output of visible needs a second pass, whatever comes in', () => {
  const everything = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('');
  const once = visible(everything);
  expect(visible(once)).toBe(once);
  expect(once).not.toMatch(/[^\P{Cc}\n\t]|[\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
  expect(once.isWellFormed()).toBe(true);
});

test('a cut says how much is missing and splits no pair', () => {
  expect(shorten('abc', 3)).toBe('abc');
  expect(shorten('abcdef', 3)).toBe('abc … (3 more characters)');
  expect(shorten('ab🦊cd', 3)).toBe('ab … (4 more characters)');
});
