import { isDeepStrictEqual } from 'node:util';
import { contents } from '../../fixtures/payloads/index.ts';
import {
  authFor,
  engineHandshake,
  type ServerEventName,
  serverEventSchemas,
  type TransportName,
} from '../contract/index.ts';
import type { Conversation } from '../harness/index.ts';
import {
  type Act,
  barrier,
  blockUpgrades,
  ClauseFailure,
  clause,
  eventPromises,
  excusing,
  httpProbe,
  keptPromises,
  letIn,
  malformedPackets,
  matches,
  must,
  NotTestable,
  type Participant,
  PrerequisiteFailure,
  polling,
  quiet,
  type Scene,
  shown,
  upgradeToWebSocket,
  type WireConnection,
  WireOpenError,
  type WirePacket,
  websocket,
  withinPatience,
  withoutPrerequisite,
} from '../harness/index.ts';

type Stage = Scene['stage'];

/** Two participants of a conversation of their own. */
type Pair = () => Promise<readonly [Participant, Participant]>;

/** Whether it is told when the same one types again soon is not asked here. */
const haveTyped = new WeakSet<Participant>();

/** Everything that one participant can tell another without an agent. */
function tellsAll(from: Participant): Act[] {
  const typing = haveTyped.has(from) ? [] : [() => from.startsTyping(), () => from.stopsTyping()];
  haveTyped.add(from);
  return [() => from.says(), ...typing].map((does) => does());
}

/**
 * Two participants tell each other everything. Where `others` go another way, they have to do better: what is lost
 * between them, too, is for the clauses about that event to judge.
 */
async function talk(one: Participant, other: Participant, others?: Pair): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    for (const [index, act] of tellsAll(from).entries()) {
      try {
        await to.sees(act);
      } catch (error) {
        if (!(error instanceof ClauseFailure) || error instanceof PrerequisiteFailure) throw error;
        throw (await isLost(index, others)) ? new PrerequisiteFailure(eventPromises(act), error) : error;
      }
    }
  }
}

/** Whether what stands at this place in `tellsAll` gets lost between two others; unknown where these cannot even meet. */
async function isLost(index: number, others?: Pair): Promise<boolean> {
  const pair = await others?.().catch(() => undefined);
  if (!pair) return false;
  const act = tellsAll(pair[0])[index] as Act;
  return pair[1].sees(act).then(
    () => false,
    () => true,
  );
}

function transports(stage: Stage): TransportName[] {
  return stage.settings.target.capabilities.polling ? ['websocket', 'polling'] : ['websocket'];
}

/** A wire-level connection that the server accepted. */
async function accepted(stage: Stage, who: string, over: TransportName): Promise<WireConnection> {
  const connection = await stage.wire(who, over);
  await connection.connectNamespace(stage.authText(authFor(stage.businessOf({}).id)));
  const outcome = await connection.outcomeOfConnect(stage.eventMs);
  if (outcome.kind !== 'connected') throw withoutPrerequisite(['CON-1'], `${who} was not accepted.`);
  return connection;
}

clause('TRN-1', async ({ given, stage }) => {
  const { wanda, will } = await given.conversation(websocket('wanda'), websocket('will'));
  const others: Pair = async () => {
    const { paula, pete } = await given.conversation(polling('paula'), polling('pete'));
    return [paula, pete];
  };
  await talk(wanda, will, transports(stage).includes('polling') ? others : undefined);
});

clause('TRN-2', async ({ given }) => {
  const { paula, pete } = await given.conversation(polling('paula'), polling('pete'));
  await talk(paula, pete, async () => {
    const { wanda, will } = await given.conversation(websocket('wanda'), websocket('will'));
    return [wanda, will];
  });
});

/** What these break, they break without an upgrade, too. */
/** Servers wait for the end of an upgrade, too; ten seconds, most of them. */
const upgradeStepMs = 3_000;

const upgradeOrNot = ['TRN-2', 'TRN-10', 'MSG-1', 'MSG-9', 'CLM-3'];

clause('TRN-3', (scene) => excusing(upgradeOrNot, () => upgrades(scene)));

async function upgrades({ given, stage }: Scene): Promise<void> {
  const { alice, conversation } = await given.conversation('alice');
  const connection = await accepted(stage, 'upgrader', 'polling');
  const { upgrades } = (connection.handshake.json ?? {}) as { upgrades?: unknown };
  if (!Array.isArray(upgrades) || !upgrades.includes('websocket' satisfies TransportName)) {
    throw new NotTestable(
      `The handshake over long-polling offers no upgrade to WebSocket: upgrades is ${shown(upgrades)}.`,
    );
  }
  await letWireIn(stage, connection, conversation);
  const early = await saysOnWire(stage, connection, conversation);
  await stage.journal.until(() => alice.gotOf(early)[0], stage.eventMs);
  await witnessesOnWire(stage, connection, conversation.customer.says());
  const down: Act[] = [];
  const up = [early];
  const bothWays = async () => {
    const said = [1, 2, 3].map(() => conversation.customer.says());
    down.push(...said);
    for (const _ of [1, 2, 3]) up.push(await saysOnWire(stage, connection, conversation));
    return said;
  };
  await bothWays();
  const upgrade = await upgradeToWebSocket(connection).catch((error) => {
    throw error instanceof WireOpenError ? notUpgraded(error.message) : error;
  });
  const stepMs = Math.min(stage.eventMs, upgradeStepMs);
  for (const step of [() => upgrade.probe(), () => upgrade.finish()]) {
    const [outcome] = await Promise.all([step(), bothWays()]);
    if (outcome.kind === 'failed') throw notUpgraded(outcome.problem);
    const said = await bothWays();
    // Once alice has it, it was passed on before the next step.
    await stage.journal.until(() => said.every((act) => alice.gotOf(act).length > 0) || undefined, stepMs);
  }
  for (const act of up) await alice.sees(act);
  for (const act of down) await gotOnWire(stage, connection, act);
  await barrier(stage, alice);
  const last = conversation.customer.says();
  await gotOnWire(stage, connection, last);
  await quiet(stage);
  for (const act of up) alice.sawOnce(act);
  const arrivals = (act: Act) => eventsOnWire(connection).filter((entry) => matches(act, entry)).length;
  // Who tells senders of their own messages does so around the upgrade as well.
  const own = arrivals(early) > 0 ? up : [];
  for (const act of own) await gotOnWire(stage, connection, act);
  for (const act of [...down, ...own, last]) {
    const count = arrivals(act);
    must(count === 1, {
      expected: `${act.what}, sent around the upgrade, arrives at the upgrader exactly once.`,
      actual: `It arrived ${count} times.`,
    });
  }
}

function notUpgraded(actual: string): ClauseFailure {
  return new ClauseFailure({
    expected: 'The server upgrades the connection as Engine.IO v4 says.',
    actual,
    excusedBy: keptPromises,
  });
}

/** What a wire got of events, in the form of journal entries. */
function eventsOnWire(connection: WireConnection) {
  return connection.packets.flatMap(({ direction, atMs, socketIo }) =>
    direction === 'got' && socketIo?.event
      ? [
          {
            atMs,
            who: 'upgrader',
            direction,
            event: socketIo.event as ServerEventName,
            args: socketIo.args ?? [],
          },
        ]
      : [],
  );
}

/** As `gotOnWire`, for what the upgrade is not to blame for. */
async function witnessesOnWire(stage: Stage, connection: WireConnection, act: Act): Promise<void> {
  try {
    await gotOnWire(stage, connection, act);
  } catch (error) {
    if (!(error instanceof ClauseFailure)) throw error;
    throw new PrerequisiteFailure(['TRN-2', 'TRN-10'], error);
  }
}

async function gotOnWire(stage: Stage, connection: WireConnection, act: Act): Promise<void> {
  const waited = await connection.waitFor(
    ({ direction, socketIo }) =>
      direction === 'got' && socketIo?.event === act.event && matches(act, { args: socketIo.args ?? [] }),
    stage.eventMs,
  );
  must(waited.kind === 'packet', {
    expected: `${act.what}, sent around the upgrade, arrives at the upgrader.`,
    actual:
      waited.kind === 'closed'
        ? `The connection ended: ${waited.close.summary}.`
        : `It did not within ${stage.eventMs} ms.`,
    excusedBy: waited.kind === 'closed' ? keptPromises : [],
  });
}

async function saysOnWire(
  stage: Stage,
  connection: WireConnection,
  conversation: Conversation,
): Promise<Act> {
  const content = stage.text();
  const act = stage.act('new_message', { content }, `the upgrader's message ${shown(content)}`);
  await connection.sendEvent('client_message', {
    content,
    conversation_id: conversation.id,
    customer_data: conversation.customerData,
  });
  return act;
}

/** Lets a wire join, and waits until what the customer sends there arrives on it. */
async function letWireIn(
  stage: Stage,
  connection: WireConnection,
  conversation: Conversation,
): Promise<void> {
  await connection.sendEvent('join_conversation', { conversation_id: conversation.id });
  const deadlineMs = performance.now() + stage.eventMs;
  for (let patienceMs = 2 * stage.tempo.quietMs; ; patienceMs *= 2) {
    const probe = conversation.customer.says();
    const arrived = await connection.waitFor(
      ({ direction, text }) => direction === 'got' && text.includes(String(probe.identity.content)),
      patienceMs,
    );
    if (arrived.kind === 'packet') return;
    if (performance.now() > deadlineMs)
      throw withoutPrerequisite(['TRN-2'], 'A joined connection over long-polling got no message.');
  }
}

clause('TRN-4', async ({ given, stage }) => {
  const { origin } = stage.wireTarget();
  const proxy = await blockUpgrades(origin, { ca: stage.settings.ca });
  try {
    const { alice, fiona, paula } = await given.conversation(
      'alice',
      { name: 'fiona', through: proxy.origin, fallback: ['websocket', 'polling'] },
      { name: 'paula', through: proxy.origin, fallback: ['polling', 'websocket'] },
    );
    const direct: Pair = async () => {
      const { ada, ben } = await given.conversation('ada', 'ben');
      return [ada, ben];
    };
    await talk(fiona, alice, direct);
    await talk(paula, fiona, direct);
    await talk(alice, paula, direct);
    // Whether paula tries depends on what upgrades the server offers; fiona begins with WebSocket.
    if (proxy.refusedUpgrades === 0) throw new NotTestable('No client behind the proxy tried WebSocket.');
  } finally {
    await proxy.close();
  }
});

clause('TRN-5', async ({ stage }) => {
  const sids = new Set<unknown>();
  for (const over of [...transports(stage), ...transports(stage)]) {
    const { handshake } = await stage.wire(`over ${over}, ${sids.size + 1}`, over);
    const parsed = engineHandshake.safeParse(handshake.json);
    must(parsed.success, {
      expected:
        'The open packet has sid, upgrades, pingInterval, pingTimeout and maxPayload, as Engine.IO v4 defines them.',
      actual: `Over ${over} it is ${shown(handshake.packetText)}: ${parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`,
    });
    must(!sids.has(parsed.data.sid), {
      expected: 'Every session has a sid of its own.',
      actual: `Two sessions have the sid ${shown(parsed.data.sid)}.`,
    });
    sids.add(parsed.data.sid);
  }
});

clause('TRN-6', async ({ stage }) => {
  const rows = [
    { what: 'an unknown transport', query: { EIO: '4', transport: 'carrier-pigeon' } },
    ...(transports(stage).includes('polling')
      ? [
          { what: 'an unknown protocol version', query: { EIO: '99', transport: 'polling' } },
          { what: 'an unknown session id', query: { EIO: '4', transport: 'polling', sid: stage.token } },
        ]
      : []),
  ];
  for (const { what, query } of rows) {
    const answer = await httpProbe(stage.wireTarget(), { ...query, timeoutMs: stage.eventMs });
    must(answer.kind === 'answer' && answer.status === 400, {
      expected: `A request with ${what} is answered with HTTP 400.`,
      actual:
        answer.kind === 'answer'
          ? `It was answered with HTTP ${answer.status}: ${shown(answer.body)}.`
          : `There was no answer: ${answer.error}.`,
    });
  }
});

/** How much later than announced a heartbeat may come before it counts as late. */
function slackMs(stage: Stage): number {
  return Math.max(stage.settings.heartbeat.pingIntervalMs / 2, 1000) + 3 * stage.tempo.quietMs;
}

/** Far beyond any heartbeat: it only ends waits whose connection hangs. */
const endlessMs = 60 * 60_000;

/**
 * Waits for what is due by the clock. A server that is too busy for its timers is not one that has none: when time is
 * up, an answer to a request sent only then shows that it has come round to what was due before.
 */
async function due(
  stage: Stage,
  connection: WireConnection,
  isIt: (packet: WirePacket) => boolean,
  withinMs: number,
  since = 0,
) {
  const waiting = connection.waitFor(isIt, endlessMs, since);
  const inTime = await withinPatience(waiting, withinMs + slackMs(stage));
  if (inTime) return inTime;
  await httpProbe(stage.wireTarget(), { EIO: '4', transport: 'carrier-pigeon' });
  return withinPatience(waiting, stage.tempo.quietMs);
}

/** Where the handshake says nothing usable of pings, none can be late. */
async function beating(stage: Stage, over: TransportName): Promise<WireConnection> {
  const connection = await accepted(stage, `over ${over}`, over);
  const announced = engineHandshake
    .pick({ pingInterval: true, pingTimeout: true })
    .safeParse(connection.handshake.json);
  if (announced.success) return connection;
  throw withoutPrerequisite(['TRN-5'], `Over ${over}, the handshake announces no usable heartbeat.`);
}

const isPing = ({ type, direction }: WirePacket) => type === 'ping' && direction === 'got';

clause('TRN-7', async ({ stage }) => {
  const { pingIntervalMs, pingTimeoutMs } = stage.settings.heartbeat;
  const heartbeats = Math.max(3, Math.ceil(pingTimeoutMs / pingIntervalMs) + 1);
  await Promise.all(
    transports(stage).map(async (over) => {
      const connection = await beating(stage, over);
      let since = 0;
      for (let beat = 1; beat <= heartbeats; beat += 1) {
        const waited = await due(stage, connection, isPing, pingIntervalMs, since);
        must(waited?.kind === 'packet', {
          expected: `The server pings every ${pingIntervalMs} ms, as its handshake announces, and keeps a connection that answers.`,
          actual:
            waited?.kind === 'closed'
              ? `Over ${over}, after ${beat - 1} answered pings: ${waited.close.summary}.`
              : `Over ${over}, ping ${beat} was overdue, though the server answered other requests.`,
        });
        since = waited.packet.index + 1;
      }
      await quiet(stage);
      must(!connection.closeInfo, {
        expected: 'A connection that answers pings is kept.',
        actual: `Over ${over}: ${connection.closeInfo?.summary}.`,
      });
    }),
  );
});

clause('TRN-8', async ({ stage }) => {
  const { pingIntervalMs, pingTimeoutMs } = stage.settings.heartbeat;
  await Promise.all(
    transports(stage).map(async (over) => {
      const connection = await beating(stage, over);
      connection.autoPong = false;
      const waited = await due(stage, connection, () => false, pingIntervalMs + pingTimeoutMs);
      must(waited?.kind === 'closed', {
        expected: `A connection that answers no ping is dropped within pingInterval + pingTimeout, ${pingIntervalMs + pingTimeoutMs} ms.`,
        actual: `Over ${over} it was still open well after that, though the server answered other requests.`,
      });
    }),
  );
});

clause('TRN-9', async ({ given, stage }) => {
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const { customer } = conversation;
  await bob.witnesses(customer.says(), customer.startsTyping(), customer.stopsTyping());
  stage.disturb();
  await Promise.all(
    malformedPackets.map(async ({ name, packets }) => {
      const connection = await accepted(stage, `sends ${name}`, 'websocket');
      await connection.sendEngine(...packets);
      const waited = await connection.waitFor(() => false, stage.eventMs);
      must(waited.kind === 'closed' && !waited.close.heartbeatExplains, {
        expected: `A packet with ${name} (${shown(packets.at(-1))}) closes the connection that sent it, at once.`,
        actual:
          waited.kind === 'closed'
            ? `It ended only when a missed heartbeat would explain it: ${waited.close.summary}.`
            : `It was still open ${stage.eventMs} ms later, with every ping answered.`,
      });
    }),
  );
  for (const one of [alice, bob]) {
    must(one.connected, {
      expected: 'No other connection is closed.',
      actual: `${one.name} lost the connection: ${one.lost}.`,
    });
  }
  await talk(alice, bob);
});

clause('TRN-10', async ({ given, stage }) => {
  const { paula, conversation } = await given.conversation(polling('paula'));
  // She joins last: what only the first to join get is no matter of the transport.
  const { wanda } = await given.connections(websocket('wanda'));
  await letIn(stage, [wanda], conversation);
  const schemas = serverEventSchemas(stage.settings.target.ids);
  const acts: Act[] = contents.map(({ text }) => conversation.customer.says(text(stage.text())));
  acts.push(conversation.customer.startsTyping(), conversation.customer.stopsTyping());
  for (const act of acts) {
    const documented = (payload: object) =>
      Object.keys(schemas[act.event].shape).map((field) => payload[field as keyof typeof payload]);
    await wanda.witnesses(act);
    const [overWebSocket, overPolling] = [await wanda.sees(act), await paula.sees(act)];
    must(isDeepStrictEqual(documented(overWebSocket), documented(overPolling)), {
      expected: `\`${act.event}\` carries over long-polling what it carries over WebSocket, ${shown(overWebSocket)}.`,
      actual: `It carries ${shown(overPolling)}.`,
    });
  }
  await wanda.seesAll(contents.map(({ text }) => paula.says(text(stage.text()))));
});

/** The page that asks: one of the configured origin, since a server may let its customers' sites in and no others. */
function pageOf({ origin: own, headers }: ReturnType<Stage['wireTarget']>) {
  const [name = 'origin', configured = ''] =
    Object.entries(headers).find(([header]) => header.toLowerCase() === 'origin') ?? [];
  const isAnother = configured !== '' && configured !== new URL(own).origin;
  const origin = isAnother ? configured : 'https://customer-site.example';
  const advice = isAnother
    ? ''
    : ' If it lets in known sites alone, configure one as connect.headers.origin.';
  return { origin, headers: { [name]: origin }, advice };
}

clause('TRN-11', async ({ stage }) => {
  const target = stage.wireTarget();
  const { origin, headers, advice } = pageOf(target);
  const mayRead = (what: string, answer: Awaited<ReturnType<typeof httpProbe>>) => {
    const allowed = answer.kind === 'answer' ? answer.headers['access-control-allow-origin'] : undefined;
    must(allowed === '*' || allowed === origin, {
      expected: `${what} from a page of ${origin} is answered with Access-Control-Allow-Origin for it.`,
      actual:
        answer.kind === 'answer'
          ? `HTTP ${answer.status} came with Access-Control-Allow-Origin ${shown(allowed)}.${advice}`
          : `There was no answer: ${answer.error}.`,
    });
    return answer;
  };
  const query = { EIO: '4', transport: 'polling' satisfies TransportName, headers };
  const opened = mayRead('A handshake', await httpProbe(target, { ...query, timeoutMs: stage.eventMs }));
  const sid = opened?.kind === 'answer' ? /"sid":"([^"]+)"/.exec(opened.body)?.[1] : undefined;
  const body = `40${stage.authText(authFor(stage.businessOf({}).id))}`;
  mayRead(
    'A POST',
    await httpProbe(target, { ...query, method: 'POST', sid, body, timeoutMs: stage.eventMs }),
  );
});
