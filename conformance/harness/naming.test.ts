import { expect, test } from 'vitest';
import type { Act } from './matching.ts';
import { counted, describedRole, exclusionOf, listed, titleOf } from './naming.ts';
import type { Participant, Role } from './participant.ts';

const player = (role: Partial<Role>, follows: unknown[] = []) =>
  ({
    name: 'nora',
    role: { name: 'nora', ...role },
    follows: new Set(follows.map((id) => ({ id }))),
  }) as unknown as Participant;

test.each<[Partial<Role>, string]>([
  [{}, 'nora'],
  [{ node: 0 }, 'nora'],
  [{ node: 1 }, 'nora (on node 2)'],
  [{ node: -1, over: 'polling' }, 'nora (on the last node, over polling alone)'],
  [{ through: 'http://127.0.0.1:1' }, 'nora (behind a proxy)'],
])('somebody who is %j is called %s', (role, title) => {
  expect(titleOf(player(role))).toBe(title);
});

test.each<[Partial<Role>, string]>([
  [{}, ''],
  [{ node: 0 }, ''],
  [{ node: 1 }, ' on node 2'],
  [{ node: -1, over: 'polling' }, ' over polling alone on the last node'],
])('a connection that is %j is described so', (role, words) => {
  expect(describedRole({ name: 'nora', ...role })).toBe(words);
});

test('a name that says the node needs no other word for it', () => {
  expect(titleOf({ ...player({ node: 1 }), name: 'mallory on node 2' } as Participant)).toBe(
    'mallory on node 2',
  );
});

const typing = { event: 'typing', identity: { conversation_id: 5 } } as Act;
const message = { event: 'new_message', identity: { content: 'x' } } as Act;

test.each<[string, Partial<Role>, unknown[], Act, string]>([
  ['of another business', { stranger: true }, [], typing, ', who belongs to another business'],
  ['outside the conversation', {}, [4], typing, ', who has not joined conversation 5'],
  ['in it, whatever type its id has', {}, ['5'], typing, ''],
  ['of whom nobody knows', {}, [], message, ''],
])('somebody %s is excluded so', (_who, role, follows, act, words) => {
  expect(exclusionOf(player(role, follows), act)).toBe(words);
});

test('long lists are cut, and single things counted as such', () => {
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c, d');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more');
  expect([counted(1, 'frame'), counted(0, 'frame')]).toEqual(['1 frame', '0 frames']);
});
