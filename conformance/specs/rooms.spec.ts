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
  const { olga } = await given.connections('olga');
  const strangers = await given.strangers();
  const agent = Agent.exclusive(stage);
  const changes = [];
  for (let round = 1; round <= 3; round += 1) changes.push(await agent.changesStatus(olga));
  await barriers(stage, strangers);
  for (const stranger of strangers) for (const change of changes) stranger.sawNothingOf(change);
});

clause('ROM-3', async ({ given }) => {
  const { alice, bob, carol, conversation } = await given.conversation('alice', 'bob', 'carol');
  const hello = conversation.customer.says();
  const typing = alice.startsTyping();
  for (const participant of [alice, bob, carol]) await participant.sees(hello);
  for (const participant of [bob, carol]) await participant.sees(typing);
});

clause('ROM-4', async ({ given }) => {
  const { alice, bob, mallory } = await given.conversation('alice', 'bob').and('mallory');
  const started = alice.startsTyping();
  const stopped = alice.stopsTyping();
  await bob.sees(started);
  await bob.sees(stopped);
  await mallory.neverSaw(started, alice);
  mallory.sawNothingOf(stopped);
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
  for (const joiner of joiners) {
    must(joiner.connected, {
      expected: `A connection that ${joiner.name} in join_conversation is kept.`,
      actual: `The connection ended: ${joiner.lost}.`,
    });
  }
});
