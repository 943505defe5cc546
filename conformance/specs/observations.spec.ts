import { invalidJoins, invalidMessages, invalidTyping } from '../../fixtures/payloads/index.ts';
import {
  type ClientEventName,
  type ServerEventName,
  serverEventNames,
  serverEventSchemas,
} from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  Handovers,
  NotTestable,
  observation,
  type Participant,
  PrerequisiteFailure,
  payloadOf,
  quiet,
  reach,
  type Scene,
  sameId,
  shown,
} from '../harness/index.ts';

observation('OBS-1', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const message = alice.says();
  await bob.sees(message);
  await barrier(stage, alice, bob);
  return alice.gotOf(message).length > 0 ? 'Yes.' : 'No.';
});

observation('OBS-2', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const typing = alice.startsTyping();
  await bob.sees(typing);
  await barrier(stage, alice, bob);
  return alice.gotOf(typing).length > 0 ? 'Yes.' : 'No.';
});

observation('OBS-3', async ({ given, stage }) => {
  const { alice, olga, conversation } = await given.conversation('alice').and('olga');
  const message = conversation.customer.says();
  await alice.sees(message);
  await barrier(stage, olga);
  return olga.gotOf(message).length > 0 ? 'Yes, the whole business gets it.' : 'No, only those who joined.';
});

observation('OBS-4', async ({ given, stage }) => {
  const { creator, alice, bob } = await given.connections('creator', 'alice', 'bob');
  const conversation = await stage.firstMessage(creator);
  alice.joins(conversation);
  bob.joins(conversation);
  await reach(stage, alice, conversation, [bob]);
  const typing = alice.startsTyping(conversation);
  await bob.sees(typing);
  await barrier(stage, creator);
  return creator.gotOf(typing).length > 0 ? 'Yes.' : 'No: it has to join like everybody else.';
});

observation('OBS-5', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const { id, customerData } = conversation;
  const asked = {
    join_conversation: alice.asks('join_conversation', { conversation_id: id }),
    client_message: alice.asks('client_message', {
      content: stage.text(),
      conversation_id: id,
      customer_data: customerData,
    }),
    typing: alice.asks('typing', { conversation_id: id, user_id: alice.userId, is_typing: true }),
  } satisfies Record<ClientEventName, unknown>;
  await barrier(stage, bob, alice);
  await quiet(stage);
  const answers = Object.entries(asked).map(
    ([event, { answer }]) => `${event}: ${answer ? inWords(answer) : 'not acknowledged'}`,
  );
  return `${answers.join('; ')}.`;
});

observation('OBS-6', async ({ given, stage }) => {
  const { alice, olga, conversation } = await given.conversation('alice').and('olga');
  const audience: [Participant, string][] = [
    [conversation.customer, 'the customer who opened the conversation and joined it'],
    [alice, 'others who joined it'],
    [olga, 'connections of the business that joined nothing'],
  ];
  const those = audience.map(([one]) => one);
  const handovers = new Handovers(stage, conversation, those);
  await handovers.told().catch((error: unknown) => {
    if (!(error instanceof PrerequisiteFailure)) throw error;
  });
  await barriers(stage, those);
  const isTold = (one: Participant) => handovers.acts.some((act) => one.gotOf(act).length > 0);
  const told = audience.filter(([one]) => isTold(one)).map(([, who]) => who);
  return told.length > 0 ? `${capital(told.join('; '))}.` : 'None of the connections that the suite made.';
});

observation('OBS-7', async ({ given, stage }) => {
  const { creator } = await given.connections('creator');
  const first = await stage.firstMessage(creator);
  const second = await stage.firstMessage(creator, first.customerData);
  return sameId(first.id, second.id) ? 'Yes, they share one.' : 'No, each opens one.';
});

observation('OBS-8', async (scene) => {
  const frames = await everyEvent(scene);
  const forms = new Set<string>();
  for (const { event, payload } of frames) {
    for (const [field, value] of Object.entries(payload)) {
      const form = /(^|_)id$|_by$/.test(field)
        ? idFormOf(value)
        : /_at$/.test(field)
          ? timeFormOf(value)
          : undefined;
      if (form) forms.add(`${event}.${field}: ${form}`);
    }
  }
  return `${[...forms].join('; ')}.`;
});

observation('OBS-9', async (scene) => {
  const schemas = serverEventSchemas(scene.stage.settings.target.ids);
  const extras = new Set<string>();
  for (const { event, payload } of await everyEvent(scene)) {
    const documented = Object.keys(schemas[event].shape);
    for (const field of Object.keys(payload))
      if (!documented.includes(field)) extras.add(`${event}.${field}`);
  }
  return extras.size > 0 ? `${[...extras].map((field) => shown(field)).join(', ')}.` : 'None.';
});

observation('OBS-10', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  for (const event of serverEventNames) stage.inspection.provoked.add(event);
  const form = stage.settings.target.ids;
  const messages = invalidMessages({ form, token: stage.text(), conversationId: conversation.id });
  const invalid: Record<ClientEventName, readonly unknown[] | undefined> = {
    join_conversation: invalidJoins(form, conversation.id)[2]?.args,
    client_message: messages['CLM-5'][0]?.args,
    typing: invalidTyping(conversation.id, alice.userId)[2]?.args,
  };
  const answers: string[] = [];
  for (const [event, args] of Object.entries(invalid)) {
    const since = stage.journal.position;
    const asked = alice.asks(event as ClientEventName, args?.[0] as never);
    await barrier(stage, bob, alice);
    const events = stage.journal.entries
      .slice(since)
      .filter((entry) => entry.who === 'alice' && entry.direction === 'got' && !isServerEvent(entry.event))
      .map((entry) => `event ${entry.event} ${shown(entry.args[0])}`);
    const ways = [
      ...(asked.answer ? [`acknowledgement ${inWords(asked.answer)}`] : []),
      ...events,
      ...(alice.lost ? [`the connection ends (${alice.lost})`] : []),
    ];
    answers.push(`${event}: ${ways.length > 0 ? ways.join(', ') : 'nothing'}`);
  }
  return `${answers.join('; ')}.`;
});

interface Seen {
  event: ServerEventName;
  payload: Record<string, unknown>;
}

/** Has every server event caused that can be caused here, and returns what arrived of this check's own. */
async function everyEvent({ given, stage }: Scene): Promise<Seen[]> {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const message = await alice.sees(conversation.customer.says());
  await alice.sees(bob.startsTyping());
  try {
    const agent = new Agent(stage, stage.businessOf({}));
    const acts = [
      await agent.isAssigned(conversation),
      await agent.marksDelivered(conversation, message.id),
      await agent.marksRead(conversation, message.id),
    ];
    const arrived = () => (acts.every((act) => alice.gotOf(act).length > 0) ? true : undefined);
    await stage.journal.until(arrived, stage.eventMs / 2);
    await agent.changesStatus(alice);
  } catch (error) {
    if (!(error instanceof NotTestable)) throw error;
  }
  return stage.journal.entries.flatMap((entry) => {
    const payload = payloadOf(entry);
    const event = serverEventNames.find((name) => name === entry.event);
    return entry.direction === 'got' && entry.who === 'alice' && event && payload ? [{ event, payload }] : [];
  });
}

/** An acknowledgement has one argument as a rule. */
function inWords(answer: unknown[]): string {
  return shown(answer.length === 1 ? answer[0] : answer);
}

function isServerEvent(event: string): boolean {
  return serverEventNames.some((name) => name === event);
}

function idFormOf(value: unknown): string {
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return `not an id (${typeof value})`;
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) ? 'UUID' : 'text';
}

function timeFormOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\d/g, '0').slice(0, 40) : `not text (${typeof value})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
