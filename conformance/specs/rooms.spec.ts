import { invalidJoins } from '../../fixtures/payloads/index.ts';
import {
  type Act,
  Agent,
  barrier,
  barriers,
  barrierUnlessGone,
  ClauseFailure,
  type Conversation,
  clause,
  eventPromises,
  excusing,
  letIn,
  must,
  type Participant,
  PrerequisiteFailure,
  provided,
  type Stage,
} from '../harness/index.ts';

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
  await allSee([alice, bob, carol], hello);
  await allSee([bob, carol], typing, conversation.customer);
});

/** What nobody gets was perhaps never sent: that is for the clauses about the event to judge. */
async function allSee(participants: readonly Participant[], act: Act, witness?: Participant): Promise<void> {
  const seen = await Promise.allSettled(participants.map((one) => one.sees(act)));
  const missed = seen.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (missed.length === 0) return;
  const wasSent = missed.length < seen.length || (witness && witness.gotOf(act).length > 0);
  throw wasSent ? missed[0] : new PrerequisiteFailure(eventPromises(act), missed[0]);
}

clause('ROM-4', async ({ given, stage }) => {
  // She was there before: whether newcomers begin inside of conversations, ROM-8 asks.
  const { mallory } = await given.connections('mallory');
  const { alice, bob } = await given.conversation('alice', 'bob');
  const typing = [1, 2, 3, 4, 5, 6].flatMap(() => [alice.startsTyping(), alice.stopsTyping()]);
  await provided(bob.witnesses(...typing), async () => {
    await barrier(stage, mallory, alice);
    for (const act of typing) mallory.sawNothingOf(act);
  });
});

/** So many conversations are more than a server follows that follows the last few alone. */
const mostFollowed = 25;
/** In the first that alice joins, and in the very last, somebody else watches as well. */
const isWatched = (at: number) => at < 4 || at === mostFollowed - 1;

clause('ROM-5', async ({ given, stage }) => {
  const { alice } = await given.connections('alice');
  const opened = Array.from({ length: mostFollowed }, async (_, at) => {
    const conversation = await stage.openConversation();
    const watcher = isWatched(at) ? await stage.connect({ name: `watcher ${at + 1}` }) : undefined;
    if (watcher) await letIn(stage, [watcher], conversation);
    return { conversation, watcher };
  });
  const places = await Promise.all(opened);
  for (const { conversation } of places) await followsOneMore(stage, alice, conversation);
  for (const [at, { watcher, conversation }] of places.entries()) {
    const acts = watcher ? [conversation.customer.says(), conversation.customer.startsTyping()] : [];
    await watcher?.witnesses(...acts);
    for (const act of acts) {
      await inOtherWords(
        `${alice.name}, who joined ${mostFollowed} conversations one after the other, gets \`${act.event}\` in number ${at + 1} of them.`,
        () => alice.sees(act),
      );
    }
  }
});

/** Says what was expected as the clause means it. */
async function inOtherWords(expected: string, part: () => Promise<unknown>): Promise<void> {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof ClauseFailure)) throw error;
    const { actual, nearMisses, excusedBy } = error;
    const words = { expected, actual, nearMisses, excusedBy };
    throw error instanceof PrerequisiteFailure
      ? new PrerequisiteFailure(error.promisedBy, words)
      : new ClauseFailure(words);
  }
}

/** That a join has any effect, ROM-3 promises; that one besides others has, this clause. */
async function followsOneMore(stage: Stage, one: Participant, conversation: Conversation): Promise<void> {
  const before = one.follows.size;
  try {
    await letIn(stage, [one], conversation);
  } catch (error) {
    if (!(error instanceof PrerequisiteFailure) || before === 0) throw error;
    const expected = `${one.name}, who follows ${before} conversations, can join another.`;
    throw new ClauseFailure({ expected, actual: error.actual, excusedBy: error.excusedBy });
  }
}

clause('ROM-6', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const { customer } = conversation;
  const before = [customer.says(), customer.startsTyping()];
  await bob.witnesses(...before);
  await barrier(stage, bob, customer);
  bob.witnessedOnce(...before);
  bob.joins(conversation);
  bob.joins(conversation);
  await barrier(stage, bob, alice);
  const acts = [customer.says(), alice.startsTyping()];
  await bob.witnesses(...acts);
  for (const act of acts) await bob.seesOnce(act);
});

clause('ROM-7', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const strangers = await given.strangers();
  const through = () => Promise.all(strangers.map((one) => barrierUnlessGone(stage, one)));
  const leaks = async (acts: readonly Act[]) => {
    await through();
    for (const stranger of strangers) for (const act of acts) stranger.sawNothingOf(act);
  };
  // Before they have joined anything, and when they have tried.
  const reply = await stage.whereTestable(() => new Agent(stage, stage.businessOf({})).says(conversation));
  const before = [conversation.customer.says(), alice.startsTyping(), ...(reply ? [reply] : [])];
  await provided(bob.witnesses(...before), async () => {
    for (const stranger of strangers) stranger.joins(conversation);
    await leaks(before);
  });
  // From the start, since a target may have ended it itself.
  alice.startsTyping();
  const after = [conversation.customer.says(), alice.stopsTyping()];
  await provided(bob.witnesses(...after), () => leaks(after));
});

clause('ROM-8', async ({ given, stage }) => {
  const { alice, bob, carol, conversation } = await given.conversation('alice', 'bob', 'carol');
  carol.leaves();
  const { again, fresh } = await given.connections('again', 'fresh');
  const typing = alice.startsTyping(conversation);
  await provided(bob.witnesses(typing), async () => {
    await barriers(stage, [again, fresh], alice);
    again.sawNothingOf(typing);
    fresh.sawNothingOf(typing);
  });
});

clause('ROM-9', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const rows = invalidJoins(stage.settings.target.ids, conversation.id);
  const joiners = await Promise.all(rows.map((row) => stage.connect({ name: `joins with ${row.name}` })));
  // What they joined before is theirs to keep.
  const home = await stage.openConversation();
  await letIn(stage, joiners, home);
  const { customer } = conversation;
  await bob.witnesses(customer.says(), customer.startsTyping());
  await bob.witnesses(customer.stopsTyping());
  const { olga } = await given.connections('olga');
  stage.disturb();
  joiners.forEach((joiner, index) => {
    joiner.emits('join_conversation', ...(rows[index]?.args ?? []));
  });
  const hello = customer.says();
  const typing = alice.startsTyping();
  await bob.sees(hello);
  await bob.sees(typing);
  const alive = () => joiners.filter((joiner) => !joiner.lost);
  await barriers(stage, [...alive(), olga], alice);
  // Once more, since only now all of these joins are through. A target may have ended her typing itself, so from the start.
  const [started, stopped] = [alice.startsTyping(), alice.stopsTyping()];
  // For the barriers, alice has joined as many conversations as there are joiners.
  await excusing(['ROM-5'], async () => {
    for (const act of [customer.says(), stopped]) await bob.sees(act);
  });
  await barriers(stage, [...alive(), olga], alice);
  const acts = [typing, started, stopped];
  // What reaches one who asked for nothing is no effect of a join.
  await excusing(['ROM-4', 'TYP-4', 'CLM-2'], async () => {
    for (const act of acts) olga.sawNothingOf(act);
  });
  for (const joiner of joiners) for (const act of acts) joiner.sawNothingOf(act);
  for (const joiner of joiners) {
    must(joiner.connected, {
      expected: `A connection that ${joiner.name} in join_conversation is kept.`,
      actual: `The connection ended: ${joiner.lost}.`,
    });
  }
  await keptTheirPlace(stage, joiners, home);
});

/** Typing shows who is in a conversation: messages may reach the whole business. */
async function keptTheirPlace(stage: Stage, joiners: readonly Participant[], home: Conversation) {
  const typing = home.customer.startsTyping();
  for (const joiner of joiners) {
    const found = await stage.journal.until(() => joiner.gotOf(typing)[0] ?? joiner.lost, stage.eventMs);
    must(joiner.gotOf(typing).length > 0, {
      expected: `A connection that ${joiner.name} in join_conversation stays in the conversation that it had joined before, and gets \`typing\` there.`,
      actual: found ? `The connection ended: ${joiner.lost}.` : `Within ${stage.eventMs} ms it got none.`,
      excusedBy: eventPromises(typing),
    });
  }
}
