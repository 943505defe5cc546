import { describe, expect, test } from 'vitest';
import type { ServerEventName } from '../contract/index.ts';
import type { JournalEntry } from './journal.ts';
import { payloadOf } from './matching.ts';
import type { Participant } from './participant.ts';
import { type Override, type Plot, theatre } from './testing/theatre.ts';
import { oneConversation } from './testing/wrong.ts';
import { PrerequisiteFailure } from './verdicts.ts';

async function staged(plot: Plot = {}) {
  const scene = await theatre(plot);
  return { ...scene, stage: scene.stage() };
}

const overriding = (override: Override): Plot => ({ wrong: { override } });

describe('a conversation', () => {
  test('is opened by a customer of its own, who follows it', async () => {
    const { stage } = await staged();
    const [one, other] = [await stage.openConversation(), await stage.openConversation()];
    expect(one.id).not.toBe(other.id);
    expect(one.customer).not.toBe(other.customer);
    expect(one).toMatchObject({ businessId: 'acme', customer: { name: 'customer 1' } });
    expect([...one.customer.follows]).toEqual([one]);
    expect(one.customerData.name).toMatch(/^customer 1 /);
    expect(stage.inspection.ownConversations).toEqual(new Set([String(one.id), String(other.id)]));
    expect(await one.customer.sees(one.customer.says())).toMatchObject({ conversation_id: one.id });
  });

  test('may be opened elsewhere, for somebody else', async () => {
    const { stage } = await staged();
    const { customer, businessId } = await stage.openConversation({ stranger: true, node: -1 });
    expect([businessId, customer.role]).toEqual(['globex', { stranger: true, node: -1, name: 'customer 1' }]);
  });

  test('is opened in the name of the customer that is given', async () => {
    const { stage } = await staged();
    const ada = await stage.connect({ name: 'ada' });
    const customerData = { name: 'Ada', email: 'ada@example.com' };
    expect(await stage.firstMessage(ada, customerData)).toMatchObject({ customerData, customer: ada });
    const sent = stage.journal.entries.find(({ event }) => event === 'client_message');
    expect(sent?.args[0]).toEqual({ content: expect.any(String), customer_data: customerData });
  });

  /** The server tells nobody of new conversations but as said. */
  const telling = (
    tell: (socket: { emit(event: string, ...args: unknown[]): unknown }, id: unknown) => void,
  ) =>
    overriding((base) => ({
      answer() {},
      emit(emission) {
        if (emission.event !== ('new_message' satisfies ServerEventName)) return base.emit(emission);
        if (emission.origin) tell(emission.origin, emission.conversationId);
      },
    }));

  test('that nothing tells of is a missing prerequisite', async () => {
    const { stage, limitEvents } = await staged(telling(() => {}));
    const ada = await stage.connect({ name: 'ada' });
    limitEvents(150);
    const failing = stage.firstMessage(ada);
    await expect(failing).rejects.toThrow(PrerequisiteFailure);
    await expect(failing).rejects.toMatchObject({
      promisedBy: ['CLM-1', 'CLM-4'],
      actual: 'Within 150 ms no frame and no acknowledgement told it.',
    });
  });

  test('is not waited for by one whose connection ended', async () => {
    const { stage } = await staged(
      overriding((base) => ({
        openConversation(socket) {
          socket.disconnect(true);
          return base.openConversation(socket);
        },
      })),
    );
    await expect(stage.openConversation()).rejects.toMatchObject({
      actual: expect.stringMatching(/^The connection ended: (io server disconnect|transport close)/),
    });
  });

  test('may be told by an event of the target’s own, if it stays the only one', async () => {
    const { stage } = await staged(telling((socket, id) => socket.emit('opened', { conversation_id: id })));
    expect(await stage.firstMessage(await stage.connect({ name: 'ada' }))).toMatchObject({ id: 1 });
  });

  test('that is only hinted at is what a better word says that follows soon', async () => {
    const { stage, tempo } = await staged(
      telling((socket, id) => {
        socket.emit('opened', { conversation_id: 4711 });
        setTimeout(() => {
          const first = ada.socket.id;
          socket.emit('accepted', { conversation_id: id, of: first, email: 'ada@example.com' });
        }, 5);
      }),
    );
    // What is soon, the slowest deliveries say: longer than this machine may be held up.
    tempo.delivered(1_000);
    const ada: Participant = await stage.connect({ name: 'ada' });
    const customerData = { name: 'Ada', email: 'ada@example.com' };
    expect(await stage.firstMessage(ada, customerData)).toMatchObject({ id: 1 });
  });

  test('that hints contradict each other of is waited for, until one is certain', async () => {
    const { stage } = await staged(
      telling((socket, id) => {
        for (const hint of [4711, 4712]) socket.emit('opened', { conversation_id: hint });
        setTimeout(() => socket.emit('accepted', { conversation_id: id, email: 'ada@example.com' }), 150);
      }),
    );
    const ada = await stage.connect({ name: 'ada' });
    const customerData = { name: 'Ada', email: 'ada@example.com' };
    expect(await stage.firstMessage(ada, customerData)).toMatchObject({ id: 1 });
  });

  test('whose hint is contradicted right away is waited for as well', async () => {
    const { stage, tempo } = await staged(
      telling((socket, id) => {
        socket.emit('opened', { conversation_id: 4711 });
        setTimeout(() => socket.emit('opened', { conversation_id: 4712 }), 20);
        setTimeout(() => socket.emit('accepted', { conversation_id: id, email: 'ada@example.com' }), 400);
      }),
    );
    tempo.delivered(100);
    const ada = await stage.connect({ name: 'ada' });
    const customerData = { name: 'Ada', email: 'ada@example.com' };
    expect(await stage.firstMessage(ada, customerData)).toMatchObject({ id: 1 });
  });

  test('has an id as the page has it, though it comes as text', async () => {
    const asText = (to: (id: unknown) => unknown): Override => {
      return (base) => ({
        emit: (emission) =>
          base.emit({
            ...emission,
            payload: { ...(emission.payload as object), conversation_id: to(emission.conversationId) },
          }),
        answer() {},
      });
    };
    const { stage } = await staged(overriding(asText(String)));
    const ada = await stage.connect({ name: 'ada' });
    expect((await stage.firstMessage(ada)).id).toBe(1);
    const named = await staged(overriding(asText((id) => `conversation-${id}`)));
    const eve = await named.stage.connect({ name: 'eve' });
    expect((await named.stage.firstMessage(eve)).id).toBe('conversation-1');
    const any = await staged({ ...overriding(asText(String)), ids: 'any' });
    const bob = await any.stage.connect({ name: 'bob' });
    expect((await any.stage.firstMessage(bob)).id).toBe('1');
  });
});

describe('what every check watches for', () => {
  test('two customers in one conversation', async () => {
    const scene = await theatre(overriding(oneConversation));
    const [stage, elsewhere] = [scene.stage(), scene.stage()];
    await stage.openConversation();
    expect(stage.inspection.violations).toEqual([]);
    await elsewhere.openConversation();
    expect(elsewhere.inspection.violations).toMatchObject([
      {
        clause: 'CLM-2',
        expected: 'Every customer gets a conversation of its own.',
        reasons: ['conversation 7 was opened before, by another customer'],
      },
    ]);
  });

  test('two customers of this check in one conversation', async () => {
    const { stage } = await staged(overriding(oneConversation));
    const [, theirs] = [await stage.openConversation(), await stage.openConversation({ stranger: true })];
    expect(theirs.businessId).toBe('globex');
    await expect(stage.openConversation()).rejects.toMatchObject({
      promisedBy: ['CLM-1', 'CLM-2'],
      actual: 'customer 3 got conversation 7, which customer 1 had opened.',
    });
  });

  const idsAgain = overriding(() => ({ messageId: () => 7 }));

  test('two messages under one id', async () => {
    const { stage } = await staged(idsAgain);
    const ada = (await stage.openConversation()).customer;
    expect(stage.inspection.violations).toEqual([]);
    const [first] = stage.journal.got(ada.name, 'new_message') as [JournalEntry];
    const content = payloadOf(first)?.content;
    await ada.sees(ada.says());
    expect(stage.inspection.violations).toMatchObject([
      {
        clause: 'MSG-8',
        expected: 'Every message has an id of its own.',
        reasons: [`id: 7 was the id of the message ${JSON.stringify(content)}`],
      },
    ]);
  });

  test('neither where the target was made to lose its memory', async () => {
    for (const plot of [overriding(oneConversation), idsAgain]) {
      const { stage } = await staged(plot);
      stage.disturb('typing');
      const { customer } = await stage.openConversation();
      await customer.sees(customer.says());
      await stage.openConversation();
      expect(stage.inspection.violations).toEqual([]);
      expect([stage.disturbed, [...stage.inspection.provoked]]).toEqual([true, ['typing']]);
    }
  });

  test('nothing in what others send', async () => {
    const { stage } = await staged();
    const arrive = (event: string, payload: unknown) =>
      stage.arrived(stage.journal.record('alice', 'got', event, [payload]), 'acme');
    const message = { sender_type: 'agent', conversation_id: 1, created_at: '2026-01-31T09:30:00Z' };
    arrive('new_message', { ...message, id: 7, content: `${stage.token}.1` });
    arrive('new_message', { ...message, id: 7, content: 'of others' });
    arrive('new_message', { ...message, id: 7, content: 5 });
    arrive('new_message', { ...message, id: null, content: `${stage.token}.2` });
    arrive('opened', { id: 7, content: `${stage.token}.3` });
    stage.arrived(
      stage.journal.record('mallory', 'got', 'new_message', [
        { ...message, id: 7, content: `${stage.token}.4` },
      ]),
      'globex',
    );
    expect(stage.inspection.violations.filter(({ clause }) => clause === 'MSG-8')).toEqual([]);
    arrive('new_message', { ...message, id: 7, content: `${stage.token}.5` });
    expect(stage.inspection.violations.filter(({ clause }) => clause === 'MSG-8')).toHaveLength(1);
  });
});
