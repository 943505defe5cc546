import { nearest, UsageError } from '../../fixtures/targets/index.ts';
import { type KnobName, type Knobs, type KnobsInput, knobNames, knobTable } from '../scenarios/index.ts';

/** `replyShare` is `--reply-share` on the command line. */
export function flagOf(knob: KnobName): string {
  return `--${knob.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What stands behind the flag in help. */
export function placeholderOf(knob: KnobName): string {
  const placeholders: Record<(typeof knobTable)[KnobName]['unit'], string> = {
    count: 'n',
    duration: '20s',
    'per second': 'n/s',
    share: '20%',
    factor: 'n',
    'list of characters': '20,140',
  };
  return placeholders[knobTable[knob].unit];
}

type Value = number | string | number[];

/**
 * A knob as it is typed, in the form that scenarios take: `60s`, `500/s` or 500, `20%` or 0.2, `20,60,140`.
 * Throws an `Error` that says what was expected; ranges are checked by the scenario.
 */
export function readKnob(knob: KnobName, text: string): Value {
  const value = text.trim();
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  const expected = (what: string) => new Error(`expected ${what}`);
  switch (knobTable[knob].unit) {
    case 'count':
      if (number !== undefined && Number.isSafeInteger(number)) return number;
      throw expected('a whole number such as 200');
    case 'factor':
      if (number !== undefined) return number;
      throw expected('a number such as 1.5');
    case 'duration':
      // A bare number would be taken for milliseconds, which hardly anybody means.
      if (/^\d+(\.\d+)?\s*(ms|s|m|min|h)$/.test(value)) return value;
      if (number === 0) return 0;
      throw expected('a duration with its unit, such as 60s, 500ms or 5m');
    case 'per second': {
      const [, rate] = /^(\d+(?:\.\d+)?)\s*\/\s*s$/.exec(value) ?? [];
      if (rate !== undefined) return Number(rate);
      if (number !== undefined) return number;
      throw expected('so many per second, such as 500 or 500/s');
    }
    case 'share': {
      const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(value) ?? [];
      const share = percent === undefined ? number : Number(percent) / 100;
      if (share !== undefined && share <= 1) return share;
      throw expected('a share from 0 to 1, such as 0.2 or 20%');
    }
    case 'list of characters':
      if (/^\d+(\s*,\s*\d+)*$/.test(value)) return value.split(',').map(Number);
      throw expected('lengths with commas between them, such as 20,60,140');
  }
}

/** A knob's value as it would be typed. */
export function writeKnob<Name extends KnobName>(knob: Name, value: Knobs[Name]): string {
  const { unit } = knobTable[knob];
  if (Array.isArray(value)) return value.join();
  const number = Number(value);
  switch (unit) {
    case 'duration':
      return number > 0 && number % 1000 !== 0 ? `${number}ms` : number === 0 ? '0' : `${number / 1000}s`;
    case 'per second':
      return `${number}/s`;
    case 'share':
      return `${Number((number * 100).toPrecision(12))}%`;
    default:
      return String(number);
  }
}

/** What the configuration says of knobs (`load.knobs`), in the form that scenarios take. Throws a `UsageError`. */
export function knobsOfConfig(written: Readonly<Record<string, Value>>): Partial<KnobsInput> {
  const entries = Object.entries(written).map(([name, value]) => {
    const knob = knobNames.find((known) => known === name);
    if (!knob) {
      const guess = nearest(name, knobNames);
      throw new UsageError(
        `load.knobs.${name}: there is no such knob. ${guess ? `Did you mean ${guess}?` : '`load --list` shows what there is.'}`,
      );
    }
    try {
      return [knob, typeof value === 'string' ? readKnob(knob, value) : value];
    } catch (error) {
      throw new UsageError(`load.knobs.${name}: ${(error as Error).message}, got "${value}".`);
    }
  });
  return Object.fromEntries(entries);
}
