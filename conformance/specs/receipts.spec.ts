import { type Id, parseIsoTime } from '../contract/index.ts';
import {
  Agent,
  awaitCopies,
  barriers,
  clause,
  must,
  provided,
  type Scene,
  shown,
  told,
} from '../harness/index.ts';

/** A message, and the connections that may be told of its receipts: who is told is left open by the page. */
async function messageBetween({ given, stage }: Scene) {
  const { alice, bob, conversation, olga } = await given.conversation('alice', 'bob').and('olga');
  const agent = new Agent(stage, stage.businessOf({}));
  const hello = conversation.customer.says();
  await alice.witnesses(hello);
  const message = await alice.sees(hello);
  const audience = [conversation.customer, alice, bob, olga];
  return { stage, agent, conversation, message, audience };
}

clause('RCP-1', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  const those = await told(stage, audience, await agent.marksDelivered(conversation, message.id));
  stage.note(`Told: ${those.map(({ name }) => name).join(', ')}.`);
});

clause('RCP-2', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  // What is read was delivered before; whether that is told is for RCP-1 to judge.
  await stage.whereTestable(() => agent.marksDelivered(conversation, message.id));
  const those = await told(stage, audience, await agent.marksRead(conversation, message.id));
  stage.note(`Told: ${those.map(({ name }) => name).join(', ')}.`);
});

clause('RCP-3', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  const acts = [
    await agent.marksDelivered(conversation, message.id),
    await agent.marksRead(conversation, message.id),
  ];
  for (const act of acts) {
    for (const one of await told(stage, audience, act)) {
      const { message_id } = (await one.sees<'delivered' | 'read'>(act)) as { message_id: Id };
      must(message_id === message.id, {
        expected: `${act.event} names the message by the id that new_message carried, ${shown(message.id)}, a ${typeof message.id}.`,
        actual: `Its message_id is ${shown(message_id)}, a ${typeof message_id}.`,
      });
    }
  }
});

clause('RCP-4', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  const delivered = await agent.marksDelivered(conversation, message.id);
  const [first] = await told(stage, audience, delivered);
  const read = await agent.marksRead(conversation, message.id);
  const [second] = await told(stage, audience, read);
  const times = [
    ['created_at', message.created_at],
    ['delivered_at', (await first.sees(delivered)).delivered_at],
    ['read_at', (await second.sees(read)).read_at],
  ] as const;
  const parsed = times.map(([field, text]) => ({ field, text, time: parseIsoTime(String(text)) }));
  for (const [index, later] of parsed.entries()) {
    const earlier = parsed[index - 1];
    if (!earlier?.time || !later.time) continue;
    // A time without a zone is that of nobody knows where: it compares with others of its kind alone.
    if (earlier.time.zoned !== later.time.zoned) continue;
    const coarsestMs = Math.max(earlier.time.precisionMs, later.time.precisionMs);
    must(later.time.epochMs - earlier.time.epochMs > -coarsestMs, {
      expected: `${later.field} is not before ${earlier.field}.`,
      actual: `${earlier.field} is ${shown(earlier.text)}, ${later.field} is ${shown(later.text)}.`,
    });
  }
});

clause('RCP-5', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  const acts = [
    await agent.marksDelivered(conversation, message.id),
    await agent.marksRead(conversation, message.id),
  ];
  for (const act of acts) await told(stage, audience, act);
  await barriers(stage, audience);
  await awaitCopies(stage);
  for (const act of acts) for (const one of audience) if (one.gotOf(act).length > 0) one.sawOnce(act);
});

clause('RCP-6', async (scene) => {
  const { stage, agent, conversation, message, audience } = await messageBetween(scene);
  const strangers = await scene.given.strangers();
  const acts = [
    await agent.marksDelivered(conversation, message.id),
    await agent.marksRead(conversation, message.id),
  ];
  await provided(Promise.all(acts.map((act) => told(stage, audience, act))), async () => {
    await barriers(stage, strangers);
    for (const stranger of strangers) for (const act of acts) stranger.sawNothingOf(act);
  });
});
