import { describe, expect, test } from 'vitest';
import { sentIdSchema } from '../../conformance/contract/index.ts';
import {
  blankStamp,
  readStamp,
  readTypingUserId,
  runTag,
  type Stamp,
  stampedContent,
  typingUserId,
} from './stamp.ts';
import { Stamps } from './stamps.ts';
import { seeded } from './testing/seeded.ts';

const stamp: Stamp = {
  run: runTag('a run'),
  worker: 3,
  business: 1,
  sender: 12_345,
  seq: 987_654_321,
  intendedMs: 12_345_678.901,
};
const read = (content: unknown) => {
  const into = blankStamp();
  return readStamp(content, into) ? into : undefined;
};

describe('in content', () => {
  test('is read as it was written, whatever the numbers', () => {
    const random = seeded(7);
    for (let round = 0; round < 2000; round += 1) {
      const one: Stamp = {
        run: runTag(String(round)),
        worker: random.below(1000),
        business: random.below(1000),
        sender: random.below(1e6),
        seq: random.below(2 ** 40),
        intendedMs: random.below(2 ** 40) / 1000,
      };
      const content = stampedContent(one, random.below(200));
      expect(read(content)).toEqual({ ...one, lengthChars: content.length });
    }
  });

  test.each([1, 50, 60, 1000, 10_000, 100_000])('fills %i characters', (lengthChars) => {
    const content = stampedContent(stamp, lengthChars);
    const least = stampedContent(stamp, 0).length;
    expect(least).toBeLessThan(55);
    expect(content).toHaveLength(Math.max(lengthChars, least));
    expect(read(content)).toEqual({ ...stamp, lengthChars: content.length });
  });

  test('has nothing in it that JSON, HTML or a database would change', () => {
    for (let lengthChars = 40; lengthChars < 400; lengthChars += 1) {
      const content = stampedContent(stamp, lengthChars);
      expect(content).toMatch(/^[a-z0-9. ]+$/);
      expect(content.trim()).toBe(content);
      expect(content).not.toContain('  ');
      expect(JSON.stringify(content)).toBe(`"${content}"`);
    }
  });

  const whole = stampedContent(stamp, 0);
  const cut = Array.from({ length: whole.length }, (_, length) => whole.slice(0, length));
  test.each([
    undefined,
    null,
    7,
    {},
    [whole],
    'hello',
    ` ${whole}`,
    whole.toUpperCase(),
    'pbm.......',
    'pbm.1.2.3.4.5.6.',
    'pbm.1.2.3.4.5.-6.7.',
    'pbm.1.2.3.4.5.6e1 .7.',
    `pbm.${'z'.repeat(1e6)}`,
    `pbm.1.2.3.4.5.6.${'9'.repeat(400)}.`,
    ...cut,
  ])('is not read from %j', (content) => expect(read(content)).toBeUndefined());

  test('is read in bounded time from content made to be slow', () => {
    const hostile = `pbm.${'1.'.repeat(5e6)}`;
    const startedMs = performance.now();
    for (let round = 0; round < 1000; round += 1) read(hostile);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe.each(['number', 'uuid', 'any'] as const)('in a user_id of form %s', (form) => {
  const into = { worker: 0, seq: 0 };

  test('is an id of that form, and read as it was written', () => {
    const random = seeded(11);
    for (let round = 0; round < 2000; round += 1) {
      const run = runTag(`run ${round}`);
      const seq = random.below(2 ** 30);
      const worker = random.below(16);
      const userId = typingUserId(form, { run, worker, seq });
      expect(sentIdSchema(form).safeParse(userId).success).toBe(true);
      if (typeof userId === 'number') expect(userId).toBeLessThan(2 ** 31);
      const nextSeq = seq + 1 + random.below(2 ** 24);
      expect(readTypingUserId(userId, run, nextSeq, into)).toBe(true);
      expect(into).toEqual({ worker, seq });
    }
  });

  test('is not read from the ids of others', () => {
    const others = [1, 42, -1, 0.5, 2 ** 31, 2 ** 53, Number.NaN, '', 'alice', null, undefined, {}, []];
    for (const other of [...others, '00000000-0000-4000-8000-000000000000', '0'.repeat(36)]) {
      expect(readTypingUserId(other, stamp.run, 100, into), String(other)).toBe(false);
    }
  });
});

test.each(['number', 'uuid', 'any'] as const)('a worker of any number knows its own: %s', (ids) => {
  for (const worker of [0, 15, 16, 65_536, 1_234_567_891, 2 ** 31 - 1]) {
    const stamps = new Stamps({ runId: 'a run', worker, ids });
    expect(stamps.ofUserId(stamps.userId(7), 8)).toBe('here');
    expect(stamps.ofContent(stamps.content({ business: 0, sender: 3, seq: 7, intendedMs: 5 }, 20))).toBe(
      'here',
    );
    expect([stamps.seq, stamps.isWhole]).toEqual([7, true]);
    const other = new Stamps({ runId: 'a run', worker: worker + 1, ids });
    expect(other.ofUserId(stamps.userId(7), 8)).toBe('elsewhere');
  }
});

test('an event that was never sent is not read from a number', () => {
  const into = { worker: 0, seq: 0 };
  const userId = typingUserId('number', { run: stamp.run, worker: 0, seq: 100 });
  expect(readTypingUserId(userId, stamp.run, 100, into)).toBe(false);
  expect(readTypingUserId(userId, stamp.run, 101, into)).toBe(true);
});
