import { describe, expect, test } from 'vitest';
import { rooms } from '../contract/index.ts';
import type { JournalEntry } from './journal.ts';
import type { Participant } from './participant.ts';
import { awaitCopies, barrier, barriers, barrierUnlessGone, letIn, provided, quiet } from './sentinels.ts';
import type { Stage } from './stage.ts';
import { type Override, opened, theatre, type Wrong } from './testing/theatre.ts';
import { leaky, slowFor, throwsOut, without } from './testing/wrong.ts';
import { ClauseFailure } from './verdicts.ts';

const both = (stage: { journal: { got(who: string, event: string): unknown[] } }, who: string) =>
  ['new_message', 'typing'].map((event) => stage.journal.got(who, event).length > 0);

test('behind a barrier, everything that was sent before is there', async () => {
  const override: Override = (base, context) => ({
    ...leaky(base, context),
    ...slowFor('slow', 120)(base, context),
  });
  const { stage, conversation, ada } = await opened({ wrong: { override } });
  const mallory = await stage.connect({ name: 'mallory', query: { role: 'slow' } });
  const act = ada.startsTyping(conversation);
  await barrier(stage, mallory, ada);
  expect(mallory.gotOf(act)).toHaveLength(1);
});

test('the same holds behind one in a conversation that both follow', async () => {
  const { stage, conversation, ada } = await opened({ wrong: { override: slowFor('slow', 120) } });
  const carol = await stage.connect({ name: 'carol', query: { role: 'slow' } });
  await letIn(stage, [carol], conversation);
  for (const via of [ada, undefined]) {
    const act = ada.startsTyping();
    await barrier(stage, carol, via);
    expect(carol.gotOf(act)).toHaveLength(1);
  }
});

test('a barrier is silent for a while, for what takes a longer road', async () => {
  let leaked = false;
  const leaksLate: Override = (base) => ({
    emit(emission) {
      base.emit(emission);
      const { event, businessId } = emission;
      if (event !== 'typing' || leaked) return;
      leaked = true;
      setTimeout(() => base.emit({ ...emission, rooms: [rooms.business(businessId)] }), 150);
    },
  });
  const { stage, conversation, ada, bob } = await opened({ wrong: { override: leaksLate }, quiet: 400 });
  const act = ada.startsTyping(conversation);
  await barrier(stage, bob, ada);
  expect(bob.gotOf(act)).toHaveLength(1);
});

/** Who sent a message or typed since a position of the journal, and whether that opened a conversation. */
function sentSince(stage: Stage, since: number) {
  const sent = stage.journal.entries
    .slice(since)
    .filter(({ direction, event }) => direction === 'sent' && event !== 'join_conversation');
  const opens = ({ args }: JournalEntry) =>
    (args[0] as { conversation_id?: unknown }).conversation_id === undefined;
  return {
    openers: sent.filter(opens).map(({ who }) => who),
    senders: [...new Set(sent.filter((entry) => !opens(entry)).map(({ who }) => who))],
  };
}

test('a sentinel comes from the connection that it is asked for, in a conversation of its own', async () => {
  const { stage, conversation, ada, bob } = await opened();
  const since = stage.journal.position;
  await barrier(stage, bob, ada);
  const { openers, senders } = sentSince(stage, since);
  expect(openers).toHaveLength(1);
  expect(senders).toEqual([ada.name]);
  expect(both(stage, 'bob')).toEqual([true, true]);
  expect(stage.journal.got('bob', 'new_message').map(({ args }) => args[0])).not.toContainEqual(
    expect.objectContaining({ conversation_id: conversation.id }),
  );
});

test('a conversation that both follow will do for a sentinel', async () => {
  const { stage, conversation, ada, bob } = await opened();
  await letIn(stage, [bob], conversation);
  for (const via of [ada, undefined]) {
    const since = stage.journal.position;
    await barrier(stage, bob, via);
    expect(sentSince(stage, since)).toEqual({ openers: [], senders: [ada.name] });
  }
});

test('nobody sends a sentinel to itself', async () => {
  const { stage, conversation, ada } = await opened();
  for (const via of [ada, undefined]) {
    const since = stage.journal.position;
    await barrier(stage, ada, via);
    const { openers, senders } = sentSince(stage, since);
    expect(openers).toHaveLength(1);
    expect(senders).toEqual(openers);
    expect(senders).not.toContain(ada.name);
  }
  expect(conversation.customer).toBe(ada);
});

test('where the customer of a conversation has left, another opens one', async () => {
  const { stage, conversation, ada, bob } = await opened();
  await letIn(stage, [bob], conversation);
  ada.leaves();
  const since = stage.journal.position;
  await barrier(stage, bob, ada);
  const { openers, senders } = sentSince(stage, since);
  expect(openers).toHaveLength(1);
  expect(senders).toEqual(openers);
});

test('for another business, the sentinel takes the same node', async () => {
  const arrivals: string[] = [];
  const attach: Wrong['attach'] = ({ io, index }) =>
    void io.on('connection', ({ data }) => arrivals.push(`${data.businessId} on node ${index}`));
  const { stage, bob } = await opened({ wrong: { attach } });
  const mallory = await stage.connect({ name: 'mallory', stranger: true });
  const carol = await stage.connect({ name: 'carol', node: -1 });
  const sendersFor = async (...watchedAndVia: [Participant, Participant?]) => {
    arrivals.length = 0;
    await barrier(stage, ...watchedAndVia);
    return arrivals;
  };
  expect(await sendersFor(mallory, carol)).toEqual(['globex on node 1']);
  expect(await sendersFor(mallory, bob)).toEqual(['globex on node 0']);
  expect(await sendersFor(mallory)).toEqual(['globex on node 0']);
  expect(await sendersFor(carol)).toEqual(['acme on node 1']);
});

test('where the sender of a sentinel is thrown out, somebody else sends it', async () => {
  const { stage, bob } = await opened({ wrong: { override: throwsOut('out') } });
  const via = await stage.connect({ name: 'via', query: { role: 'out' } });
  await barrier(stage, bob, via);
  expect(via.lost).toBeDefined();
  expect(both(stage, 'bob')).toEqual([true, true]);
});

test('where what the sender says goes nowhere, nobody else speaks for it', async () => {
  const override: Override = (base) => ({
    emit(emission) {
      if (emission.origin?.handshake.query.role !== 'unheard') base.emit(emission);
    },
  });
  const { stage, conversation, bob, limitEvents } = await opened({ wrong: { override } });
  const via = await stage.connect({ name: 'via', query: { role: 'unheard' } });
  await letIn(stage, [bob, via], conversation);
  limitEvents(300);
  await expect(barrier(stage, bob, via)).rejects.toThrow(/bob.* none of them/);
});

test('a barrier fails where its sentinel never arrives, and where the watched one is thrown out', async () => {
  const { stage, ada, bob } = await opened({ wrong: { override: throwsOut('out', 'watched') } });
  const watched = await stage.connect({ name: 'watched', query: { role: 'watched' } });
  const via = await stage.connect({ name: 'via', query: { role: 'out' } });
  await expect(barrier(stage, watched, via)).rejects.toThrow('watched lost the connection');
  expect([ada.lost, bob.lost]).toEqual([undefined, undefined]);

  const mute = await opened({ wrong: { override: without('new_message', 'typing') }, eventMs: 300 }).catch(
    (error: unknown) => error,
  );
  // Without new_message nobody learns of a conversation but by its acknowledgement, which is enough.
  expect(mute).not.toBeInstanceOf(Error);
  const { stage: silent, bob: unreached } = mute as Awaited<ReturnType<typeof opened>>;
  await expect(barrier(silent, unreached)).rejects.toThrow(/bob.* none of them/);
});

test('whoever is gone needs no barrier; whoever is there does', async () => {
  const { stage, ada, bob } = await opened();
  const gone = await stage.connect({ name: 'gone' });
  gone.leaves();
  const since = stage.journal.position;
  await barrierUnlessGone(stage, gone, ada);
  expect(stage.journal.position).toBe(since);
  await barrierUnlessGone(stage, bob, ada);
  expect(both(stage, 'bob')).toEqual([true, true]);
});

test('whoever goes meanwhile needs none either; a sentinel that is lost on one who stays counts', async () => {
  const { stage } = await opened({ wrong: { override: throwsOut('watched') } });
  const watched = await stage.connect({ name: 'watched', query: { role: 'watched' } });
  await barrierUnlessGone(stage, watched);
  expect(watched.lost).toBeDefined();

  const silent = await opened({ wrong: { override: without('new_message', 'typing') }, eventMs: 300 });
  await expect(barrierUnlessGone(silent.stage, silent.bob)).rejects.toThrow(/bob.* none of them/);
});

test('barriers are for all who are watched', async () => {
  const override: Override = (base, context) => ({
    ...leaky(base, context),
    ...slowFor('slow', 120)(base, context),
  });
  const { stage, conversation, ada, bob } = await opened({ wrong: { override } });
  const mallory = await stage.connect({ name: 'mallory', query: { role: 'slow' } });
  const act = ada.startsTyping(conversation);
  await barriers(stage, [bob, mallory], ada);
  expect([bob.gotOf(act).length, mallory.gotOf(act).length]).toEqual([1, 1]);
});

test('silence lasts as long as configured, or as long as deliveries take', async () => {
  const tookMs = async (stage: Stage) => {
    const startedAtMs = performance.now();
    await quiet(stage);
    return performance.now() - startedAtMs;
  };
  const configured = await theatre({ quiet: 90 });
  expect(await tookMs(configured.stage())).toBeGreaterThan(88);
  const measured = await theatre();
  for (let count = 0; count < 10; count += 1) measured.tempo.delivered(75);
  const ms = await tookMs(measured.stage());
  expect(ms).toBeGreaterThan(148);
  expect(ms).toBeLessThan(1_000);
});

test('copies get a second to arrive in', async () => {
  let armed = false;
  const copiesLate: Override = (base) => ({
    emit(emission) {
      base.emit(emission);
      if (armed) setTimeout(() => base.emit(emission), 700);
    },
  });
  const { stage, conversation, ada, bob } = await opened({ wrong: { override: copiesLate } });
  await letIn(stage, [bob], conversation);
  armed = true;
  const act = ada.startsTyping();
  await bob.sees(act);
  await awaitCopies(stage);
  expect(bob.gotOf(act)).toHaveLength(2);
});

describe('what must not arrive, provided that it arrives where it should,', () => {
  const failure = (actual: string) => new ClauseFailure({ expected: 'This.', actual });

  test('is judged behind the arrival, and both may be fine', async () => {
    const steps: string[] = [];
    const arrival = new Promise<void>((resolve) =>
      setImmediate(() => {
        steps.push('arrived');
        resolve();
      }),
    );
    await provided(arrival, async () => void steps.push('judged'));
    expect(steps).toEqual(['arrived', 'judged']);
  });

  test('is judged though nothing arrives, and counts first', async () => {
    const missing = () => Promise.reject(failure('It is missing.'));
    const judged = provided(missing(), () => Promise.reject(failure('It went astray.')));
    await expect(judged).rejects.toThrow('It went astray.');
    await expect(provided(missing(), async () => {})).rejects.toThrow('It is missing.');
    await expect(provided(Promise.resolve(), () => Promise.reject(failure('Astray.')))).rejects.toThrow(
      'Astray.',
    );
  });
});
