import '../script/runtime.ts';
import { printable } from '../../../fixtures/targets/printable.ts';
import { checksum } from '../script/record-lines.ts';

/*
 * Runs in k6, and in Node: what becomes of every character that there is. Of the planes that have nothing but characters of
 * one kind, or none, the first ones.
 */

const atOnce = 256;
const stretches = [
  { from: 0x0, to: 0x1ffff },
  { from: 0x20000, to: 0x200ff },
  { from: 0xe0000, to: 0xe01ff },
  { from: 0x10ff00, to: 0x10ffff },
];

/** A checksum for each 256 of them. */
export function charactersShown(): string[] {
  const sums: string[] = [];
  for (const { from, to } of stretches) {
    for (let first = from; first <= to; first += atOnce) {
      const text = Array.from({ length: atOnce }, (_, at) => String.fromCodePoint(first + at)).join('.');
      sums.push(checksum(printable(text, text.length)));
    }
  }
  return sums;
}

/** Texts of which a character is at stake, with what is shown of them. */
export const examples = [
  'tok\u200Ben, tok\nen and \u001b[31mred',
  'p{}CcflZ',
  '🦊 in a pair, \uD83E alone, \uDD8A alone, \uDD8A\uD83E the wrong way round',
] as const;

export default function tell(): void {
  const shown = examples.map((text) => printable(text));
  const formed = examples.map((text) => text.toWellFormed());
  console.log(JSON.stringify({ sums: charactersShown(), shown, formed }));
}
