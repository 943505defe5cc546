import { describe, expect, test } from 'vitest';
import { frame } from '../../reports/results/index.ts';
import { frameOf, lastFrames, payloadText, shorten } from './evidence.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { NotTestable } from './verdicts.ts';

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
const circular: Record<string, unknown> = {};
circular.self = circular;

describe('a payload as text', () => {
  test('is JSON, arguments apart by commas, and nothing when there are none', () => {
    expect(payloadText([])).toBeUndefined();
    expect(payloadText([{ a: 1 }, 'b', null])).toBe('{"a":1}, "b", null');
  });

  test.each<[string, unknown, string | RegExp]>([
    ['a BigInt', { n: 10n }, '{"n":"10n"}'],
    ['bytes', { bytes: new Uint8Array(3) }, '{"bytes":"(3 bytes)"}'],
    ['bytes, as a client in Node gets them', Buffer.alloc(70_000), '"(70000 bytes)"'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('odd'), 'Symbol(odd)'],
    ['a circle', circular, /^\(cannot be shown: /],
    ['a lone surrogate', { text: 'a\ud800b' }, '{"text":"a\\ud800b"}'],
    [
      'an object that throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '(cannot be shown: no)',
    ],
    [
      'an object that throws nothing',
      {
        toJSON: () => {
          throw null;
        },
      },
      /^\(cannot be shown/,
    ],
    ['a date without time', new Date(Number.NaN), 'null'],
    ['nothing at all', Object.create(null), '{}'],
    ['keys that mean something', JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
  ])('holds %s', (_name, value, expected) => {
    expect(payloadText([value])).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  test('survives nesting that exhausts the stack, and shows the other arguments', () => {
    expect(payloadText([nested(100_000), 'after'])).toMatch(/^\(cannot be shown: .+\), "after"$/);
  });

  test('is short however long the payload is, and says how much is left out', () => {
    for (const value of [
      'x'.repeat(2_000_000),
      { rows: Array(100_000).fill('y') },
      'ü'.repeat(601),
      nested(400),
    ]) {
      const text = payloadText([value]) ?? '';
      const full = JSON.stringify(value);
      expect(text.length).toBeLessThanOrEqual(620);
      const [, before, left, after] = /^(.*) … (\d+) more … (.*)$/.exec(text) ?? [];
      expect(full.startsWith(before ?? '?') && full.endsWith(after ?? '?')).toBe(true);
      expect((before?.length ?? 0) + Number(left) + (after?.length ?? 0)).toBe(full.length);
    }
    expect(shorten('just right', 10)).toBe('just right');
  });
});

describe('frames', () => {
  /** A journal whose entries have these times, counted from its beginning. */
  function journalAt(...timesMs: number[]): Journal {
    const journal = new Journal();
    for (const [index, timeMs] of timesMs.entries()) {
      journal.record('alice', 'got', `event ${index}`).atMs = journal.startedAtMs + timeMs;
    }
    return journal;
  }

  test('fit the result file, whatever the event is called and carries', () => {
    const journal = new Journal();
    const hostile = [undefined, [10n], [nested(50_000)], ['\ud800'], [circular]].map((args) =>
      journal.record('bob', 'got', `\u0000${'long'.repeat(1000)}`, args),
    );
    for (const entry of hostile) {
      const made = frameOf(journal, entry);
      expect(frame.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
      expect(made.event.length).toBeLessThan(220);
    }
  });

  test('tell time from the beginning of the check, to a hundredth of a millisecond', () => {
    const journal = journalAt(12.34567);
    expect(frameOf(journal, journal.entries[0] as JournalEntry).atMs).toBe(12.35);
  });

  test('of other people’s conversations are left out', () => {
    const journal = journalAt(1, 2, 3);
    (journal.entries[1] as JournalEntry).foreign = true;
    expect(lastFrames(journal).map(({ event }) => event)).toEqual(['event 0', 'event 2']);
  });

  test('of a flood are those at its beginning and its end, beside the last of all others', () => {
    const journal = new Journal();
    for (let index = 0; index < 100; index += 1) journal.record('bob', 'sent', `before ${index}`);
    for (let index = 0; index < 500; index += 1) {
      journal.record('bob', 'got', 'news', [index]).foreign = true;
      journal.record('carol', 'got', 'news', ['foreign']).foreign = true;
    }
    journal.record('carol', 'got', 'typing');
    journal.giveUp({ who: 'bob', event: 'news', finding: new NotTestable('too much') });
    const frames = lastFrames(journal);
    expect(frames).toHaveLength(80);
    const news = frames
      .filter(({ event }) => event === 'news')
      .map(({ who, payload }) => `${who} ${payload}`);
    const ends = [...Array(10).keys(), ...Array.from({ length: 10 }, (_, index) => 490 + index)];
    expect(news).toEqual(ends.map((index) => `bob ${index}`));
    expect(frames.filter(({ direction }) => direction === 'note')).toMatchObject([{ event: 'and 480 more' }]);
    expect(frames[0]?.event).toBe('before 42');
    expect(frames.at(-1)?.event).toBe('typing');
  });

  test('of a flood of few, large frames are all there', () => {
    const journal = new Journal();
    for (let index = 0; index < 20; index += 1) journal.record('bob', 'got', 'news').foreign = true;
    journal.giveUp({ who: 'bob', event: 'news', finding: new NotTestable('too much') });
    expect(lastFrames(journal).map(({ event }) => event)).toEqual(Array(20).fill('news'));
  });

  test('hold what the verdict quotes, however much came after it', () => {
    const journal = new Journal();
    const leaked = { conversation_id: 7, user_id: 31, is_typing: true };
    for (const who of ['alice', 'carol', 'dave']) journal.record(who, 'got', 'typing', [leaked]);
    for (let index = 0; index < 100; index += 1) journal.record('carol', 'got', 'news', [{ index }]);
    const words = `carol got it: ${JSON.stringify(leaked)}.`;
    const [first, ...others] = lastFrames(journal, [], words);
    expect(first).toMatchObject({ who: 'carol', event: 'typing', payload: JSON.stringify(leaked) });
    expect(others.map(({ event }) => event)).toEqual(Array(80).fill('news'));
    expect(lastFrames(journal, [], 'Nothing came.')).toHaveLength(80);
  });

  test('are the last ones, merged with those of wires by time', () => {
    const journal = journalAt(...Array.from({ length: 100 }, (_, index) => index));
    const wire: JournalEntry = { ...(journal.entries[0] as JournalEntry), who: 'wire', event: 'message' };
    const frames = lastFrames(journal, [
      { ...wire, atMs: journal.startedAtMs + 98.5 },
      { ...wire, atMs: journal.startedAtMs + 1, event: 'too early' },
    ]);
    expect(frames).toHaveLength(80);
    expect(frames.slice(-3).map(({ who, event }) => [who, event])).toEqual([
      ['alice', 'event 98'],
      ['wire', 'message'],
      ['alice', 'event 99'],
    ]);
    expect(frames.some(({ event }) => event === 'too early')).toBe(false);
  });
});
