import { type ServerEventName, serverEventNames } from '../../conformance/contract/index.ts';
import { nearest, UsageError } from '../../fixtures/targets/index.ts';
import type { Latency, LedgerCounts, SloResult, StimulusCounts } from '../../reports/results/index.ts';

/** Percentiles and the like of a latency, by the names that result files use. */
const figures = ['p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean'] as const satisfies (keyof Latency)[];
type Figure = (typeof figures)[number];

/** What can go wrong with a delivery. */
const mishaps = [
  'lost',
  'duplicated',
  'outOfOrder',
  'late',
  'leaked',
  'altered',
] as const satisfies (keyof LedgerCounts)[];
export type Mishap = (typeof mishaps)[number];

/** What can go wrong with connections: they end without being asked to, are not let in, or somebody is not served. */
const setbacks = ['dropped', 'refused', 'neverServed'] as const;
export type Setback = (typeof setbacks)[number];

/** What can go wrong with stimuli: they are refused, get no answer, had to wait for others, or never got their turn. */
const troubles = ['refused', 'unanswered', 'queued', 'unsent'] as const satisfies (keyof StimulusCounts)[];
export type Trouble = (typeof troubles)[number];

const operators = ['<=', '>=', '<', '>', '='] as const;
type Operator = (typeof operators)[number];

/** What an SLO is about. */
export type Subject =
  /** From the intended sending to every recipient, or to the last one of each message. */
  | { of: 'event'; event: ServerEventName; recipient: 'every' | 'last'; figure: Figure }
  | { of: 'connect'; figure: Figure }
  | { of: 'ledger'; mishap: Mishap }
  /** Over the whole run; what a storm cuts off is no setback by itself. */
  | { of: 'sockets'; setback: Setback }
  /** Requests to the target's stimulus endpoint. */
  | { of: 'stimuli'; trouble: Trouble }
  /** Messages sent, as against those that were asked for. */
  | { of: 'rate' };

/** Something that a run has to hold. */
export interface Slo {
  /** As it was given, and where: `--slo`, `load.slo[0]` or `default`. */
  text: string;
  from: string;
  subject: Subject;
  operator: Operator;
  /** In `unit`: milliseconds, deliveries, connections or stimuli, a share of those expected (0 to 1), messages per second. */
  limit: number;
  unit: SloResult['unit'];
}

/**
 * The ledger is a promise; how fast is fast enough is for the user to say. Nobody expects anything at a connection that
 * is gone, so a server that drops its connections loses nothing: that has to be seen for itself. So has an endpoint that
 * refuses to cause what would be expected, or does not say whether it did.
 */
export const defaultSlos = [
  'ledger.lost=0',
  'ledger.duplicated=0',
  'ledger.leaked=0',
  'ledger.altered=0',
  'sockets.dropped=0',
  'sockets.neverServed=0',
  'stimuli.refused=0',
  'stimuli.unanswered=0',
];

/** The SLOs of a run: those given, and of the defaults those whose subject nobody gave another limit. */
export function parseSlos(given: readonly { text: string; from: string }[]): Slo[] {
  const wanted = given.map(({ text, from }) => parseSlo(text, from));
  const named = new Set(wanted.map(({ subject }) => JSON.stringify(subject)));
  const defaults = defaultSlos.map((text) => parseSlo(text, 'default'));
  return [...wanted, ...defaults.filter(({ subject }) => !named.has(JSON.stringify(subject)))];
}

/**
 * Reads `new_message.p99<200ms`, `last.typing.p95<=1s`, `connect.p99<2s`, `ledger.lost=0`, `ledger.lost<0.1%`,
 * `sockets.dropped=0`, `stimuli.refused=0`, `rate>=500`. `from` is where the text stands, such as `--slo`. Throws a `UsageError` that points at the mistake.
 */
export function parseSlo(text: string, from = '--slo'): Slo {
  const mistakes = mistakesIn(text, from);
  const odd = text.search(/[^\x20-\x7e]/);
  if (odd >= 0) throw mistakes.at(odd, 1, 'expected plain letters, digits and signs');
  const sign = /<=|>=|==|[<>=]/.exec(text);
  if (!sign) {
    throw mistakes.at(text.length, 1, 'expected a comparison and a limit here, such as <200ms');
  }
  const subject = readSubject(text.slice(0, sign.index), mistakes);
  const operator = readOperator(sign, subject, mistakes);
  const valueAt = sign.index + sign[0].length;
  return { text, from, subject, operator, ...readLimit(text.slice(valueAt), valueAt, subject, mistakes) };
}

/** Commander's way to collect a flag that may be repeated; the text is checked at once. */
export function slo(text: string, before: string[]): string[] {
  parseSlo(text);
  return [...before, text];
}

interface Mistakes {
  at(index: number, length: number, message: string): UsageError;
}

function mistakesIn(text: string, from: string): Mistakes {
  return {
    at(index, length, message) {
      const shown = text.replace(/[^\x20-\x7e]/g, '?');
      return new UsageError(
        `${from}: ${message}.\n  ${shown}\n  ${' '.repeat(index)}${'^'.repeat(Math.max(1, length))}`,
      );
    },
  };
}

/** A name in the text, and where it stands. */
interface Word {
  word: string;
  at: number;
}

function readSubject(text: string, mistakes: Mistakes): Subject {
  const words = wordsOf(text);
  const [first = { word: '', at: 0 }, second, third] = words;
  const heads = ['connect', 'ledger', 'sockets', 'stimuli', 'rate', 'last', ...serverEventNames];
  const expected = 'an event, "last", "connect", "ledger", "sockets", "stimuli" or "rate"';
  const head = pick(first, heads, expected, mistakes);
  const end = (count: number) => noMore(words, count, mistakes);
  switch (head) {
    case 'rate':
      end(1);
      return { of: 'rate' };
    case 'ledger':
      end(2);
      return { of: 'ledger', mishap: pick(second ?? after(text), mishaps, 'a count', mistakes) };
    case 'sockets':
      end(2);
      return { of: 'sockets', setback: pick(second ?? after(text), setbacks, 'a count', mistakes) };
    case 'stimuli':
      end(2);
      return { of: 'stimuli', trouble: pick(second ?? after(text), troubles, 'a count', mistakes) };
    case 'connect':
      end(2);
      return { of: 'connect', figure: pick(second ?? after(text), figures, 'a figure', mistakes) };
    case 'last': {
      end(3);
      const event = pick(second ?? after(text), serverEventNames, 'an event', mistakes);
      const figure = pick(third ?? after(text), figures, 'a figure', mistakes);
      return { of: 'event', event, recipient: 'last', figure };
    }
    default: {
      end(2);
      const figure = pick(second ?? after(text), figures, 'a figure', mistakes);
      return { of: 'event', event: head as ServerEventName, recipient: 'every', figure };
    }
  }
}

function wordsOf(text: string): Word[] {
  let at = 0;
  return text.split('.').map((part) => {
    const found = { word: part.trim(), at: at + (part.length - part.trimStart().length) };
    at += part.length + 1;
    return found;
  });
}

/** The place behind a subject that ends too early. */
function after(text: string): Word {
  return { word: '', at: text.trimEnd().length };
}

function pick<const Name extends string>(
  { word, at }: Word,
  known: readonly Name[],
  what: string,
  mistakes: Mistakes,
): Name {
  const found = known.find((name) => name === word);
  if (found !== undefined) return found;
  const guess = word === '' ? undefined : nearest(word, known);
  const list = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  throw mistakes.at(
    at,
    word.length,
    `expected ${what}; ${guess ? `did you mean "${guess}"?` : `one of ${list}`}`,
  );
}

function noMore(words: Word[], count: number, mistakes: Mistakes): void {
  const surplus = words[count];
  if (!surplus) return;
  const last = words[count - 1]?.word;
  const hint = last === 'p99' && surplus.word === '9' ? ' (p99.9 is written p999)' : '';
  throw mistakes.at(surplus.at - 1, surplus.word.length + 1, `expected nothing more after "${last}"${hint}`);
}

function readOperator(sign: RegExpExecArray, { of }: Subject, mistakes: Mistakes): Operator {
  const written = sign[0] === '==' ? '=' : sign[0];
  const counts = of === 'ledger' || of === 'sockets' || of === 'stimuli';
  const fitting: readonly Operator[] = of === 'rate' ? ['>=', '>'] : counts ? ['=', '<', '<='] : ['<', '<='];
  const found = fitting.find((operator) => operator === written);
  if (found) return found;
  const why =
    of === 'rate' ? 'a rate has a lower limit' : `${counts ? 'counts' : 'latencies'} have an upper limit`;
  throw mistakes.at(sign.index, sign[0].length, `expected ${fitting.join(' or ')}: ${why}`);
}

function readLimit(
  text: string,
  at: number,
  { of }: Subject,
  mistakes: Mistakes,
): Pick<Slo, 'limit' | 'unit'> {
  const lead = text.length - text.trimStart().length;
  const value = text.trim();
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(value) ?? [];
  const wrong = (what: string) => mistakes.at(at + lead, value.length, `expected ${what}`);
  const number = Number(digits);
  switch (of) {
    case 'rate':
      if (digits !== undefined && (unit === '' || unit === '/s'))
        return { limit: number, unit: 'per-second' };
      throw wrong('messages per second, such as 500');
    case 'ledger':
      if (digits !== undefined && unit === '%') return { limit: number / 100, unit: 'ratio' };
      if (digits !== undefined && unit === '') return { limit: number, unit: 'count' };
      throw wrong('a number of deliveries such as 0, or a share of those expected such as 0.1%');
    case 'sockets':
      if (digits !== undefined && unit === '') return { limit: number, unit: 'count' };
      throw wrong('a number of connections such as 0');
    case 'stimuli':
      if (digits !== undefined && unit === '') return { limit: number, unit: 'count' };
      throw wrong('a number of stimuli such as 0');
    default:
      if (digits !== undefined && unit === 'ms') return { limit: number, unit: 'ms' };
      if (digits !== undefined && unit === 's') return { limit: number * 1000, unit: 'ms' };
      throw wrong('a time with its unit, such as 200ms or 1.5s');
  }
}
