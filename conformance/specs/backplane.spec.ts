import { type Id, type StimulusName, shapeClauseOf } from '../contract/index.ts';
import {
  type Act,
  Agent,
  awaitCopies,
  barrier,
  barriers,
  type Conversation,
  clause,
  control,
  elsewhere,
  letIn,
  must,
  NotTestable,
  type Participant,
  PrerequisiteFailure,
  provided,
  quiet,
  reach,
  type Scene,
} from '../harness/index.ts';

/** Those who play the same part on their nodes, each with what was done; where one is told, all have to be. */
type Part = readonly (readonly [Participant, Act])[];

async function toldAlike(stage: Scene['stage'], parts: readonly Part[]): Promise<void> {
  const told = () => parts.filter((part) => part.some(([one, act]) => one.gotOf(act).length > 0));
  await stage.journal.until(() => told()[0], stage.eventMs);
  await quiet(stage);
  const [[, { event, what }]] = parts[0] as [[Participant, Act]];
  if (told().length === 0) {
    throw new PrerequisiteFailure([shapeClauseOf[event]], {
      expected: `Somebody gets \`${event}\` after ${what}.`,
      actual: `Nobody did within ${stage.eventMs} ms, on either node.`,
    });
  }
  for (const part of told()) for (const [one, act] of part) await one.sees(act);
}

clause('BKP-1', async ({ given, stage }) => {
  const { alice, nora, olga, oona, conversation } = await given
    .conversation('alice', elsewhere('nora'))
    .and('olga', elsewhere('oona'));
  const { customer } = conversation;
  for (const act of [customer.says(), customer.startsTyping(), customer.stopsTyping()]) {
    await alice.witnesses(act);
    await nora.sees(act);
  }
  for (const act of [nora.says(), nora.startsTyping(), nora.stopsTyping()]) await alice.sees(act);

  const agent = new Agent(stage, stage.businessOf({}));
  const twins = [
    [alice, nora],
    [olga, oona],
  ] as const;
  const partsOf = (act: Act): Part[] => twins.map((pair) => pair.map((one) => [one, act] as const));
  // Some events may be told to the customer alone: so a customer of the other node has a conversation, too.
  const mirrored = await stage.openConversation({ node: -1 });
  await letIn(stage, [alice, nora], mirrored);
  const conversations = [conversation, mirrored];
  const inBoth = async (stimulate: (one: Conversation) => Promise<Act>): Promise<Part[]> => {
    const customers: [Participant, Act][] = [];
    for (const one of conversations) customers.push([one.customer, await stimulate(one)]);
    return [...customers.flatMap(([, act]) => partsOf(act)), customers];
  };
  const messages = new Map<Conversation, Id>();
  for (const one of conversations)
    messages.set(one, (await alice.sees(one.customer.says(undefined, one))).id);
  const messageOf = (one: Conversation) => messages.get(one) as Id;

  const stimuli: Partial<Record<StimulusName, () => Promise<Part[]>>> = {
    agent_message: () => inBoth((one) => agent.says(one)),
    set_agent_status: async () => partsOf(await agent.changesStatus(olga, alice)),
    assign_conversation: () => inBoth((one) => agent.isAssigned(one)),
    ...(stage.settings.target.capabilities.receipts && {
      mark_delivered: () => inBoth((one) => agent.marksDelivered(one, messageOf(one))),
      mark_read: () => inBoth((one) => agent.marksRead(one, messageOf(one))),
    }),
  };
  const untested: string[] = [];
  for (const [name, stimulate] of Object.entries(stimuli)) {
    try {
      await toldAlike(stage, await stimulate());
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
  const byAgent = (does: (agent: Agent) => Promise<Act>) =>
    stage.whereTestable(() => does(new Agent(stage, stage.businessOf({}))));
  const reply = await byAgent((agent) => agent.says(conversation));
  if (reply) acts.push(reply);
  const assigned = await byAgent((agent) => agent.isAssigned(conversation));
  const watchers = [alice, bob, nick];
  for (const watcher of watchers) await watcher.witnesses(...acts);
  await barriers(stage, watchers, conversation.customer);
  await barriers(stage, [alice, bob, nick], nora);
  await awaitCopies(stage);
  for (const watcher of watchers) {
    for (const act of acts) if (act.event === 'new_message') watcher.sawOnce(act);
    // Who is told of an assignment is left open (OBS-6).
    if (assigned && watcher.gotOf(assigned).length > 0) watcher.sawOnce(assigned);
  }
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
  await provided(nora.witnesses(...typing), async () => {
    await barrier(stage, mallory, alice);
    for (const act of typing) mallory.sawNothingOf(act);
  });
  if (!stage.settings.target.capabilities.secondBusiness) return;

  const { eve } = await given.connections(elsewhere('eve', { stranger: true }));
  const acts: Act[] = [conversation.customer.says(), alice.startsTyping()];
  await provided(nora.witnesses(...acts), async () => {
    await barrier(stage, eve, alice);
    for (const act of acts) eve.sawNothingOf(act);
  });
  const change = await stage.whereTestable(() => Agent.exclusive(stage).changesStatus(nora));
  if (change) await eve.neverSaw(change, alice);
});

clause('BKP-4', async ({ given }) => {
  const { alice, nora, conversation } = await given.conversation('alice', elsewhere('nora'));
  const there = Array.from({ length: 60 }, () => conversation.customer.says());
  await nora.witnesses(...there);
  nora.sawInOrder(there);
  const back = Array.from({ length: 60 }, () => nora.says());
  await alice.witnesses(...back);
  alice.sawInOrder(back);
});

/** How many event timeouts a part of the target may take to come back. */
const patience = 4;

clause('BKP-5', async ({ given, stage }) => {
  const { alice, bob, nora, conversation } = await given.conversation('alice', 'bob', elsewhere('nora'));
  const boundMs = patience * stage.eventMs;
  await bob.witnesses(conversation.customer.says(), alice.startsTyping(), alice.stopsTyping());
  stage.disturb();
  await control(stage.settings, 'stopNode');
  try {
    await stage.journal.until(() => nora.lost, stage.eventMs);
    // Twice, since the others may notice only after a while.
    for (const newcomer of ['carol', 'dave'] as const) {
      for (const act of [conversation.customer.says(), alice.startsTyping()]) await bob.sees(act);
      const someone = await stage.connect({ name: newcomer });
      await letIn(stage, [someone], conversation);
      const fresh = await stage.openConversation();
      await letIn(stage, [bob], fresh);
      for (const act of [alice.says(), alice.startsTyping(), alice.stopsTyping()]) await bob.sees(act);
      await quiet(stage);
    }
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
  await nora.witnesses(alice.says(), alice.startsTyping());
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
  for (const [sender, receiver] of [
    [customer, far],
    [far, near],
  ] as const) {
    const acts = [sender.says(undefined, conversation), sender.startsTyping(conversation)];
    for (const act of acts) await receiver.sees(act);
  }
});

/** The stopped node takes connections again before anybody else's check needs it. */
async function returned({ stage }: Scene, boundMs: number): Promise<void> {
  const deadlineMs = performance.now() + boundMs;
  for (let attempt = 1; ; attempt += 1) {
    const back = stage.begin({ name: `back ${attempt}`, node: -1 });
    await stage.journal.until(() => (back.connected || back.lost ? true : undefined), stage.eventMs);
    if (back.connected) return;
    must(performance.now() < deadlineMs, {
      expected: 'The node that was stopped and started again takes connections.',
      actual: `It did not within ${boundMs} ms: ${back.lost}.`,
    });
    await quiet(stage);
  }
}
