import { describe, expect, test } from 'vitest';
import type { ServerEventName, ServerPayloads } from '../contract/index.ts';
import { Journal, type JournalEntry } from './journal.ts';
import {
  type Act,
  isAstray,
  isChanged,
  isId,
  literally,
  matches,
  mismatches,
  nearMisses,
  payloadOf,
  sameId,
  shown,
  textMark,
  wherever,
} from './matching.ts';

const text = `${textMark}run.MSG-1.abcd.1`;
const message: ServerPayloads['new_message'] = {
  id: 7,
  content: text,
  sender_type: 'customer',
  conversation_id: 3,
  created_at: '2026-01-31T09:30:00.000Z',
};

function act<E extends ServerEventName>(event: E, identity: Partial<ServerPayloads[E]>): Act {
  return { event, identity, since: 0, atMs: 0, what: 'something' };
}

function got(...args: unknown[]): JournalEntry {
  return { atMs: 0, who: 'bob', direction: 'got', event: 'new_message', args };
}

describe('an act', () => {
  test('is told by its identity alone, whatever else the frame carries', () => {
    expect(
      mismatches(act('new_message', { content: text }), got({ ...message, extra: true }, 'more')),
    ).toEqual([]);
  });

  test('takes ids for the same as text, and every other field as it is', () => {
    const typing = act('typing', { conversation_id: 3, user_id: 9, is_typing: true });
    expect(mismatches(typing, got({ conversation_id: '3', user_id: '9', is_typing: true }))).toEqual([]);
    expect(mismatches(typing, got({ conversation_id: 3, user_id: 9, is_typing: 'true' }))).toEqual([
      'is_typing: expected true, got "true"',
    ]);
    // `assigned_by` carries an id, too, but does not identify by it alone: it is compared as sent.
    expect(mismatches(act('conversation_assigned', { assigned_by: 3 }), got({ assigned_by: '3' }))).toEqual([
      'assigned_by: expected 3, got "3"',
    ]);
  });

  test('names every field that differs, with what was wanted and what came', () => {
    const reasons = mismatches(
      act('typing', { conversation_id: 3, user_id: 9, is_typing: true }),
      got({ conversation_id: 4, is_typing: null }),
    );
    expect(reasons).toEqual([
      'conversation_id: expected 3, got 4',
      'user_id: expected 9, got nothing',
      'is_typing: expected true, got null',
    ]);
  });

  test.each([[[]], [['text']], [[null]], [[7]], [[undefined]]])('does not match the arguments %j', (args) => {
    expect(mismatches(act('new_message', { content: text }), got(...args))).toEqual([
      expect.stringContaining('the payload is not an object but '),
    ]);
  });

  test('is met by frames without a mismatch, and by no others', () => {
    const typing = act('typing', { conversation_id: 3, user_id: 9, is_typing: true });
    const whole = { conversation_id: '3', user_id: 9, is_typing: true, extra: 1 };
    expect(matches(typing, got(whole))).toBe(true);
    for (const field of ['conversation_id', 'user_id', 'is_typing'])
      for (const value of [undefined, null, 4, 'true'])
        expect(matches(typing, got({ ...whole, [field]: value })), field).toBe(false);
    for (const args of [[], ['text'], [null], [7], [undefined], [new Uint8Array(9)]])
      expect(matches(typing, got(...args))).toBe(false);
    expect(matches(act('new_message', { id: 7 }), got({ id: '7' }))).toBe(true);
  });

  test('is not met by inherited fields', () => {
    const hostile = Object.create({ content: text });
    expect(mismatches(act('new_message', { content: text }), got(hostile))).toHaveLength(1);
    const named = act('new_message', { toString: 'x' } as unknown as Partial<ServerPayloads['new_message']>);
    expect(mismatches(named, got({}))).toEqual(['toString: expected "x", got nothing']);
  });
});

test('a text is changed when it comes with its mark, but otherwise than it was sent', () => {
  const sent = act('new_message', { content: `${text} <b>hello</b>` });
  const changed = (content: unknown, of = sent) => isChanged(of, got({ content }));
  for (const content of [text, `${text} hello`, `x${text}`, `${text}a`]) expect(changed(content)).toBe(true);
  for (const content of [`${text} <b>hello</b>`, `${text}2`, `${text}2 hello`, 'hello', 7, undefined])
    expect(changed(content), String(content)).toBe(false);
  expect(changed(`${text} hello`, act('typing', { is_typing: true }))).toBe(false);
  expect(changed('no mark, too', act('new_message', { content: 'no mark' }))).toBe(false);
  expect(changed(`${text.replaceAll('.', '-')} hello`)).toBe(false);
  expect(isChanged(sent, got('text'))).toBe(false);
});

test('a frame is astray when it brings what was caused, in another conversation', () => {
  const said: Act = { ...act('new_message', { content: text }), place: 3 };
  const astray = (conversation_id: unknown, more: object = {}, of = said) =>
    isAstray(of, { ...got({ content: text, conversation_id }), ...more });
  expect([astray(4), astray('4')]).toEqual([true, true]);
  for (const place of [3, '3', undefined, null, {}]) expect(astray(place), String(place)).toBe(false);
  expect(astray(4, { args: [{ content: 'other', conversation_id: 4 }] })).toBe(false);
  expect(astray(4, { direction: 'sent' })).toBe(false);
  expect(astray(4, { event: 'typing' })).toBe(false);
  expect(astray(4, { args: ['text'] })).toBe(false);
  expect(astray(4, {}, { ...said, place: undefined })).toBe(false);
});

test('typing may be looked for wherever it is, and nothing else', () => {
  const typing = act('typing', { conversation_id: 3, user_id: 9, is_typing: true });
  expect(wherever(typing)).toEqual({ ...typing, identity: { user_id: 9, is_typing: true } });
  const assigned = act('conversation_assigned', { conversation_id: 3 });
  expect(wherever(assigned)).toBe(assigned);
});

test('of a text that was changed, the mismatch tells from where on', () => {
  const wanted = act('new_message', { content: `${text} caf\u00e9 au lait` });
  const reason = (content: string, of = wanted) => mismatches(of, got({ content }))[0];
  const at = text.length + 5;
  expect(reason(`${text} cafe\u0301 au lait`)).toMatch(
    new RegExp(
      `; from character ${at} on, "e\\\\u\\{301\\} au lait" in the place of "\\\\u\\{e9\\} au lait"$`,
    ),
  );
  expect(reason(text)).toMatch(/; from character \d+ on, its end in the place of " caf/);
  expect(reason(`${text} caf\u00e9 au lait!`)).toMatch(/ on, "!" in the place of its end$/);
  for (const content of ['hello', `${textMark}run.MSG-1.other.1`])
    expect(reason(content)).not.toContain('from');
  expect(reason('other', act('new_message', { content: 'no mark' }))).not.toContain('from');
});

test('ids are numbers and text that says something, compared as text', () => {
  expect([0, -1, 1.5, 'a', ' a '].every(isId)).toBe(true);
  expect(['', '  ', null, undefined, true, {}, [1]].some(isId)).toBe(false);
  expect(sameId(12, '12')).toBe(true);
  expect(sameId('12', '012')).toBe(false);
  expect(sameId(undefined, undefined)).toBe(false);
  expect(sameId([12], 12)).toBe(false);
});

test('a payload is the first argument, if that is an object', () => {
  const payload = { a: 1 };
  expect(payloadOf(got(payload, 'more'))).toBe(payload);
  for (const args of [[], [null], ['text'], [1, payload]]) expect(payloadOf(got(...args))).toBeUndefined();
});

describe('near misses', () => {
  const wanted = act('new_message', {
    content: `${text} and more`,
    conversation_id: 3,
    sender_type: 'agent',
  });

  /** Contents of the near misses, in their order. */
  function order(...entries: JournalEntry[]): (string | undefined)[] {
    return nearMisses(new Journal(), wanted, entries).map(
      ({ frame }) => /"n":"(\w+)"/.exec(frame.payload ?? '')?.[1],
    );
  }

  test('come with the check’s own text first, then with the fewest differences, foreign ones last', () => {
    const far = got({ n: 'far', content: 'x', conversation_id: 4, sender_type: 'customer' });
    const near = got({ n: 'near', content: 'x', conversation_id: 3, sender_type: 'agent' });
    const cut = got({ n: 'cut', content: text, conversation_id: 3, sender_type: 'agent' });
    const foreign = {
      ...got({ n: 'foreign', content: 'x', conversation_id: 3, sender_type: 'agent' }),
      foreign: true,
    };
    expect(order(foreign, far, near, cut)).toEqual(['cut', 'near', 'far', 'foreign']);
  });

  test('are no closer for a text of another check, nor where the act has none', () => {
    const other = got({ n: 'other', content: `${textMark}run.MSG-1.other.1`, conversation_id: 4 });
    const near = got({ n: 'near', content: 'x', conversation_id: 3 });
    expect(order(other, near)).toEqual(['near', 'other']);
    const plain = act('new_message', { content: 'no mark', conversation_id: 3 });
    expect(nearMisses(new Journal(), plain, [other, near]).map(({ reasons }) => reasons.length)).toEqual([
      1, 2,
    ]);
  });

  test('are five at most, the closest, each with its reasons', () => {
    const entries = Array.from({ length: 20 }, (_, index) =>
      got({ n: `n${index}`, conversation_id: index < 15 ? 4 : 3, sender_type: 'agent' }),
    );
    expect(order(...entries)).toEqual(['n15', 'n16', 'n17', 'n18', 'n19']);
    const [first] = nearMisses(new Journal(), wanted, entries);
    expect(first?.reasons).toEqual([`content: expected "${text} and more", got nothing`]);
  });

  test('are the best of thousands, of which a few hundred are written down', () => {
    let written = 0;
    const foreign = (index: number) => ({
      ...got({
        n: `f${index}`,
        toJSON() {
          written += 1;
          return {};
        },
      }),
      foreign: true,
    });
    const cut = got({ n: 'cut', content: text, conversation_id: 3, sender_type: 'agent' });
    const near = got({ n: 'near', conversation_id: 3, sender_type: 'agent' });
    const crowd = Array.from({ length: 20_000 }, (_, index) => foreign(index));
    expect(order(near, cut, ...crowd).slice(0, 2)).toEqual(['cut', 'near']);
    expect(written).toBeLessThan(400);
  });

  test('hold hostile frames without complaint', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const misses = nearMisses(new Journal(), wanted, [
      got(deep),
      got(null),
      got(10n),
      got({ content: deep }),
    ]);
    expect(misses).toHaveLength(4);
  });
});

test('any value is shown in one line that is not long', () => {
  expect(shown({ a: 1 })).toBe('{"a":1}');
  expect(shown('a\nb')).toBe('"a\\nb"');
  expect(shown(undefined)).toBe('nothing');
  expect(shown(new Uint8Array(3))).toBe('3 bytes');
  for (const value of [10n, Symbol('s'), () => 1, 'x'.repeat(1e6), { deep: { big: 1n } }]) {
    expect(shown(value)).toMatch(/^.{1,200}$/);
  }
});

test.each([
  ['cut', 'abc', 'ab', '; from character 23 on, its end in the place of "c"'],
  ['longer', 'ab', 'abc', '; from character 23 on, "c" in the place of its end'],
  ['normalized', 'e\u0301', '\u00e9', '; from character 21 on, "\\u{e9}" in the place of "e\\u{301}"'],
  ['astral', '🦊🦊', '🦊?', '; from character 22 on, "?" in the place of "\\u{1f98a}"'],
])('of a text that came %s, it is said from where on', (_how, sent, came, words) => {
  const [miss = ''] = mismatches(
    act('new_message', { content: `${text} ${sent}` }),
    got({ ...message, content: `${text} ${came}` }),
  );
  expect(miss.slice(miss.indexOf(';'))).toBe(words);
});

test('a pattern can be made of any text, and matches nothing else', () => {
  const text = 'a.b*c+d?e^f$g{1}(h|i)[j]\\k-/';
  expect(text).toMatch(new RegExp(`^${literally(text)}$`));
  expect('pb-run-7').not.toMatch(new RegExp(`^${literally('pb.run.7')}$`));
});
