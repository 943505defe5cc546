import { describe, expect, test } from 'vitest';
import { rooms } from '../contract/index.ts';
import type { Act } from './matching.ts';
import { type Override, talking, type Wrong } from './testing/theatre.ts';
import { dropping, switched } from './testing/wrong.ts';
import { ClauseFailure, PrerequisiteFailure } from './verdicts.ts';

/** What a promise was rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<ClauseFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClauseFailure);
  return error as ClauseFailure;
}

/** What a call threw. */
function thrownBy(call: () => void): ClauseFailure {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ClauseFailure);
    return error as ClauseFailure;
  }
  throw new Error('nothing was thrown');
}

const twice = () =>
  switched((emission, send) => {
    send(emission);
    send(emission);
  });

describe('seeing', () => {
  test('takes an event that the act caused, and returns its payload', async () => {
    const { conversation, ada, bob } = await talking();
    const act = ada.says('pb.run.hello');
    expect(await bob.sees(act)).toMatchObject({
      content: 'pb.run.hello',
      sender_type: 'customer',
      conversation_id: conversation.id,
    });
    expect(bob.gotOf(act)).toHaveLength(1);
  });

  test('takes no event that was there before the act', async () => {
    const { state, wrong } = dropping();
    const { ada, bob } = await talking({ wrong, eventMs: 200 });
    await bob.sees(ada.startsTyping());
    state.on = true;
    const failure = await failureOf(bob.sees(ada.startsTyping()));
    expect(failure.actual).toBe('Within 200 ms nothing arrived.');
  });

  test('fails with what was wanted, what came instead, and how near that was', async () => {
    const { state, wrong } = switched((emission, send) =>
      send({ ...emission, payload: { ...(emission.payload as object), user_id: 5 } }),
    );
    const { conversation, ada, bob } = await talking({ wrong, eventMs: 200 });
    state.on = true;
    const failure = await failureOf(bob.sees(ada.startsTyping()));
    expect(failure.expected).toBe(
      `bob gets \`typing\` {"conversation_id":${conversation.id},"user_id":${ada.userId},"is_typing":true} after ${ada.name} starts typing.`,
    );
    expect(failure.actual).toBe('Within 200 ms 1 other `typing` arrived, which is not the one.');
    expect(failure.nearMisses).toMatchObject([
      { frame: { who: 'bob' }, reasons: [`user_id: expected ${ada.userId}, got 5`] },
    ]);
  });

  test('tells frames of other events from none', async () => {
    const { state, wrong } = switched((emission, send) => send({ ...emission, event: 'something_else' }));
    const { ada, bob } = await talking({ wrong, eventMs: 200 });
    state.on = true;
    const failure = await failureOf(bob.sees(ada.startsTyping()));
    expect(failure.actual).toBe('Within 200 ms only 1 frame of other events arrived.');
    expect(failure.nearMisses).toEqual([]);
  });

  test.each([
    [{ is_typing: 'yes' }, 'in a form that breaks its schema', ['TYP-3']],
    [{ user_id: 5 }, 'of somebody else', undefined],
  ])('of an event that came %j, %s, blames %j', async (change, _how, promisedBy) => {
    const { state, wrong } = switched((emission, send) =>
      send({ ...emission, payload: { ...(emission.payload as object), ...change } }),
    );
    const { ada, bob } = await talking({ wrong, eventMs: 200 });
    state.on = true;
    const failure = await failureOf(bob.sees(ada.startsTyping()));
    expect((failure as Partial<PrerequisiteFailure>).promisedBy).toEqual(promisedBy);
  });

  test('of a message whose text was changed on its way blames the clause about that', async () => {
    const { state, wrong } = switched((emission, send) => {
      const { content } = emission.payload as { content?: string };
      send({ ...emission, payload: { ...(emission.payload as object), content: `"${content}"` } });
    });
    const { ada, bob } = await talking({ wrong, eventMs: 200 });
    state.on = true;
    for (const failure of [bob.sees(ada.says()), bob.witnesses(ada.says())])
      expect(await failureOf(failure)).toMatchObject({ promisedBy: ['MSG-2'], name: 'PrerequisiteFailure' });
  });

  test('ends with the connection', async () => {
    const { state, wrong } = dropping();
    const { ada, bob } = await talking({ wrong });
    state.on = true;
    const seeing = failureOf(bob.sees(ada.startsTyping()));
    bob.leaves();
    expect(await seeing).toMatchObject({
      actual: 'bob lost the connection (io client disconnect); until then nothing arrived.',
      excusedBy: ['TRN-7'],
    });
  });

  test('what came before the connection was lost has come', async () => {
    const { ada, bob } = await talking();
    const act = ada.startsTyping();
    await bob.sees(act);
    bob.leaves();
    expect(await bob.sees(act)).toMatchObject({ is_typing: true });
  });

  test('all acts means each of them, whatever their order', async () => {
    const { state, wrong } = dropping();
    const { ada, bob } = await talking({ wrong, eventMs: 300 });
    const texts = ['pb.1', 'pb.2', 'pb.3'];
    const acts = texts.map((text) => ada.says(text));
    const payloads = await bob.seesAll(acts.toReversed());
    expect(payloads.map(({ content }) => content)).toEqual(texts.toReversed());
    state.on = true;
    await failureOf(bob.seesAll([...acts, ada.says('pb.4')]));
  });

  test('what is only needed fails by the clauses that promise it', async () => {
    const { state, wrong } = switched((emission, send) =>
      send({ ...emission, payload: { ...(emission.payload as object), is_typing: true } }),
    );
    const { ada, bob } = await talking({ wrong, eventMs: 200 });
    const there = ada.startsTyping();
    await bob.witnesses(there);
    state.on = true;
    const missing = ada.stopsTyping();
    const failing = bob.witnesses(there, missing);
    await expect(failing).rejects.toThrow(PrerequisiteFailure);
    await expect(failing).rejects.toMatchObject({
      promisedBy: ['TYP-2', 'TYP-3'],
      expected: expect.stringContaining(`after ${ada.name} stops typing.`),
      actual: expect.stringMatching(/^Within 200 ms 1 other `typing` arrived/),
      nearMisses: [{ reasons: ['is_typing: expected false, got true'] }],
    });
  });

  test('teaches how long deliveries take', async () => {
    const slow: Override = () => ({
      deliver: (_socket, event, payload, send) => void setTimeout(() => send(event, payload), 150),
    });
    const { ada, bob, tempo } = await talking({ wrong: { override: slow } });
    for (let count = 0; count < 3; count += 1) await bob.sees(ada.startsTyping());
    expect(tempo.quietMs).toBeGreaterThan(280);
    expect(tempo.quietMs).toBeLessThan(1_500);
  });
});

describe('counting', () => {
  test('once is once', async () => {
    const { ada, bob } = await talking();
    expect(await bob.seesOnce(ada.startsTyping())).toMatchObject({ is_typing: true });
    expect(await bob.seesOnce(ada.stopsTyping())).toMatchObject({ is_typing: false });
  });

  test('a second one fails, though it comes late', async () => {
    const { state, wrong } = switched((emission, send) => {
      send(emission);
      setTimeout(() => send(emission), 60);
    });
    const { ada, bob } = await talking({ wrong, quiet: 300 });
    state.on = true;
    const failure = await failureOf(bob.seesOnce(ada.startsTyping()));
    expect(failure).toMatchObject({
      expected: `bob gets \`typing\` exactly once after ${ada.name} starts typing.`,
      actual: 'bob got it 2 times.',
    });
  });

  test('none is not once', async () => {
    const { state, wrong } = dropping();
    const { stage, ada, bob } = await talking({ wrong });
    state.on = true;
    const act = ada.startsTyping();
    expect(thrownBy(() => bob.sawOnce(act)).actual).toBe('bob got it 0 times.');
    await expect(stage.journal.until(() => bob.gotOf(act)[0], 20)).resolves.toBeUndefined();
  });

  test('two at once are two', async () => {
    const { state, wrong } = twice();
    const { stage, ada, bob } = await talking({ wrong });
    state.on = true;
    const act = ada.startsTyping();
    await stage.journal.until(() => bob.gotOf(act)[1], 2_000);
    expect(thrownBy(() => bob.sawOnce(act)).actual).toBe('bob got it 2 times.');
  });
});

describe('order', () => {
  test('is that of the first arrivals', async () => {
    const { ada, bob } = await talking();
    const acts = ['pb.1', 'pb.2', 'pb.3'].map((text) => ada.says(text));
    await bob.seesAll(acts);
    expect(bob.orderOf(acts)).toEqual([0, 1, 2]);
    expect(() => bob.sawInOrder(acts)).not.toThrow();
    const [one, two, three] = acts as [(typeof acts)[0], (typeof acts)[0], (typeof acts)[0]];
    expect(bob.orderOf([three, one, two])).toEqual([1, 2, 0]);
    expect(thrownBy(() => bob.sawInOrder([one, three, two]))).toMatchObject({
      expected: 'bob gets 3 `new_message` in the order of sending.',
      actual: `Number 2 to arrive was ${ada.name}'s message "pb.2", number 3 to be sent.`,
    });
  });
});

describe('never seeing', () => {
  /** Typing reaches the whole business, over a slow road where that is said. */
  const leaking = (delayMs: number): Wrong => ({
    override: (base) => ({
      emit(emission) {
        const { event, businessId } = emission;
        if (event === 'typing') base.emit({ ...emission, rooms: [rooms.business(businessId)] });
        else base.emit(emission);
      },
      deliver(socket, event, payload, send) {
        if (socket.handshake.query.role === 'slow') setTimeout(() => send(event, payload), delayMs);
        else send(event, payload);
      },
    }),
  });

  test.each([0, 100])('what arrives fails, though it takes %d ms', async (delayMs) => {
    const { stage, conversation, ada, bob } = await talking({ wrong: leaking(delayMs) });
    const mallory = await stage.connect({ name: 'mallory', query: { role: 'slow' } });
    const act = ada.startsTyping();
    await bob.sees(act);
    const failure = await failureOf(mallory.neverSaw(act, ada));
    expect(failure).toMatchObject({
      expected: `\`typing\` after ${ada.name} starts typing does not reach mallory, who has not joined conversation ${conversation.id}.`,
      actual: `mallory got it: {"conversation_id":${conversation.id},"user_id":${ada.userId},"is_typing":true}.`,
    });
  });

  test('what does not arrive is fine', async () => {
    const { stage, ada, bob } = await talking();
    const mallory = await stage.connect({ name: 'mallory' });
    const act = ada.startsTyping();
    await bob.sees(act);
    await mallory.neverSaw(act, ada);
    await mallory.neverSaw(act);
  });

  test('typing that goes astray counts, whichever conversation it names then', async () => {
    const renamed: Override = (base) => ({
      emit(emission) {
        const { event, businessId, payload } = emission;
        base.emit(emission);
        if (event !== 'typing') return;
        const elsewhere = { ...(payload as object), conversation_id: 4711 };
        base.emit({ ...emission, payload: elsewhere, rooms: [rooms.business(businessId)] });
      },
    });
    const { stage, ada, bob } = await talking({ wrong: { override: renamed } });
    const mallory = await stage.connect({ name: 'mallory' });
    const [start, message] = [ada.startsTyping(), ada.says()];
    await bob.seesAll([start, message] as Act[]);
    await failureOf(mallory.neverSaw(start, ada));
    await mallory.neverSaw(message, ada);
    expect(() =>
      mallory.sawNothingOf({ ...start, identity: { ...start.identity, user_id: 5 } }),
    ).not.toThrow();
  });

  test('says of a stranger that it is one', async () => {
    const toAll: Override = (base, { io }) => ({
      emit: ({ event, payload, ...rest }) =>
        event === 'typing' ? void io.emit(event, payload) : base.emit({ event, payload, ...rest }),
    });
    const { stage, ada, bob } = await talking({ wrong: { override: toAll } });
    const mallory = await stage.connect({ name: 'mallory', stranger: true });
    const act = ada.startsTyping();
    await bob.sees(act);
    await stage.journal.until(() => mallory.gotOf(act)[0], 2_000);
    expect(thrownBy(() => mallory.sawNothingOf(act)).expected).toMatch(/mallory.* another business/);
  });
});
