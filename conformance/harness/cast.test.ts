import { expect, test } from 'vitest';
import { elsewhere, Given, polling, stranger, websocket } from './cast.ts';
import { type Plot, theatre, type Wrong } from './testing/theatre.ts';
import { PrerequisiteFailure } from './verdicts.ts';

async function beginning(plot: Plot = {}) {
  const scene = await theatre(plot);
  const stage = scene.stage();
  return { ...scene, stage, given: new Given(stage) };
}

test('a role says how its player connects, and what else is wanted of it', () => {
  expect(polling('bob')).toEqual({ name: 'bob', over: 'polling' });
  expect(websocket('bob', { node: 1 })).toEqual({ name: 'bob', over: 'websocket', node: 1 });
  expect(elsewhere('bob', { over: 'polling' })).toEqual({ name: 'bob', node: -1, over: 'polling' });
  expect(stranger('bob')).toEqual({ name: 'bob', stranger: true });
  expect(polling('bob', { query: { a: 'b' } })).toEqual({ name: 'bob', over: 'polling', query: { a: 'b' } });
});

test('those of a conversation follow it when the check begins, others are connected and no more', async () => {
  const { given, stage } = await beginning();
  const { alice, bob, carol, mallory, conversation } = await given
    .conversation('alice', polling('bob'))
    .and('carol')
    .and(stranger('mallory'));
  expect([alice, bob, carol, mallory].map(({ name }) => name)).toEqual(['alice', 'bob', 'carol', 'mallory']);
  expect([alice, bob, carol, mallory].map(({ connected }) => connected)).toEqual([true, true, true, true]);
  expect([alice, bob, carol, mallory].map(({ follows }) => [...follows])).toEqual([
    [conversation],
    [conversation],
    [],
    [],
  ]);
  expect(mallory.businessId).not.toBe(alice.businessId);
  expect(bob.socket.io.engine.transport.name).toBe('polling');
  const act = alice.startsTyping();
  await bob.sees(act);
  await carol.neverSaw(act, alice);
  expect(stage.journal.got('mallory', 'typing')).toEqual([]);
});

test('a conversation may have no participants besides the customer who opened it', async () => {
  const { given } = await beginning();
  const { conversation } = await given.conversation();
  expect(conversation.customer.follows).toContain(conversation);
});

test('connections join nothing, and no conversation is opened for them', async () => {
  const { given, stage } = await beginning();
  const players = await given.connections('alice', elsewhere('bob'));
  expect(Object.keys(players)).toEqual(['alice', 'bob']);
  expect([...players.alice.follows, ...players.bob.follows]).toEqual([]);
  expect(stage.journal.entries.filter(({ direction }) => direction === 'sent')).toEqual([]);
});

test('strangers are on every node, and have joined nothing', async () => {
  const arrivals: string[] = [];
  const attach: Wrong['attach'] = ({ io, index }) =>
    void io.on('connection', ({ data }) => arrivals.push(`${data.businessId} on node ${index}`));
  const { given } = await beginning({ wrong: { attach } });
  const strangers = await given.strangers();
  expect(strangers.map(({ name }) => name)).toEqual(['mallory', 'mallory on node 2']);
  expect(arrivals.toSorted()).toEqual(['globex on node 0', 'globex on node 1']);
});

test('where somebody is not let in, the check does not begin', async () => {
  const override: Wrong['override'] = (base) => ({
    admit: (socket) =>
      socket.handshake.query.role === 'shut out' ? { refusal: 'Not you.' } : base.admit(socket),
  });
  const { given } = await beginning({ wrong: { override } });
  const beginningOf = given.conversation('alice').and({ name: 'bob', query: { role: 'shut out' } });
  await expect(beginningOf).rejects.toThrow(PrerequisiteFailure);
  await expect(beginningOf).rejects.toThrow('connection refused: Not you.');
});
