import { type Id, parseIsoTime, type ServerPayloads } from '../contract/index.ts';
import {
  type Act,
  Agent,
  awaitCopies,
  barriers,
  type Conversation,
  clause,
  must,
  type Participant,
  provided,
  type Scene,
  shown,
  told,
  withoutPrerequisite,
} from '../harness/index.ts';

type Message = ServerPayloads['new_message'];

/** A message to be marked, and the connections that may be told of its receipts: the page leaves open who is. */
interface Marking {
  message: Message;
  marksDelivered(): Promise<Act<'delivered'>>;
  marksRead(): Promise<Act<'read'>>;
  audience: readonly Participant[];
}

/**
 * Judges the receipts of two messages of one conversation: of a customer's, and then of one by an agent, or of another by
 * the customer where no agent can be made to speak or what agents say is not marked.
 */
async function ofTwoMessages({ given, stage }: Scene, judge: (marking: Marking) => Promise<void>) {
  const { alice, bob, conversation, olga } = await given.conversation('alice', 'bob').and('olga');
  const agent = new Agent(stage, stage.businessOf({}));
  const judged = (message: Message) =>
    judge({
      message,
      marksDelivered: () => agent.marksDelivered(conversation, message.id),
      marksRead: () => agent.marksRead(conversation, message.id),
      audience: [conversation.customer, alice, bob, olga],
    });
  const ofCustomer = async () => {
    const hello = conversation.customer.says();
    await alice.witnesses(hello);
    await judged(await alice.sees(hello));
  };
  await ofCustomer();
  const isDone = await stage.whereTestable(async () => {
    await judged(await answerOf(stage, agent, conversation, alice));
    return true;
  });
  if (!isDone) await ofCustomer();
}

/** That what an agent says arrives at all, MSG-4 promises. */
async function answerOf(stage: Scene['stage'], agent: Agent, conversation: Conversation, alice: Participant) {
  const answer = await agent.says(conversation);
  if (!(await stage.journal.until(() => alice.gotOf(answer)[0], stage.eventMs)))
    throw withoutPrerequisite(['MSG-4'], `${alice.name} did not get ${answer.what}.`);
  return alice.sees(answer);
}

clause('RCP-1', async (scene) => {
  await ofTwoMessages(scene, async ({ marksDelivered, audience }) => {
    await told(scene.stage, audience, await marksDelivered());
  });
});

clause('RCP-2', async (scene) => {
  const { stage } = scene;
  await ofTwoMessages(scene, async ({ marksDelivered, marksRead, audience }) => {
    // What is read was delivered before; whether that is told is for RCP-1 to judge.
    await stage.whereTestable(marksDelivered);
    await told(stage, audience, await marksRead());
  });
});

clause('RCP-3', async (scene) => {
  await ofTwoMessages(scene, async ({ message, marksDelivered, marksRead, audience }) => {
    for (const act of [await marksDelivered(), await marksRead()]) {
      for (const one of await told(scene.stage, audience, act)) {
        const { message_id } = (await one.sees<'delivered' | 'read'>(act)) as { message_id: Id };
        must(message_id === message.id, {
          expected: `${act.event} names the message by the id that new_message carried, ${shown(message.id)}, a ${typeof message.id}.`,
          actual: `Its message_id is ${shown(message_id)}, a ${typeof message_id}.`,
        });
      }
    }
  });
});

clause('RCP-4', async (scene) => {
  const { stage } = scene;
  await ofTwoMessages(scene, async ({ message, marksDelivered, marksRead, audience }) => {
    const delivered = await marksDelivered();
    const [first] = await told(stage, audience, delivered);
    const read = await marksRead();
    const [second] = await told(stage, audience, read);
    inOrderOfTime([
      ['created_at', message.created_at],
      ['delivered_at', (await first.sees(delivered)).delivered_at],
      ['read_at', (await second.sees(read)).read_at],
    ]);
  });
});

function inOrderOfTime(times: readonly (readonly [field: string, text: string])[]): void {
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
}

clause('RCP-5', async (scene) => {
  const { stage } = scene;
  const made: { act: Act; audience: readonly Participant[] }[] = [];
  await ofTwoMessages(scene, async ({ marksDelivered, marksRead, audience }) => {
    const acts = [await marksDelivered(), await marksRead()];
    for (const act of acts) await told(stage, audience, act);
    made.push(...acts.map((act) => ({ act, audience })));
  });
  await barriers(stage, made[0]?.audience ?? []);
  await awaitCopies(stage);
  for (const { act, audience } of made)
    for (const one of audience) if (one.gotOf(act).length > 0) one.sawOnce(act);
});

clause('RCP-6', async (scene) => {
  const { stage } = scene;
  const strangers = await scene.given.strangers();
  const acts: Act[] = [];
  const arrival = ofTwoMessages(scene, async ({ marksDelivered, marksRead, audience }) => {
    const made = [await marksDelivered(), await marksRead()];
    acts.push(...made);
    await Promise.all(made.map((act) => told(stage, audience, act)));
  });
  await provided(arrival, async () => {
    await barriers(stage, strangers);
    for (const stranger of strangers) for (const act of acts) stranger.sawNothingOf(act);
  });
});
