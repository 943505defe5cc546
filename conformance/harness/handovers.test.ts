import { expect, test } from 'vitest';
import type { ServerPayloads } from '../contract/index.ts';
import { Handovers } from './handovers.ts';
import { type Override, type Plot, talking } from './testing/theatre.ts';
import { without } from './testing/wrong.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

async function toHandOver(plot: Plot = {}, begins?: 0 | 1) {
  const { stage, ada, bob, conversation } = await talking(plot);
  return { conversation, bob, handovers: new Handovers(stage, conversation, [ada, bob], begins) };
}

/** Tells of assignments that `isTold` says so of, by how many came before. */
const telling =
  (isTold: (before: number) => boolean): Override =>
  (base) => {
    let count = 0;
    return {
      emit(emission) {
        if (emission.event !== 'conversation_assigned') return base.emit(emission);
        count += 1;
        if (isTold(count - 1)) base.emit(emission);
      },
    };
  };

const one = [
  { id: 'acme', agents: [7] },
  { id: 'globex', agents: [3] },
];

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

test('two agents assign a conversation to each other, in turns', async () => {
  const { handovers, conversation, bob } = await toHandOver();
  expect(handovers.canChange).toBe(true);
  const assigners: unknown[] = [];
  for (const what of [
    `assigning conversation ${conversation.id} to agent 1`,
    `assigning conversation ${conversation.id} to agent 2, which was agent 1's`,
    `assigning conversation ${conversation.id} to agent 1, which was agent 2's`,
  ]) {
    const { act, those } = await handovers.told();
    expect(act.what).toBe(what);
    expect(those.length).toBeGreaterThan(0);
    const payload: ServerPayloads['conversation_assigned'] = await bob.sees(act);
    assigners.push(payload.assigned_by);
  }
  expect(assigners).toEqual([2, 1, 2]);
  expect(handovers.acts).toHaveLength(3);
  expect(handovers.wasSilentAtFirst).toBe(false);
});

test('the second may begin', async () => {
  const { handovers } = await toHandOver({}, 1);
  expect((await handovers.assign()).what).toMatch(/ to agent 2$/);
  expect((await handovers.assign()).what).toMatch(/ to agent 1, which was agent 2's$/);
});

test('where nobody is told of the first, the second counts', async () => {
  const { handovers } = await toHandOver({
    wrong: { override: telling((before) => before > 0) },
    eventMs: 300,
  });
  const { act } = await handovers.told();
  expect(act).toBe(handovers.acts[1]);
  expect([handovers.acts.length, handovers.wasSilentAtFirst]).toEqual([2, true]);
});

test.each<[string, Override, number]>([
  ['of anything', without('conversation_assigned'), 2],
  ['of a change', telling((before) => before === 0), 2],
])('where nobody is told %s, that is a failure of the clause about it', async (_what, override, turns) => {
  const { handovers } = await toHandOver({ wrong: { override }, eventMs: 300 });
  const telling = async () => {
    for (let turn = 0; turn < turns; turn += 1) await handovers.told();
  };
  const failure = await failureOf(telling());
  expect(failure).toBeInstanceOf(PrerequisiteFailure);
  expect(failure).toMatchObject({
    promisedBy: ['ASG-1'],
    expected: expect.stringMatching(/ to agent 2, which was agent 1's\.$/),
  });
  expect(handovers.acts).toHaveLength(2);
});

test('what comes in a wrong form is no silence, and nobody waits for a second', async () => {
  const misshapen: Override = (base) => ({
    emit: (emission) =>
      base.emit(emission.event === 'conversation_assigned' ? { ...emission, payload: {} } : emission),
  });
  for (const target of [{}, { businesses: one }]) {
    const { handovers } = await toHandOver({ wrong: { override: misshapen }, eventMs: 300, target });
    expect(await failureOf(handovers.told())).toMatchObject({ promisedBy: ['ASG-2'] });
    expect(handovers.acts).toHaveLength(1);
  }
});

test('one agent alone can be told of, but not proven silent', async () => {
  const { handovers } = await toHandOver({ target: { businesses: one } });
  expect(handovers.canChange).toBe(false);
  for (const _ of [1, 2])
    expect((await handovers.told()).act.what).toMatch(/^assigning conversation \d+ to agent 7$/);

  const silent = { wrong: { override: without('conversation_assigned') }, eventMs: 300 };
  const { handovers: untold, conversation } = await toHandOver({ ...silent, target: { businesses: one } });
  expect(await failureOf(untold.told())).toEqual(
    new NotTestable(
      `Nobody was told that conversation ${conversation.id} was assigned to agent 7, who may have had it already: a second agent id of business "acme" is needed (configuration: "businesses[].agents").`,
    ),
  );
});
