import { invalidTyping } from '../../fixtures/payloads/index.ts';
import type { ServerPayloads } from '../contract/index.ts';
import {
  awaitCopies,
  barrier,
  barriers,
  clause,
  isId,
  must,
  payloadOf,
  provided,
  sameId,
  shown,
} from '../harness/index.ts';

clause('TYP-1', async ({ given }) => {
  const { alice, bob, carol } = await given.conversation('alice', 'bob', 'carol');
  for (let round = 1; round <= 3; round += 1) {
    const started = alice.startsTyping();
    await bob.sees(started);
    await carol.sees(started);
    alice.stopsTyping();
  }
  // In every conversation, not only in the first.
  const { dave, conversation } = await given.conversation('dave');
  await dave.sees(conversation.customer.startsTyping());
});

clause('TYP-2', async ({ given }) => {
  const { alice, bob, carol } = await given.conversation('alice', 'bob', 'carol');
  for (let round = 1; round <= 3; round += 1) {
    alice.startsTyping();
    const stopped = alice.stopsTyping();
    await bob.sees(stopped);
    await carol.sees(stopped);
  }
});

clause('TYP-3', async ({ given }) => {
  const { alice, bob, carol } = await given.conversation('alice', 'bob', 'carol');
  for (const typist of [alice, carol]) {
    // One after the other: where the states were mixed up, each would pass for the other.
    for (const does of [() => typist.startsTyping(), () => typist.stopsTyping()]) {
      const act = does();
      const got = await bob.sees(act);
      for (const field of [
        'conversation_id',
        'user_id',
        'is_typing',
      ] satisfies (keyof ServerPayloads['typing'])[]) {
        must(got[field] === act.identity[field], {
          expected: `typing carries ${field} ${shown(act.identity[field])}, as it was sent.`,
          actual: `It carries ${shown(got[field])}, a ${typeof got[field]}.`,
        });
      }
    }
  }
});

clause('TYP-4', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const { carol, conversation } = await given.conversation('carol');
  const acts = [1, 2, 3, 4, 5, 6].flatMap(() => [alice.startsTyping(), alice.stopsTyping()]);
  await provided(bob.witnesses(...acts), async () => {
    await barrier(stage, carol);
    for (const act of acts) carol.sawNothingOf(act);
  });
  const inOther = conversation.customer.startsTyping();
  await provided(carol.witnesses(inOther), () => bob.neverSaw(inOther, alice));
});

clause('TYP-5', async ({ given, stage }) => {
  const { alice, bob, carol } = await given.conversation('alice', 'bob', 'carol');
  const ofAlice = [alice.startsTyping(), alice.stopsTyping()];
  const ofCarol = [carol.startsTyping(), carol.stopsTyping()];
  const audience = [
    [bob, [...ofAlice, ...ofCarol]],
    [alice, ofCarol],
    [carol, ofAlice],
  ] as const;
  for (const [one, acts] of audience) await one.witnesses(...acts);
  await barrier(stage, bob, alice);
  await barriers(stage, [alice, carol], bob);
  await awaitCopies(stage);
  for (const [one, acts] of audience) for (const act of acts) one.sawOnce(act);
});

clause('TYP-6', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const rows = invalidTyping(conversation.id, alice.userId);
  const { customer } = conversation;
  await bob.witnesses(customer.startsTyping(), customer.stopsTyping());
  stage.disturb('typing');
  const since = stage.journal.position;
  for (const row of rows) alice.emits('typing', ...row.args);
  await barrier(stage, bob, alice);
  const invalid = stage.journal.got('bob', 'typing', since).find((entry) => {
    const { conversation_id, user_id } = payloadOf(entry) ?? {};
    return (
      !sameId(user_id, stage.probeUserId) &&
      (!isId(conversation_id) || sameId(conversation_id, conversation.id))
    );
  });
  must(!invalid, {
    expected: 'An invalid typing payload is broadcast to nobody.',
    actual: `bob got ${shown(invalid?.args[0])}.`,
  });
  must(alice.connected, {
    expected: 'A connection that sent invalid typing payloads is kept.',
    actual: `The connection ended: ${alice.lost}.`,
  });
  await bob.sees(alice.startsTyping());
});
