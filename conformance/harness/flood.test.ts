import { describe, expect, test } from 'vitest';
import { floodOf, Intake } from './flood.ts';
import { Journal } from './journal.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

describe('a connection', () => {
  test('may bring ten thousand events, and no more', () => {
    const intake = new Intake();
    const bounds = new Set(Array.from({ length: 10_000 }, () => intake.takesEvent()));
    expect([...bounds]).toEqual([undefined]);
    expect(intake.takesEvent()).toBe('10000 events');
  });

  test('may bring eight megabytes, not counting the largest packet', () => {
    const intake = new Intake();
    expect(intake.takesBytes(64 * 1024 * 1024)).toBeUndefined();
    expect(intake.takesBytes(8 * 1024 * 1024)).toBeUndefined();
    expect(intake.takesBytes(1)).toBe('8388608 bytes');
  });
});

/** What a flood shows in which somebody got these, so often. */
function flood(...got: [times: number, event: string, payload: unknown, foreign?: true][]) {
  const journal = new Journal();
  for (const [times, event, payload, foreign] of got)
    for (let count = 0; count < times; count += 1) {
      const entry = journal.record('bob', 'got', event, payload === undefined ? [] : [payload]);
      if (foreign) entry.foreign = true;
    }
  return floodOf('bob', '10 events', journal.entries);
}

describe('a flood', () => {
  test('is described by what came most, with whose it was and how the last one looked', () => {
    const { who, event, finding } = flood(
      [2, 'typing', { user_id: 1 }],
      [1, 'read', {}],
      [5, 'new_message', { content: 'theirs' }, true],
      [1, 'news', undefined],
      [4, 'new_message', { content: 'ours' }],
    );
    expect([who, event]).toEqual(['bob', 'new_message']);
    expect(finding).toBeInstanceOf(NotTestable);
    expect(finding.message).toMatch(
      /^bob got more than 10 events within \d+ ms: 5 `new_message` of other conversations, 4 `new_message`, 2 `typing` and others\. The last `new_message` was \{"content":"theirs"\}\. /,
    );
  });

  test.each([
    ['new_message', { content: 'x', id: 1 }, ['MSG-9']],
    ['typing', { conversation_id: 1, user_id: 2, is_typing: true }, ['TYP-5']],
    ['delivered', { message_id: 3 }, ['RCP-5']],
    ['read', { message_id: 3 }, ['RCP-5']],
  ])('of copies of one %s breaks the promise that it comes once', (event, payload, promisedBy) => {
    expect(
      flood([6, event, payload], [5, event, { other: true }], [1, event, payload]).finding,
    ).toMatchObject({
      promisedBy,
      expected: `Every \`${event}\` arrives once.`,
    });
    expect(flood([6, event, { other: true }], [5, event, payload]).finding).toBeInstanceOf(NotTestable);
    expect(flood([6, event, payload, true]).finding).toBeInstanceOf(NotTestable);
  });

  test.each([
    ['conversation_id', { conversation_id: 5, user_id: 2, is_typing: true }],
    ['user_id', { conversation_id: 1, user_id: 5, is_typing: true }],
    ['is_typing', { conversation_id: 1, user_id: 2, is_typing: false }],
  ])('of typing that differs in %s is none of copies', (_field, other) => {
    const typing = { conversation_id: 1, user_id: 2, is_typing: true };
    expect(flood([6, 'typing', other], [5, 'typing', typing]).finding).toBeInstanceOf(NotTestable);
  });

  test('half of which are copies breaks no promise', () => {
    const [one, other] = [{ message_id: 1 }, { message_id: 2 }];
    expect(flood([5, 'read', one], [5, 'read', other]).finding).toBeInstanceOf(NotTestable);
    expect(flood([5, 'read', one], [6, 'read', other]).finding).toBeInstanceOf(PrerequisiteFailure);
    expect(flood([5, 'read', 'text'], [5, 'read', undefined]).finding).toBeInstanceOf(PrerequisiteFailure);
  });

  test.each(['agent_status_changed', 'conversation_assigned', 'constructor', '__proto__', 'news'])(
    'of %s breaks no promise',
    (event) => {
      const { finding } = flood([9, event, {}]);
      expect(finding).not.toBeInstanceOf(PrerequisiteFailure);
      expect(finding.message).toContain(`: 9 \`${event}\`. `);
    },
  );

  test('of nothing that is an event is one all the same', () => {
    expect(floodOf('bob', '10 bytes', []).finding.message).toMatch(
      /^bob got more than 10 bytes within 0 ms: none of it an event\. Among so much, /,
    );
    expect(flood([3, `${'long'.repeat(500)}\n`, 'x'.repeat(5_000)]).finding.message.length).toBeLessThan(800);
  });
});
