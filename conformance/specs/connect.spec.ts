import { invalidBusinessIds } from '../../fixtures/payloads/index.ts';
import { authFor, type TransportName } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  type ConnectOutcome,
  clause,
  must,
  NotTestable,
  type Scene,
  shown,
} from '../harness/index.ts';

type Stage = Scene['stage'];

/** Connects with this `auth` (JSON text, or none) and tells what came of it; pings are answered meanwhile. */
async function outcomeOf(
  stage: Stage,
  who: string,
  authText: string | undefined,
  over: TransportName = 'websocket',
) {
  const connection = await stage.wire(who, over);
  await connection.connectNamespace(authText);
  return connection.outcomeOfConnect(stage.eventMs);
}

function inWords(outcome: ConnectOutcome, stage: Stage): string {
  switch (outcome.kind) {
    case 'connected':
      return 'The server accepted it.';
    case 'refused':
      return `The server refused it: ${shown(outcome.payload)}.`;
    case 'closed':
      return `The server sent no CONNECT_ERROR; instead ${outcome.close.summary}.`;
    case 'silence':
      return `The server neither accepted nor refused it within ${stage.eventMs} ms.`;
  }
}

async function mustRefuse(
  stage: Stage,
  who: string,
  authText: string | undefined,
  over: TransportName = 'websocket',
) {
  const outcome = await outcomeOf(stage, who, authText, over);
  must(outcome.kind === 'refused', {
    expected: `A connection ${who}, over ${over}, is refused with CONNECT_ERROR.`,
    actual: inWords(outcome, stage),
  });
  return outcome;
}

clause('CON-1', async ({ given, stage }) => {
  for (const business of stage.settings.target.businesses) {
    const outcome = await outcomeOf(
      stage,
      `for business ${business.id}`,
      stage.authText(authFor(business.id)),
    );
    must(outcome.kind === 'connected', {
      expected: `A connection whose auth carries the business id ${shown(business.id)} is accepted.`,
      actual: inWords(outcome, stage),
    });
  }
  await given.connections('alice');
});

clause('CON-2', async ({ stage }) => {
  await mustRefuse(stage, 'with an auth that has no business_id', stage.authText({}));
  await mustRefuse(
    stage,
    'with an auth that has other fields only',
    stage.authText({ businessId: stage.businessOf({}).id }),
  );
});

clause('CON-3', async ({ stage }) => {
  await mustRefuse(stage, 'without any auth', undefined);
});

clause('CON-4', async ({ stage }) => {
  const rows = invalidBusinessIds(stage.businessOf({}).id);
  await Promise.all(
    rows.map(({ name, payload }) =>
      mustRefuse(stage, `with a business id that is ${name}`, stage.authText(payload)),
    ),
  );
});

clause('CON-5', async ({ stage }) => {
  const outcome = await outcomeOf(stage, 'without a business id', stage.authText({}));
  if (outcome.kind !== 'refused')
    throw new NotTestable(`A prerequisite is missing (CON-2). ${inWords(outcome, stage)}`);
  const { message = '' } = outcome;
  must(/\p{L}{2}/u.test(message) && !/\[object \w+\]|^(undefined|null)$/.test(message), {
    expected: 'A refusal carries a message that a person can read, such as "business_id is required".',
    actual: `Its payload is ${shown(outcome.payload)}.`,
  });
});

clause('CON-6', async ({ stage }) => {
  const query = { ...authFor(stage.businessOf({}).id) };
  const connection = await stage.wire('with a business id in the query string', 'websocket', { query });
  await connection.connectNamespace(stage.authText({}));
  const outcome = await connection.outcomeOfConnect(stage.eventMs);
  must(outcome.kind !== 'connected', {
    expected: 'A business id in the query string does not stand in for the one in auth.',
    actual: 'The server accepted the connection.',
  });
});

clause('CON-7', async ({ given, stage }) => {
  const over: TransportName[] = stage.settings.target.capabilities.polling
    ? ['websocket', 'polling']
    : ['websocket'];
  // Half of them keep still, since a server may close the line on one that goes on talking.
  const refused = await Promise.all(
    over.flatMap((transport) => [
      stage.wire(`refused over ${transport}`, transport),
      stage.wire(`refused over ${transport}, goes on talking`, transport),
    ]),
  );
  for (const connection of refused) {
    await connection.connectNamespace(stage.authText({}));
    await connection.outcomeOfConnect(stage.eventMs);
  }
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  for (const connection of refused.filter((_, index) => index % 2 === 1)) {
    await connection.sendEvent('join_conversation', { conversation_id: conversation.id });
  }
  await barrier(stage, bob, alice);
  const acts = [conversation.customer.says(), alice.startsTyping()];
  for (const act of acts) await bob.sees(act);
  if (stage.settings.target.stimuli.kind !== 'none')
    await new Agent(stage, stage.businessOf({})).changesStatus(bob);
  await barriers(stage, [alice, bob]);
  for (const connection of refused) {
    const leaked = connection.packets.find(
      ({ direction, socketIo }) => direction === 'got' && socketIo?.event,
    );
    must(!leaked, {
      expected: 'A refused client is sent nothing of the business.',
      actual: `Over ${connection.transport} it got \`${leaked?.socketIo?.event}\` ${shown(leaked?.socketIo?.args?.[0])}.`,
    });
  }
});

clause('CON-8', async ({ given }) => {
  const names = Array.from({ length: 20 }, (_, index) => `client ${index + 1}`);
  const { conversation, ...clients } = await given.conversation(...names);
  const everybody = Object.values(clients);
  const ids = everybody.map(({ socket }) => socket.id);
  must(new Set(ids).size === everybody.length, {
    expected: `${everybody.length} connections have as many different socket ids.`,
    actual: `There are ${new Set(ids).size} ids: ${shown(ids)}.`,
  });
  const hello = conversation.customer.says();
  for (const client of everybody) await client.sees(hello);
});

clause('CON-9', async ({ stage }) => {
  await mustRefuse(stage, 'with an auth that has no business_id', stage.authText({}), 'polling');
  await mustRefuse(stage, 'without any auth', undefined, 'polling');
});
