import { expect, test } from 'vitest';
import { getsAlike } from './likeness.ts';
import type { Act } from './matching.ts';
import type { Participant } from './participant.ts';
import { talking, theatre } from './testing/theatre.ts';
import { without } from './testing/wrong.ts';
import { ClauseFailure, PrerequisiteFailure } from './verdicts.ts';

const sent = 'pb.run.BKP-1.ab.1';
const message = {
  id: 7,
  content: sent,
  sender_type: 'agent',
  conversation_id: 3,
  created_at: '2026-01-31T09:30:00.250Z',
};

const player = (name: string, node = 0) =>
  ({ name, role: { name, node }, follows: new Set(), sees: () => {} }) as unknown as Participant;
const [near, far] = [player('alice'), player('nora', -1)];

/** Why nora's copy is not like alice's, or like what was sent where she got none. */
async function reasonsFor(copy: object, original: object | undefined = message, eventMs = 50) {
  const { journal, settings } = (await theatre({ eventMs })).stage('BKP-1');
  const stage = { journal, settings, eventMs, inspection: { isMisshapen: () => false } } as never;
  if (original) journal.record('alice', 'got', 'new_message', [original]);
  journal.record('nora', 'got', 'new_message', [copy]);
  const act: Act = {
    event: 'new_message',
    identity: { content: sent },
    since: 0,
    atMs: 0,
    what: 'the message',
  };
  const error: unknown = await getsAlike(stage, far, act, near).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  expect(error).toBeInstanceOf(ClauseFailure);
  expect(error).not.toBeInstanceOf(PrerequisiteFailure);
  const { expected, actual, nearMisses } = error as ClauseFailure;
  return [expected, actual, nearMisses.map(({ frame }) => frame.who)];
}

test('a copy that says the same is alike, whatever else it carries', async () => {
  expect(await reasonsFor(message)).toEqual([]);
  expect(await reasonsFor({ ...message, node: 2 })).toEqual([]);
  expect(await reasonsFor({ ...message, id: '7' })).toEqual([]);
});

test.each([
  ['id', 8, 'id: expected 7, got 8'],
  ['sender_type', 'customer', 'sender_type: expected "agent", got "customer"'],
  ['conversation_id', 4, 'conversation_id: expected 3, got 4'],
  [
    'content',
    `${sent} more`,
    `content: expected "${sent}", got "${sent} more"; from character 18 on, " more" in the place of its end`,
  ],
  [
    'created_at',
    '2026-01-31T10:30:00.250Z',
    'created_at: expected "2026-01-31T09:30:00.250Z", got "2026-01-31T10:30:00.250Z"',
  ],
  ['created_at', 'soon', 'created_at: expected "2026-01-31T09:30:00.250Z", got "soon"'],
  ['created_at', undefined, 'created_at: expected "2026-01-31T09:30:00.250Z", got nothing'],
])('a copy with another %s, %j, is not', async (field, value, reason) => {
  expect(await reasonsFor({ ...message, [field]: value })).toEqual([
    'nora (on the last node) gets the message with the same values as alice.',
    `It came with other values: ${reason}.`,
    ['nora'],
  ]);
});

test.each([
  ['in another zone', '2026-01-31T11:30:00.250+02:00'],
  ['finer', '2026-01-31T09:30:00.250999Z'],
  ['coarser', '2026-01-31T09:30:01Z'],
  ['without a zone', '2026-01-31T18:30:00'],
])('a time may be told %s', async (_how, created_at) => {
  expect(await reasonsFor({ ...message, created_at })).toEqual([]);
});

test('a time differs from the next that can be told', async () => {
  expect(await reasonsFor({ ...message, created_at: '2026-01-31T09:30:00.251Z' })).not.toEqual([]);
});

test('what the original lacks is not missed in the copy', async () => {
  const { id: _, ...rest } = message;
  expect(await reasonsFor(message, { ...rest, created_at: 'long ago' })).toEqual([]);
});

test('without an original, the copy has to be what was sent', async () => {
  expect(await reasonsFor(message, { ...message, content: 'other' })).toEqual([]);
  expect(await reasonsFor({ ...message, content: `${sent}?` }, { ...message, content: 'other' })).toEqual([
    'nora (on the last node) gets the message as it was sent.',
    expect.stringMatching(/^It came with other values: content: /),
    ['nora'],
  ]);
});

test('events are waited for, and those that never come are missed', async () => {
  const { stage, ada, bob } = await talking();
  await getsAlike(stage, bob, ada.says(), ada);
  await getsAlike(stage, bob, ada.startsTyping(), ada);

  const lossy = await talking({ wrong: { override: without('new_message') }, eventMs: 200 });
  await expect(getsAlike(lossy.stage, lossy.bob, lossy.ada.says(), lossy.ada)).rejects.toMatchObject({
    actual: 'Within 200 ms nothing arrived.',
  });
  await getsAlike(lossy.stage, lossy.bob, lossy.ada.stopsTyping());
  lossy.bob.leaves();
  await lossy.stage.journal.until(() => lossy.bob.lost, 2_000);
  await expect(getsAlike(lossy.stage, lossy.bob, lossy.ada.says())).rejects.toMatchObject({
    actual: expect.stringMatching(/^bob lost the connection \(/),
  });
});
