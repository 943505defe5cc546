import { contents } from '../../fixtures/payloads/index.ts';
import { parseIsoTime } from '../contract/index.ts';
import {
  type Act,
  Agent,
  awaitCopies,
  barriers,
  type Conversation,
  clause,
  letIn,
  must,
  type Participant,
  payloadOf,
  polling,
  type Stage,
  sameId,
  shown,
  withoutPrerequisite,
} from '../harness/index.ts';

const nearNowMs = 5 * 60_000;

clause('MSG-1', async ({ given }) => {
  const { alice, bob, carol, dave, conversation } = await given.conversation('alice', 'bob', 'carol', 'dave');
  const messages = Array.from({ length: 12 }, () => conversation.customer.says());
  const participants = [alice, bob, carol, dave];
  for (const participant of participants) await participant.seesAll(messages);
  // Nor does a message wait for the next one.
  for (const _ of [1, 2]) {
    const single = conversation.customer.says();
    for (const participant of participants) await participant.sees(single);
  }
});

clause('MSG-2', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const messages = contents.map(({ text }) => conversation.customer.says(text(stage.text())));
  await alice.seesAll(messages);
  await bob.seesAll(messages);
  const replies = await stage.whereTestable(() => repliesOf(stage, conversation, alice));
  for (const one of replies ? [alice, bob] : []) await one.seesAll(replies ?? []);
});

/** Every content, said by an agent; that what an agent says arrives at all, MSG-4 promises. */
async function repliesOf(stage: Stage, conversation: Conversation, witness: Participant) {
  const agent = new Agent(stage, stage.businessOf({}));
  const plain = await agent.says(conversation);
  if (!(await stage.journal.until(() => witness.gotOf(plain)[0], stage.eventMs)))
    throw withoutPrerequisite(['MSG-4'], `${witness.name} did not get ${plain.what}.`);
  const replies: Act<'new_message'>[] = [];
  for (const { text } of contents) replies.push(await agent.says(conversation, text(stage.text())));
  return replies;
}

clause('MSG-3', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const messages = [1, 2, 3].map(() => conversation.customer.says());
  const ofAlice = alice.says();
  for (const [participant, acts] of [
    [alice, messages],
    [bob, [...messages, ofAlice]],
  ] as const) {
    await participant.witnesses(...acts);
    for (const { sender_type } of await participant.seesAll(acts)) {
      must(sender_type === 'customer', {
        expected: 'A message from the widget says sender_type "customer".',
        actual: `It says ${shown(sender_type)}.`,
      });
    }
  }
  // Whether senders hear themselves is left open (OBS-1).
  const senders = [
    [conversation.customer, messages],
    [alice, [ofAlice]],
  ] as const;
  await barriers(
    stage,
    senders.map(([sender]) => sender),
    bob,
  );
  for (const [sender, acts] of senders) {
    for (const entry of acts.flatMap((act) => sender.gotOf(act))) {
      const { sender_type } = payloadOf(entry) ?? {};
      must(sender_type === 'customer', {
        expected: 'The copy that a widget gets of its own message says sender_type "customer", too.',
        actual: `That of ${sender.name} says ${shown(sender_type)}.`,
      });
    }
  }
});

clause('MSG-4', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const agent = new Agent(stage, stage.businessOf({}));
  for (let round = 1; round <= 3; round += 1) {
    const reply = await agent.says(conversation);
    for (const participant of [alice, bob]) {
      const { sender_type } = await participant.sees(reply);
      must(sender_type === 'agent', {
        expected: 'A message from an agent says sender_type "agent".',
        actual: `It says ${shown(sender_type)}.`,
      });
    }
  }
});

clause('MSG-5', async ({ given, stage }) => {
  const { alice } = await given.connections('alice');
  const conversations = await Promise.all([1, 2, 3].map(() => stage.openConversation()));
  for (const conversation of conversations) await letIn(stage, [alice], conversation);
  const saysWhere = async (message: Act<'new_message'>, conversation: Conversation) => {
    await alice.witnesses(message);
    const { conversation_id } = await alice.sees(message);
    must(sameId(conversation_id, conversation.id), {
      expected: `${message.what}, sent in conversation ${shown(conversation.id)}, says so.`,
      actual: `Its conversation_id is ${shown(conversation_id)}.`,
    });
  };
  for (const conversation of [...conversations, ...conversations])
    await saysWhere(conversation.customer.says(), conversation);
  await stage.whereTestable(async () => {
    const agent = new Agent(stage, stage.businessOf({}));
    for (const conversation of conversations) await saysWhere(await agent.says(conversation), conversation);
  });
});

clause('MSG-6', async ({ given }) => {
  const { alice, conversation } = await given.conversation('alice');
  const messages = [1, 2, 3].map(() => conversation.customer.says());
  await alice.witnesses(...messages);
  for (const { created_at } of await alice.seesAll(messages)) {
    must(typeof created_at === 'string' && parseIsoTime(created_at), {
      expected: 'created_at is an ISO 8601 date and time, such as 2026-01-31T09:30:00.000Z.',
      actual: `It is ${shown(created_at)}.`,
    });
  }
});

/** So far apart that even a clock that counts in seconds has moved on. */
const apartMs = 1200;
const secondMs = 1000;

clause('MSG-7', async ({ given, stage }) => {
  const { alice, conversation } = await given.conversation('alice');
  const first = await createdNow(alice, conversation.customer.says());
  await stage.journal.pass(apartMs);
  const later = await createdNow(alice, conversation.customer.says());
  // One that counts in minutes says nothing here, nor does one that runs otherwise than ours: only one that stands.
  if (Math.max(first.precisionMs, later.precisionMs) > secondMs) return;
  must(later.epochMs !== first.epochMs, {
    expected: `created_at is the time of the message, and so another for one that was sent ${apartMs} ms later.`,
    actual: `Both messages have the same, ${shown(later.text)}.`,
  });
});

/** When a message says that it was created, which has to be about now. */
async function createdNow(alice: Participant, message: Act<'new_message'>) {
  await alice.witnesses(message);
  const { created_at } = await alice.sees(message);
  const time = typeof created_at === 'string' ? parseIsoTime(created_at) : undefined;
  must(time?.zoned, {
    expected: 'created_at names its time zone, such as Z or +02:00.',
    actual: `It is ${shown(created_at)}.`,
  });
  const offMs = time.epochMs - Date.now();
  must(Math.abs(offMs) < nearNowMs, {
    expected: 'created_at is within five minutes of now.',
    actual: `It is ${shown(created_at)}, ${Math.round(Math.abs(offMs) / 1000)} s ${offMs < 0 ? 'ago' : 'ahead'}.`,
  });
  return { ...time, text: created_at };
}

clause('MSG-8', async ({ stage }) => {
  // On every node, since each may count for itself.
  const nodes = stage.settings.target.nodes.map(async (_, node) => {
    const watcher = await stage.connect({ name: `watcher ${node + 1}`, node });
    const conversations = await Promise.all([1, 2, 3].map(() => stage.openConversation({ node })));
    for (const conversation of conversations) await letIn(stage, [watcher], conversation);
    const acts = [1, 2, 3, 4, 5].flatMap(() => conversations.map(({ customer }) => customer.says()));
    await watcher.witnesses(...acts);
    return watcher.seesAll(acts);
  });
  const seen = new Map<string, string>();
  for (const { id, content } of (await Promise.all(nodes)).flat()) {
    const holder = seen.get(String(id));
    must(holder === undefined, {
      expected: 'Every message has an id of its own.',
      actual: `The messages ${shown(holder)} and ${shown(content)} both have the id ${shown(id)}.`,
    });
    seen.set(String(id), content);
  }
});

clause('MSG-9', async ({ given, stage }) => {
  const { capabilities } = stage.settings.target;
  const { alice, bob, carol, conversation } = await given.conversation(
    'alice',
    'bob',
    capabilities.polling ? polling('carol') : 'carol',
  );
  const { customer } = conversation;
  const messages = Array.from({ length: 12 }, () => customer.says());
  const replies = await stage.whereTestable(async () => {
    const agent = new Agent(stage, stage.businessOf({}));
    return [await agent.says(conversation), await agent.says(conversation), await agent.says(conversation)];
  });
  const all = [...messages, ...(replies ?? [])];
  const repeated = stage.text();
  const same = customer.says(repeated);
  customer.says(repeated);
  const participants = [alice, bob, carol];
  for (const participant of participants) await participant.seesAll(all);
  await stage.journal.until(
    () => participants.every((one) => one.gotOf(same).length > 1 || one.lost) || undefined,
    stage.eventMs,
  );
  await barriers(stage, [...participants, customer]);
  await awaitCopies(stage);
  for (const participant of participants) for (const message of all) participant.sawOnce(message);
  // Whether a sender hears itself is left open (OBS-1); twice is wrong either way.
  for (const message of messages) if (customer.gotOf(message).length > 0) customer.sawOnce(message);
  for (const participant of participants) {
    const ids = participant.gotOf(same).map((entry) => shown(payloadOf(entry)?.id));
    must(ids.length === 2 && ids[0] !== ids[1], {
      expected: `Two messages that say the same are two: ${participant.name} gets both, each once and with an id of its own.`,
      actual: `${participant.name} got ${ids.length === 0 ? 'neither' : ids.map((id) => `id ${id}`).join(', ')}.`,
    });
  }
});

clause('MSG-10', async ({ given }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const burst = Array.from({ length: 60 }, () => conversation.customer.says());
  for (const participant of [alice, bob]) {
    await participant.witnesses(...burst);
    participant.sawInOrder(burst);
  }
});

clause('MSG-11', async ({ given, stage }) => {
  const { alice, bob, carol, dave, conversation } = await given.conversation('alice', 'bob', 'carol', 'dave');
  const senders = [conversation.customer, alice, bob];
  const messages = Array.from({ length: 20 }, () => senders.map((sender) => sender.says())).flat();
  await carol.witnesses(...messages);
  await dave.witnesses(...messages);
  await barriers(stage, [alice, bob]);
  for (const other of [dave, alice, bob]) {
    // Whether senders see their own is left open (OBS-1).
    const both = messages.filter((message) => other.gotOf(message).length > 0);
    const [ofCarol, ofOther] = [carol.orderOf(both), other.orderOf(both)];
    const at = ofCarol.findIndex((position, index) => position !== ofOther[index]);
    must(at === -1, {
      expected: `carol and ${other.name} see the messages of their conversation in the same order.`,
      actual: `They differ from message ${at + 1} on: carol saw ${both[ofCarol[at] ?? 0]?.what}, ${other.name} saw ${both[ofOther[at] ?? 0]?.what}.`,
    });
  }
});
