import { invalidBusinessIds } from '../../fixtures/payloads/index.ts';
import { authFor, type TransportName } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  ClauseFailure,
  clause,
  keptPromises,
  letIn,
  must,
  type Participant,
  type Scene,
  shown,
  withoutPrerequisite,
} from '../harness/index.ts';

type Stage = Scene['stage'];

/** Connects with this `auth` (JSON text, or none) and tells what came of it; pings are answered meanwhile. */
async function outcomeOf(
  stage: Stage,
  who: string,
  authText: string | undefined,
  over: TransportName = 'websocket',
  node = 0,
) {
  const connection = await stage.wire(who, over, { node });
  await connection.connectNamespace(authText);
  const outcome = await connection.outcomeOfConnect(stage.eventMs);
  if (outcome.kind !== 'refused') return outcome;
  // A server that forgets to stop after its refusal accepts right behind it. Trying again is the sentinel.
  await connection.connectNamespace(authText);
  await connection.outcomeOfConnect(stage.eventMs / 4);
  const accepted = connection.packets.some(
    ({ direction, socketIo }) => direction === 'got' && socketIo?.type === 'connect',
  );
  return accepted ? ({ kind: 'both', payload: outcome.payload } as const) : outcome;
}

function inWords(outcome: Awaited<ReturnType<typeof outcomeOf>>, stage: Stage): string {
  switch (outcome.kind) {
    case 'both':
      return `The server refused it (${shown(outcome.payload)}), and accepted it all the same.`;
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

/**
 * Who refuses everybody does not go by the business id: before refusals are judged, every node has to accept one that
 * is as it should be.
 */
async function mustDistinguish(stage: Stage, over: TransportName = 'websocket'): Promise<void> {
  const authText = stage.authText(authFor(stage.businessOf({}).id));
  await Promise.all(
    Array.from(stage.settings.target.nodes.keys(), async (node) => {
      const who = `with a business id, over ${over}${node > 0 ? `, on node ${node + 1}` : ''}`;
      const outcome = await outcomeOf(stage, who, authText, over, node);
      if (outcome.kind === 'connected') return;
      throw withoutPrerequisite(
        ['CON-1'],
        `What is refused ${who} as well shows nothing. ${inWords(outcome, stage)}`,
      );
    }),
  );
}

async function mustRefuse(
  stage: Stage,
  who: string,
  authText: string | undefined,
  over: TransportName = 'websocket',
): Promise<void> {
  for (const node of stage.settings.target.nodes.keys()) {
    const place = `over ${over}${node > 0 ? `, on node ${node + 1}` : ''}`;
    const outcome = await outcomeOf(stage, `${who}, ${place}`, authText, over, node);
    must(outcome.kind === 'refused', {
      expected: `A connection ${who}, ${place}, is refused with CONNECT_ERROR.`,
      actual: inWords(outcome, stage),
    });
  }
}

clause('CON-1', async ({ given, stage }) => {
  const { businesses, nodes } = stage.settings.target;
  for (const node of nodes.keys()) {
    for (const { id } of businesses) {
      const who = `for business ${id}${node > 0 ? ` on node ${node + 1}` : ''}`;
      const outcome = await outcomeOf(stage, who, stage.authText(authFor(id)), 'websocket', node);
      must(outcome.kind === 'connected', {
        expected: `A connection ${who}, with the business id in its auth, is accepted.`,
        actual: inWords(outcome, stage),
      });
    }
  }
  await given.connections('alice');
});

clause('CON-2', async ({ stage }) => {
  await mustDistinguish(stage);
  await mustRefuse(stage, 'with an auth that has no business_id', stage.authText({}));
  await mustRefuse(
    stage,
    'with an auth that has other fields only',
    stage.authText({ businessId: stage.businessOf({}).id }),
  );
});

clause('CON-3', async ({ stage }) => {
  await mustDistinguish(stage);
  await mustRefuse(stage, 'without any auth', undefined);
});

clause('CON-4', async ({ stage }) => {
  await mustDistinguish(stage);
  const rows = invalidBusinessIds(stage.businessOf({}).id);
  await Promise.all(
    rows.map(({ name, payload }) =>
      mustRefuse(stage, `with a business id that is ${name}`, stage.authText(payload)),
    ),
  );
});

clause('CON-5', async ({ stage }) => {
  await mustDistinguish(stage);
  const outcome = await outcomeOf(stage, 'without a business id', stage.authText({}));
  if (outcome.kind !== 'refused') throw withoutPrerequisite(['CON-2'], inWords(outcome, stage));
  const { message = '' } = outcome;
  must(/\p{L}{2}/u.test(message) && !/\[object \w+\]|^(undefined|null)$/.test(message), {
    expected: 'A refusal carries a message that a person can read, such as "business_id is required".',
    actual: `Its payload is ${shown(outcome.payload)}.`,
  });
});

clause('CON-6', async ({ given, stage }) => {
  await mustDistinguish(stage);
  const without = await outcomeOf(stage, 'without any business id', stage.authText({}));
  if (without.kind !== 'refused')
    throw withoutPrerequisite(['CON-2'], `Without any business id: ${inWords(without, stage)}`);

  const query = { ...authFor(stage.businessOf({}).id) };
  const connection = await stage.wire('with a business id in the query string', 'websocket', { query });
  await connection.connectNamespace(stage.authText({}));
  const outcome = await connection.outcomeOfConnect(stage.eventMs);
  must(outcome.kind !== 'connected', {
    expected: 'A business id in the query string does not stand in for the one in auth.',
    actual: 'The server accepted the connection.',
  });

  const { alice, conversation } = await given.conversation('alice');
  const torn = stage.begin({ name: 'torn', query: authFor(stage.token) });
  await stage.journal.until(() => (torn.connected || torn.lost ? true : undefined), stage.eventMs);
  // To refuse whoever names two businesses is as good as to go by the one in auth.
  if (!torn.connected) return;
  await mustBelong(torn, letIn(stage, [torn], conversation));
  const change = await stage.whereTestable(() =>
    new Agent(stage, stage.businessOf({})).changesStatus(alice, torn),
  );
  if (change) await mustBelong(torn, torn.sees(change));
});

/** Who names its business in its auth and another one in its query string gets what that business gets. */
async function mustBelong({ businessId }: Participant, gets: Promise<unknown>): Promise<void> {
  try {
    await gets;
  } catch (error) {
    if (!(error instanceof ClauseFailure)) throw error;
    throw new ClauseFailure({
      expected: `A connection that names business ${shown(businessId)} in its auth and another one in its query string belongs to ${shown(businessId)}.`,
      actual: `It gets nothing of that business. ${error.actual}`,
      excusedBy: ['ROM-3', 'AST-1'],
    });
  }
}

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
  const outcomes = await Promise.all(
    refused.map(async (connection) => {
      await connection.connectNamespace(stage.authText({}));
      return connection.outcomeOfConnect(stage.eventMs);
    }),
  );
  const other = outcomes.find(({ kind }) => kind !== 'refused');
  if (other) throw withoutPrerequisite(['CON-2', 'CON-9'], inWords(other, stage));
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  for (const connection of refused.filter((_, index) => index % 2 === 1)) {
    await connection.sendEvent('join_conversation', { conversation_id: conversation.id });
  }
  await barrier(stage, bob, alice);
  await bob.witnesses(conversation.customer.says(), alice.startsTyping());
  await stage.whereTestable(() => new Agent(stage, stage.businessOf({})).changesStatus(bob));
  await barriers(stage, [alice, bob]);
  // A second refusal is the sentinel on these connections: it arrives behind whatever was sent before it.
  await Promise.all(
    refused.map(async (connection) => {
      await connection.connectNamespace(stage.authText({}));
      await connection.outcomeOfConnect(stage.eventMs);
    }),
  );
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

clause('CON-8', async ({ given, stage }) => {
  const { first, conversation } = await given.conversation('first');
  await first.witnesses(conversation.customer.says());
  stage.disturb();
  const names = Array.from({ length: 20 }, (_, index) => `client ${index + 1}`);
  const everybody = [first, ...Object.values(await given.connections(...names))];
  const allKept = () => {
    const lost = everybody.filter((one) => one.lost);
    // That answered pings keep a connection is for TRN-7 to say; these had none to answer.
    const beforePings = lost.some(({ livedMs }) => livedMs < stage.settings.heartbeat.pingIntervalMs);
    must(lost.length === 0, {
      expected: `${everybody.length} connections of one business are kept at once.`,
      actual: `${lost.length} of them ended, the first of them ${lost[0]?.name}: ${lost[0]?.lost}.`,
      excusedBy: beforePings ? [] : keptPromises,
    });
  };
  await letIn(stage, everybody, conversation).finally(allKept);
  const ids = everybody.map(({ socket }) => socket.id);
  must(new Set(ids).size === everybody.length, {
    expected: `${everybody.length} connections have as many different socket ids.`,
    actual: `There are ${new Set(ids).size} ids: ${shown(ids)}.`,
  });
  const hello = conversation.customer.says();
  for (const client of everybody) await client.sees(hello);
});

clause('CON-9', async ({ stage }) => {
  await mustDistinguish(stage, 'polling');
  await mustRefuse(stage, 'with an auth that has no business_id', stage.authText({}), 'polling');
  await mustRefuse(stage, 'without any auth', undefined, 'polling');
});
