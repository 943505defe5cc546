import { strangeArguments } from '../../fixtures/payloads/index.ts';
import { authFor, clientEventNames, serverEventNames } from '../contract/index.ts';
import {
  barrier,
  barrierUnlessGone,
  clause,
  floodSize,
  letIn,
  must,
  NotTestable,
  type Participant,
  payloadOf,
  type Scene,
  shown,
  withoutPrerequisite,
} from '../harness/index.ts';

type Stage = Scene['stage'];

/** Other participants are served as if nothing had happened: everything arrives, once. Its order is for MSG-10 to judge. */
async function servedAsEver(stage: Stage, alice: Participant, bob: Participant, rounds = 10): Promise<void> {
  const messages = Array.from({ length: rounds }, () => alice.says());
  const typing = alice.startsTyping();
  await bob.seesAll(messages);
  await bob.sees(typing);
  await barrier(stage, bob, alice);
  for (const message of messages) bob.sawOnce(message);
}

/** Before the target is put to the test: what does not arrive once in peace is no harm that was done. */
async function inPeace(stage: Stage, alice: Participant, bob: Participant): Promise<void> {
  const message = alice.says();
  await bob.witnesses(message, alice.startsTyping());
  await barrier(stage, bob, alice);
  bob.witnessedOnce(message);
}

/** Nothing of what carries `mark` reached anybody. */
function nothingSpread(stage: Stage, mark: string): void {
  const spread = stage.journal.entries.find(
    (entry) => entry.direction === 'got' && JSON.stringify(payloadOf(entry) ?? null).includes(mark),
  );
  must(!spread, {
    expected: 'What no client event provides for reaches nobody.',
    actual: `${spread?.who} got \`${spread?.event}\` ${shown(spread?.args[0])}.`,
  });
}

clause('ROB-1', async ({ given, stage }) => {
  const { alice, bob, mallory, conversation } = await given.conversation('alice', 'bob', 'mallory');
  const mark = stage.text();
  const unknown = [
    'no_such_event',
    'message',
    'join',
    'leave_conversation',
    ...serverEventNames.filter((name) => name !== 'typing'),
  ];
  await inPeace(stage, alice, bob);
  stage.disturb(...serverEventNames);
  for (const event of unknown) {
    mallory.emits(event, {
      conversation_id: conversation.id,
      content: `${mark}-spoof`,
      message_id: `${mark}-spoof`,
      status: `${mark}-spoof`,
    });
  }
  await barrier(stage, bob, mallory);
  nothingSpread(stage, `${mark}-spoof`);
  must(mallory.connected, {
    expected: 'A connection that sent unknown events is kept.',
    actual: `The connection ended: ${mallory.lost}.`,
  });
  await servedAsEver(stage, alice, bob);
});

clause('ROB-2', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const mark = `${stage.text()}-strange`;
  const rows = strangeArguments(mark);
  const senders = await Promise.all(rows.map((row) => stage.connect({ name: `sends ${row.name}` })));
  await inPeace(stage, alice, bob);
  stage.disturb(...serverEventNames);
  senders.forEach((sender, index) => {
    const args = rows[index]?.args ?? [];
    for (const event of clientEventNames) {
      sender.emits(event, ...args);
      sender.emits(event, ...args, () => {});
    }
  });
  // Being thrown out is a fair answer to these; whether the connection has to be kept, TYP-6 and ROM-9 say.
  await Promise.all(senders.map((sender) => barrierUnlessGone(stage, sender)));
  nothingSpread(stage, mark);
  await servedAsEver(stage, alice, bob);
  const { later } = await given.connections('later');
  await letIn(stage, [later], alice.conversation);
});

/** The largest payload that this suite sends to see whether the server withstands it. */
const mostBytes = 64 * 1024 * 1024;

clause('ROB-3', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const mallory = await stage.wire('mallory', 'websocket');
  const { maxPayload } = (mallory.handshake.json ?? {}) as { maxPayload?: unknown };
  if (typeof maxPayload !== 'number' || !(maxPayload > 0)) {
    throw withoutPrerequisite(['TRN-5'], `The handshake announces maxPayload ${shown(maxPayload)}.`);
  }
  if (maxPayload > mostBytes)
    throw new NotTestable(`maxPayload is ${maxPayload} bytes; this suite sends ${mostBytes} at most.`);
  await mallory.connectNamespace(stage.authText(authFor(stage.businessOf({}).id)));
  const { kind } = await mallory.outcomeOfConnect(stage.eventMs);
  if (kind !== 'connected') throw withoutPrerequisite(['CON-1'], 'mallory was not accepted.');
  const mark = `${stage.text()}-large`;
  await inPeace(stage, alice, bob);
  stage.disturb();
  await mallory.sendEvent('client_message', {
    content: mark + 'x'.repeat(maxPayload),
    conversation_id: alice.conversation.id,
    customer_data: alice.conversation.customerData,
  });
  await servedAsEver(stage, alice, bob);
  for (const one of [alice, bob]) {
    must(one.connected, {
      expected: 'Only the sender may be harmed.',
      actual: `${one.name} lost the connection: ${one.lost}.`,
    });
  }
});

/** Enough messages at once to see how fast the target serves them. */
const burstSize = 30;

clause('ROB-4', async ({ given, stage }) => {
  const { alice, bob, mallory } = await given.conversation('alice', 'bob').and('mallory');
  const own = await stage.openConversation();
  await inPeace(stage, alice, bob);
  const startedAtMs = performance.now();
  await bob.witnesses(...Array.from({ length: burstSize }, () => alice.says()));
  const burst = { events: burstSize, tookMs: performance.now() - startedAtMs };
  const size = floodSize(burst, stage.eventMs / 2);
  stage.disturb();
  for (let index = 0; index < size; index += 1) {
    const event = clientEventNames[index % clientEventNames.length];
    mallory.socket.emit(event as string, {
      conversation_id: own.id,
      user_id: mallory.userId,
      is_typing: index % 2 === 0,
    });
  }
  stage.journal.record('mallory', 'note', `sent ${size} events`);
  await servedAsEver(stage, alice, bob, burstSize);
  // The first of these may have been quicker than the flood.
  await servedAsEver(stage, alice, bob);
});

clause('ROB-5', async ({ given, stage }) => {
  const { alice, bob } = await given.conversation('alice', 'bob');
  const auth = stage.authText(authFor(stage.businessOf({}).id));
  await inPeace(stage, alice, bob);
  stage.disturb();
  const vanishing = Array.from({ length: 40 }, async (_, index) => {
    const connection = await stage.wire(`vanishes ${index + 1}`, 'websocket');
    if (index % 3 > 0) await connection.connectNamespace(auth);
    if (index % 3 > 1)
      await connection.sendEvent('join_conversation', { conversation_id: alice.conversation.id });
    await connection.abandon();
  });
  await Promise.all([...vanishing, servedAsEver(stage, alice, bob, 30)]);
  await servedAsEver(stage, alice, bob);
  const { later } = await given.connections('later');
  await letIn(stage, [later], alice.conversation);
});
