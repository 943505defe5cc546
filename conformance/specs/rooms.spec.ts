import { invalidJoins } from '../../fixtures/payloads/index.ts';
import { Agent, barrier, barriers, barrierUnlessGone, clause, letIn, must } from '../harness/index.ts';

clause('ROM-1', async ({ given, stage }) => {
  const { olga, otto, oscar } = await given.connections('olga', 'otto', 'oscar');
  const agent = new Agent(stage, stage.businessOf({}));
  for (let round = 1; round <= 3; round += 1) {
    const change = await agent.changesStatus(olga, otto, oscar);
    await olga.sees(change);
    await otto.sees(change);
    await oscar.sees(change);
  }
});

clause('ROM-2', async ({ given, stage }) => {
  const { olga } = await given.conversation('olga');
  const strangers = await given.strangers();
  const agent = Agent.exclusive(stage);
  const since = stage.journal.position;
  for (let round = 1; round <= 3; round += 1) await agent.changesStatus(olga);
  await barriers(stage, strangers);
  // Idle strangers are easily kept apart; by now, they have conversations of their own.
  for (let round = 1; round <= 3; round += 1) await agent.changesStatus(olga);
  await barriers(stage, strangers);
  const changes = agent.changesTold(olga, since);
  for (const stranger of strangers) for (const change of changes) stranger.sawNothingOf(change);
});

clause('ROM-3', async ({ given }) => {
  const { alice, bob, carol, conversation } = await given.conversation('alice', 'bob', 'carol');
  const hello = conversation.customer.says();
  const typing = alice.startsTyping();
  for (const participant of [alice, bob, carol]) await participant.sees(hello);
  for (const participant of [bob, carol]) await participant.sees(typing);
});

clause('ROM-4', async ({ given, stage }) => {
  const { alice, bob, mallory } = await given.conversation('alice', 'bob').and('mallory');
  const typing = [1, 2, 3, 4, 5, 6].flatMap(() => [alice.startsTyping(), alice.stopsTyping()]);
  for (const act of typing) await bob.sees(act);
  await barrier(stage, mallory, alice);
  for (const act of typing) mallory.sawNothingOf(act);
});

clause('ROM-5', async ({ given, stage }) => {
  const { alice } = await given.connections('alice');
  const conversations = await Promise.all([1, 2, 3, 4].map(() => stage.openConversation()));
  for (const conversation of conversations) await letIn(stage, [alice], conversation);
  const acts = conversations.flatMap((conversation) => [
    conversation.customer.says(),
    conversation.customer.startsTyping(),
  ]);
  for (const act of acts) await alice.sees(act);
});

clause('ROM-6', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  bob.joins(conversation);
  bob.joins(conversation);
  await barrier(stage, bob, alice);
  const hello = conversation.customer.says();
  const typing = alice.startsTyping();
  await bob.seesOnce(hello);
  await bob.seesOnce(typing);
});

clause('ROM-7', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const strangers = await given.strangers();
  const through = () => Promise.all(strangers.map((one) => barrierUnlessGone(stage, one)));
  for (const stranger of strangers) stranger.joins(conversation);
  await through();
  const hello = conversation.customer.says();
  const typing = alice.startsTyping();
  await bob.sees(hello);
  await bob.sees(typing);
  await through();
  for (const stranger of strangers) for (const act of [hello, typing]) stranger.sawNothingOf(act);
});

clause('ROM-8', async ({ given, stage }) => {
  const { alice, bob, carol, conversation } = await given.conversation('alice', 'bob', 'carol');
  carol.leaves();
  const { again, fresh } = await given.connections('again', 'fresh');
  const typing = alice.startsTyping(conversation);
  await bob.sees(typing);
  await barriers(stage, [again, fresh], alice);
  again.sawNothingOf(typing);
  fresh.sawNothingOf(typing);
});

clause('ROM-9', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const rows = invalidJoins(stage.settings.target.ids, conversation.id);
  const joiners = await Promise.all(rows.map((row) => stage.connect({ name: `joins with ${row.name}` })));
  stage.disturb();
  joiners.forEach((joiner, index) => {
    joiner.emits('join_conversation', ...(rows[index]?.args ?? []));
  });
  const hello = conversation.customer.says();
  const typing = alice.startsTyping();
  await bob.sees(hello);
  await bob.sees(typing);
  const survivors = joiners.filter((joiner) => !joiner.lost);
  await barriers(stage, survivors, alice);
  for (const joiner of survivors) joiner.sawNothingOf(typing);
  // The others, too, once all of these joins are through.
  for (const act of [conversation.customer.says(), alice.stopsTyping()]) await bob.sees(act);
  for (const joiner of joiners) {
    must(joiner.connected, {
      expected: `A connection that ${joiner.name} in join_conversation is kept.`,
      actual: `The connection ended: ${joiner.lost}.`,
    });
  }
});
