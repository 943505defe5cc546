import {
  type Act,
  Agent,
  barrier,
  barriers,
  clause,
  control,
  elsewhere,
  letIn,
  must,
  NotTestable,
  type Participant,
  quiet,
  reach,
  type Scene,
  stranger,
} from '../harness/index.ts';

/** Each of a pair plays the same part, one on each node; what one is told, the other has to be told. */
type Twins = readonly (readonly [Participant, Participant])[];

async function reachesTwins(stage: Scene['stage'], twins: Twins, act: Act): Promise<void> {
  const told = await stage.journal.until(
    () => twins.find((pair) => pair.some((one) => one.gotOf(act).length > 0)),
    stage.eventMs,
  );
  const pairs = twins.filter((pair) => pair.some((one) => one.gotOf(act).length > 0));
  for (const pair of told ? pairs : twins.slice(0, 1)) for (const one of pair) await one.sees(act);
}

clause('BKP-1', async ({ given, stage }) => {
  const { alice, nora, olga, oona, conversation } = await given
    .conversation('alice', elsewhere('nora'))
    .and('olga', elsewhere('oona'));
  for (const act of [conversation.customer.says(), alice.startsTyping(), alice.stopsTyping()])
    await nora.sees(act);
  for (const act of [nora.says(), nora.startsTyping(), nora.stopsTyping()]) await alice.sees(act);

  const agent = new Agent(stage, stage.businessOf({}));
  const message = await alice.sees(conversation.customer.says());
  const twins: Twins = [
    [alice, nora],
    [olga, oona],
  ];
  const { receipts } = stage.settings.target.capabilities;
  const stimuli: [string, () => Promise<Act>, Twins][] = [
    ['agent_message', () => agent.says(conversation), [[alice, nora]]],
    ['set_agent_status', () => agent.changesStatus(olga, alice), twins],
    ['assign_conversation', () => agent.isAssigned(conversation), twins],
    ...(receipts
      ? ([
          ['mark_delivered', () => agent.marksDelivered(conversation, message.id), twins],
          ['mark_read', () => agent.marksRead(conversation, message.id), twins],
        ] satisfies [string, () => Promise<Act>, Twins][])
      : []),
  ];
  const untested: string[] = [];
  for (const [name, stimulate, audience] of stimuli) {
    try {
      await reachesTwins(stage, audience, await stimulate());
    } catch (error) {
      if (!(error instanceof NotTestable)) throw error;
      untested.push(`${name}: ${error.message}`);
    }
  }
  if (untested.length > 0) {
    throw new NotTestable(
      `Messages and typing cross nodes; the other events could not be caused. ${untested.join(' ')}`,
    );
  }
});

clause('BKP-2', async ({ given, stage }) => {
  const { alice, bob, nora, nick, conversation } = await given.conversation(
    'alice',
    'bob',
    elsewhere('nora'),
    elsewhere('nick'),
  );
  const acts: Act[] = [];
  for (let round = 1; round <= 6; round += 1) {
    acts.push(conversation.customer.says(), nora.says(), conversation.customer.startsTyping());
  }
  const watchers = [alice, bob, nick];
  for (const watcher of watchers) for (const act of acts) await watcher.sees(act);
  await barriers(stage, watchers, conversation.customer);
  await barriers(stage, [alice, bob, nick], nora);
  for (const watcher of watchers)
    for (const act of acts) if (act.event === 'new_message') watcher.sawOnce(act);
  const typed = acts.filter((act) => act.event === 'typing');
  for (const watcher of watchers) {
    const first = typed[0] as Act;
    const count = watcher.gotOf(first).length;
    must(count === typed.length, {
      expected: `${watcher.name} gets ${typed.length} typing events of the customer, each once.`,
      actual: `${watcher.name} got ${count}.`,
    });
  }
});

clause('BKP-3', async ({ given, stage }) => {
  const { alice, nora, mallory, conversation } = await given
    .conversation('alice', elsewhere('nora'))
    .and(elsewhere('mallory'));
  const typing = [alice.startsTyping(), alice.stopsTyping()];
  for (const act of typing) await nora.sees(act);
  await mallory.neverSaw(typing[0] as Act, alice);
  mallory.sawNothingOf(typing[1] as Act);
  if (!stage.settings.target.capabilities.secondBusiness) return;

  const { eve } = await given.connections(stranger('eve', { node: 1 }));
  eve.joins(conversation);
  await barrier(stage, eve);
  const hello = conversation.customer.says();
  const more = alice.startsTyping();
  await nora.sees(hello);
  await nora.sees(more);
  await eve.neverSaw(hello, alice);
  eve.sawNothingOf(more);
  if (stage.settings.target.stimuli.kind === 'none') return;
  const change = await Agent.exclusive(stage).changesStatus(nora);
  await eve.neverSaw(change, alice);
});

clause('BKP-4', async ({ given }) => {
  const { alice, nora, conversation } = await given.conversation('alice', elsewhere('nora'));
  const there = Array.from({ length: 60 }, () => conversation.customer.says());
  await nora.seesAll(there);
  nora.sawInOrder(there);
  const back = Array.from({ length: 60 }, () => nora.says());
  await alice.seesAll(back);
  alice.sawInOrder(back);
});

/** How many event timeouts a part of the target may take to come back. */
const patience = 4;

clause('BKP-5', async ({ given, stage }) => {
  const { alice, bob, nora, conversation } = await given.conversation('alice', 'bob', elsewhere('nora'));
  const boundMs = patience * stage.eventMs;
  stage.disturb();
  await control(stage.settings, 'stopNode');
  try {
    await stage.journal.until(() => nora.lost, stage.eventMs);
    for (const act of [conversation.customer.says(), alice.startsTyping()]) await bob.sees(act);
    const { carol } = await given.connections('carol');
    await letIn(stage, [carol], conversation);
    const fresh = await stage.openConversation();
    await letIn(stage, [bob], fresh);
    for (const one of [alice, bob]) {
      must(one.connected, {
        expected: `${one.name}, on the node that lives, keeps the connection when the other node dies.`,
        actual: `The connection ended: ${one.lost}.`,
      });
    }
  } finally {
    await control(stage.settings, 'startNode');
  }
  await returned({ given, stage }, boundMs);
});

clause('BKP-6', async ({ given, stage }) => {
  const { alice, nora, conversation } = await given.conversation('alice', elsewhere('nora'));
  const boundMs = patience * stage.eventMs;
  stage.disturb();
  try {
    await control(stage.settings, 'stopRedis');
    alice.says();
  } finally {
    await control(stage.settings, 'startRedis');
  }
  // A target may end connections while its Redis is away; a client then connects and joins anew.
  const crew = [];
  for (const one of [alice, nora, conversation.customer]) {
    const back = one.lost ? await stage.connect({ ...one.role, name: `${one.name}, back` }) : one;
    if (back !== one) back.joins(conversation);
    crew.push(back);
  }
  const [near, far, customer] = crew as [typeof alice, typeof nora, typeof alice];
  await reach(stage, customer, conversation, [near, far], boundMs);
  await reach(stage, far, conversation, [near], boundMs);
});

/** The stopped node takes connections again before anybody else's check needs it. */
async function returned({ stage }: Scene, boundMs: number): Promise<void> {
  const deadlineMs = performance.now() + boundMs;
  for (let attempt = 1; ; attempt += 1) {
    const back = stage.begin({ name: `back ${attempt}`, node: 1 });
    await stage.journal.until(() => (back.connected || back.lost ? true : undefined), stage.eventMs);
    if (back.connected) return;
    must(performance.now() < deadlineMs, {
      expected: 'The node that was stopped and started again takes connections.',
      actual: `It did not within ${boundMs} ms: ${back.lost}.`,
    });
    await quiet(stage);
  }
}
