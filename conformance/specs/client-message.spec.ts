import { type InvalidMessageClause, invalidMessages } from '../../fixtures/payloads/index.ts';
import type { SenderType } from '../contract/index.ts';
import {
  type Act,
  barriers,
  barrierUnlessGone,
  ClauseFailure,
  clause,
  letIn,
  literally,
  must,
  type Participant,
  payloadOf,
  type Scene,
  sameId,
  shown,
  wherever,
} from '../harness/index.ts';

clause('CLM-1', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const before = await alice.sees(conversation.customer.says());
  const { later } = await given.connections('later');
  const another = await stage.firstMessage(later);
  must(!sameId(another.id, before.conversation_id), {
    expected: 'A message without conversation_id, from a new customer, opens a new conversation.',
    actual: `It went into the open conversation ${shown(another.id)}.`,
  });
  await letIn(stage, [bob], another);
});

clause('CLM-2', async ({ given, stage }) => {
  const customers = await given.connections('anna', 'ben', 'cleo');
  const opened = await Promise.all(Object.values(customers).map((customer) => stage.firstMessage(customer)));
  for (const [index, { id, customer }] of opened.entries()) {
    const twin = opened.slice(index + 1).find((other) => sameId(other.id, id));
    must(!twin, {
      expected: 'Customers who open a conversation each get one of their own.',
      actual: `${customer.name} and ${twin?.customer.name} both got conversation ${shown(id)}.`,
    });
  }
});

clause('CLM-3', async ({ given }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  for (const sender of [conversation.customer, alice, conversation.customer]) {
    const { conversation_id } = await bob.sees(sender.says());
    must(sameId(conversation_id, conversation.id), {
      expected: `A message that names conversation ${shown(conversation.id)} continues it.`,
      actual: `It arrived in conversation ${shown(conversation_id)}.`,
    });
  }
});

clause('CLM-4', async ({ given }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const acts = [alice.says(), alice.startsTyping(), alice.says(), alice.stopsTyping()];
  await bob.witnesses(...acts);
  for (const act of acts) await conversation.customer.sees(act);
});

const invalid: Record<InvalidMessageClause, string> = {
  'CLM-5': 'A message without content is broadcast to nobody.',
  'CLM-6': 'A message without complete customer_data is broadcast to nobody.',
  'CLM-7': 'A message with a field of the wrong type is broadcast to nobody.',
};

for (const id of Object.keys(invalid) as InvalidMessageClause[]) {
  clause(id, async (scene) => {
    const { stage } = scene;
    const { bob, olga, conversation } = await scene.given.conversation('bob').and('olga');
    await bob.witnesses(conversation.customer.says());
    stage.inspection.provoked.add('new_message');
    const rows = rowsOf(scene, id, conversation.id);
    const senders = await Promise.all(rows.map((row) => stage.connect({ name: `sends ${row.name}` })));
    senders.forEach((sender, index) => {
      sender.emits('client_message', ...(rows[index]?.args ?? []));
    });
    await served(scene, senders, bob, conversation);
    await barriers(stage, [bob, olga], conversation.customer);
    const leaked = broadcasts(scene, conversation.id);
    const [first] = leaked;
    if (!first) return;
    const text = JSON.stringify(first.args);
    const cause = rows.find(({ token }) => text.includes(token));
    throw new ClauseFailure({
      expected: invalid[id],
      actual: `${first.who} got ${shown(first.args[0])}${cause ? `, from a message with ${cause.name}` : ''}. There were ${leaked.length} such frames after ${rows.length} invalid messages.`,
    });
  });
}

/** Each mistake twice: aimed at a conversation, and as a message that would open one. */
function rowsOf({ stage }: Scene, id: InvalidMessageClause, conversationId: string | number) {
  const form = stage.settings.target.ids;
  const aimed = invalidMessages({ form, token: stage.text(), conversationId })[id];
  const opening = invalidMessages({ form, token: stage.text() })[id];
  return [...aimed, ...opening.map((row) => ({ ...row, name: `${row.name}, in a first message` }))];
}

/** A valid message behind each invalid one, on the same connection, shows that the invalid one is through. */
async function served(
  { stage }: Scene,
  senders: readonly Participant[],
  watcher: Participant,
  conversation: Parameters<Participant['says']>[1],
): Promise<void> {
  const alive = senders.filter((sender) => sender.connected);
  const sentinels = alive.map((sender) => ({ sender, act: sender.says(stage.text(), conversation) }));
  const through = () =>
    sentinels.every(({ sender, act }) => sender.lost || watcher.gotOf(act).length > 0) ? true : undefined;
  await stage.journal.until(through, stage.eventMs);
}

/**
 * Frames that only an invalid message can have caused: its marks, its content, or text in the conversation that no
 * customer sent. Agents may say there what they like: an automatic greeting is no broadcast of somebody's mistake.
 */
function broadcasts({ stage }: Scene, conversationId: unknown) {
  const isValid = new RegExp(`^${literally(stage.token)}\\.\\d+$`);
  return stage.journal.entries.filter((entry) => {
    if (entry.direction !== 'got' || entry.event !== 'new_message') return false;
    const { content, conversation_id, sender_type } = payloadOf(entry) ?? {};
    if (typeof content !== 'string') return true;
    const byAgent = sender_type === ('agent' satisfies SenderType);
    const ours = content.includes(stage.token) || (!byAgent && sameId(conversation_id, conversationId));
    return ours && !isValid.test(content);
  });
}

clause('CLM-8', async (scene) => {
  const { stage } = scene;
  const { alice, bob, conversation } = await scene.given.conversation('alice', 'bob');
  await bob.witnesses(alice.says());
  stage.disturb('new_message');
  for (const id of Object.keys(invalid) as InvalidMessageClause[]) {
    for (const row of rowsOf(scene, id, conversation.id)) alice.emits('client_message', ...row.args);
    const next = alice.says();
    await stage.journal.until(() => bob.gotOf(next)[0] ?? alice.lost, stage.eventMs);
    must(alice.connected, {
      expected: 'A connection that sent invalid messages is kept.',
      actual: `The connection ended: ${alice.lost}.`,
    });
    await bob.sees(next);
  }
});

clause('CLM-9', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const strangers = await given.strangers();
  const foreign = strangers.flatMap((mallory) => {
    const says = () => mallory.says(stage.text(), conversation);
    const before: Act[] = [says(), says(), says(), mallory.startsTyping(conversation)];
    mallory.joins(conversation);
    return [...before, says(), mallory.stopsTyping(conversation)];
  });
  await Promise.all(strangers.map((one) => barrierUnlessGone(stage, one)));
  await bob.witnesses(conversation.customer.says());
  await barriers(stage, [alice, bob]);
  for (const act of foreign) {
    for (const participant of [alice, bob, conversation.customer]) {
      const [leaked] = participant.gotOf(wherever(act));
      must(!leaked, {
        expected: 'Another business puts nothing into the conversation, neither messages nor typing.',
        actual: `After ${act.what}, ${participant.name} got \`${act.event}\` ${shown(leaked?.args[0])}.`,
      });
    }
  }
});
