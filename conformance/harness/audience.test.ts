import { expect, test } from 'vitest';
import { Agent } from './agent.ts';
import { told } from './audience.ts';
import { type Override, talking } from './testing/theatre.ts';
import { without } from './testing/wrong.ts';
import { PrerequisiteFailure } from './verdicts.ts';

async function assigned(override?: Override) {
  const scene = await talking({ eventMs: 300, ...(override ? { wrong: { override } } : {}) });
  const { stage, ada, bob, conversation } = scene;
  const olga = await stage.connect({ name: 'olga' });
  const act = await new Agent(stage, { id: 'acme', agents: [1, 2] }).isAssigned(conversation);
  return { stage, audience: [bob, olga, ada], act };
}

async function failureOf(promise: Promise<unknown>): Promise<PrerequisiteFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PrerequisiteFailure);
  return error as PrerequisiteFailure;
}

/** Assignments go to the whole business, changed so. */
const changing =
  (change: (payload: object) => object): Override =>
  (base) => ({
    emit(emission) {
      const isIt = emission.event === 'conversation_assigned';
      base.emit(isIt ? { ...emission, payload: change(emission.payload as object) } : emission);
    },
  });

test('those who are told are told apart from those who are not', async () => {
  const { stage, audience, act } = await assigned();
  const those = await told(stage, audience, act);
  await stage.journal.until(
    () => (audience.every((one) => one.gotOf(act).length > 0) ? true : undefined),
    200,
  );
  expect(those.length).toBeGreaterThan(0);
  for (const one of those) expect(one.gotOf(act)).toHaveLength(1);
});

test('where nothing came at all, the clause that promises the event is to blame', async () => {
  const { stage, audience, act } = await assigned(without('conversation_assigned'));
  expect(await failureOf(told(stage, audience, act))).toMatchObject({
    promisedBy: ['ASG-1'],
    expected: expect.stringMatching(
      /^Somebody of the business gets `conversation_assigned` \{"conversation_id":/,
    ),
    actual: expect.stringMatching(/^Within 300 ms neither .*; 0 other `conversation_assigned` arrived\.$/),
    nearMisses: [],
  });
});

test.each<[string, (payload: object) => object, string[], RegExp]>([
  [
    'breaks its schema, the clause about its form is',
    (payload) => ({ ...payload, conversation_id: null }),
    ['ASG-2'],
    /^conversation_id: expected \d+, got null$/,
  ],
  [
    'names another conversation, it may be of somebody else',
    (payload) => ({ ...payload, conversation_id: 7_000_000 }),
    ['ASG-1', 'ASG-2'],
    /^conversation_id: expected \d+, got 7000000$/,
  ],
])('where what they are told %s', async (_what, change, promisedBy, reason) => {
  const { stage, audience, act } = await assigned(changing(change));
  const failure = await failureOf(told(stage, audience, act));
  expect(failure.promisedBy).toEqual(promisedBy);
  expect(failure.nearMisses[0]?.reasons).toEqual([expect.stringMatching(reason)]);
});
