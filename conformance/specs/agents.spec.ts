import { agentStatuses, type ServerEventName } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  clause,
  Handovers,
  letIn,
  must,
  type Participant,
  payloadOf,
  provided,
  type Scene,
  sameId,
  shown,
  withoutPrerequisite,
} from '../harness/index.ts';

clause('AST-1', async ({ given, stage }) => {
  const { alice, bob, olga, otto } = await given.conversation('alice', 'bob').and('olga', 'otto');
  const agent = new Agent(stage, stage.businessOf({}));
  const everybody = [alice, bob, olga, otto];
  for (let round = 1; round <= 3; round += 1) {
    const change = await agent.changesStatus(...everybody);
    for (const one of everybody) await one.sees(change);
  }
});

/** More agents than this show nothing new. */
const mostAgents = 3;

clause('AST-2', async ({ given, stage }) => {
  const { olga, otto } = await given.connections('olga', 'otto');
  const business = stage.businessOf({});
  for (const position of business.agents.slice(0, mostAgents).keys()) {
    const agent = new Agent(stage, business, position);
    for (const status of agentStatuses) {
      const change = await agent.turns(status, olga, otto);
      await olga.sees(change);
      await otto.sees(change);
    }
  }
});

/** What olga was told of an agent's status. */
function statusesOf(stage: Scene['stage'], agent: Agent, since: number): unknown[] {
  return stage.journal
    .got('olga', 'agent_status_changed' satisfies ServerEventName, since)
    .map((entry) => payloadOf(entry))
    .filter((payload) => sameId(payload?.agent_id, agent.id))
    .map((payload) => payload?.status);
}

clause('AST-3', async ({ given, stage }) => {
  const { olga } = await given.connections('olga');
  const agent = new Agent(stage, stage.businessOf({}));
  const since = stage.journal.position;
  for (const status of [...agentStatuses, ...agentStatuses]) await agent.sets(status);
  // A stimulus may be under way when it is answered, and no barrier waits for that.
  await stage.journal.until(() => statusesOf(stage, agent, since)[0], stage.eventMs);
  await barrier(stage, olga);
  const statuses = statusesOf(stage, agent, since);
  if (statuses.length === 0) throw withoutPrerequisite(['AST-1'], 'Nobody was told of a status.');
  for (const status of statuses) {
    must(
      agentStatuses.some((known) => known === status),
      {
        expected: `status is one of ${agentStatuses.join(', ')}.`,
        actual: `It is ${shown(status)}.`,
      },
    );
  }
});

clause('AST-4', async ({ given, stage }) => {
  const { olga } = await given.conversation('olga');
  const strangers = await given.strangers();
  const agent = Agent.exclusive(stage);
  const since = stage.journal.position;
  for (let round = 1; round <= 3; round += 1) await agent.changesStatus(olga);
  await barriers(stage, strangers);
  // By now, the strangers have conversations of their own.
  for (let round = 1; round <= 3; round += 1) await agent.changesStatus(olga);
  await barriers(stage, strangers);
  const changes = agent.changesTold(olga, since);
  for (const stranger of strangers) for (const change of changes) stranger.sawNothingOf(change);
});

/** A conversation to be assigned, and those of the business who may be told of it (OBS-6). */
async function toAssign({ given, stage }: Scene) {
  // She is there first, and so would hear of it if the target assigned conversations when they open.
  const { olga } = await given.connections('olga');
  const { alice, bob, conversation } = await given.conversation('alice', 'bob');
  const audience = [alice, bob, olga, conversation.customer];
  return { alice, olga, audience, handovers: new Handovers(stage, conversation, audience) };
}

clause('ASG-1', async (scene) => {
  const { stage } = scene;
  const { alice, olga, audience, handovers } = await toAssign(scene);
  await handovers.told();
  if (!handovers.canChange) {
    stage.note(
      'One assignment was checked: for a change, a second agent id is needed (configuration: "businesses[].agents").',
    );
    return;
  }
  for (let round = 1; round <= 2; round += 1) {
    // So that what came late of one assignment does not count for the next.
    await barriers(stage, audience);
    await handovers.told();
  }
  if (handovers.wasSilentAtFirst) await firstAssignments(stage, alice, olga);
});

/** A target that assigns conversations by itself, and tells nobody, would have to guess this often whom the check takes. */
const firstTimes = 12;

/**
 * Assigns conversations that were never assigned as far as anybody was told, each to one of two agents by chance. One
 * that has its agent already need not be told; but they cannot all have.
 */
async function firstAssignments(stage: Scene['stage'], alice: Participant, olga: Participant): Promise<void> {
  const opened = Array.from({ length: firstTimes }, async () => {
    const conversation = await stage.openConversation();
    await letIn(stage, [alice], conversation);
    return conversation;
  });
  const conversations = await Promise.all(opened);
  const event: ServerEventName = 'conversation_assigned';
  const isOfOurs = (payload: Record<string, unknown> | undefined) =>
    conversations.some(({ id }) => sameId(id, payload?.conversation_id));
  const assignsByItself = stage.journal.entries.some(
    (entry) => entry.direction === 'got' && entry.event === event && isOfOurs(payloadOf(entry)),
  );
  if (assignsByItself) return;
  const audience = [alice, olga, ...conversations.map(({ customer }) => customer)];
  const acts = await Promise.all(
    conversations.map((one) => new Handovers(stage, one, audience, Math.random() < 0.5 ? 0 : 1).assign()),
  );
  const told = () => acts.find((act) => audience.some((one) => one.gotOf(act).length > 0));
  must(await stage.journal.until(told, stage.eventMs), {
    expected: `Somebody of the business gets \`${event}\` when a conversation is assigned for the first time.`,
    actual: `${firstTimes} new conversations were assigned, each to one of two agents, and within ${stage.eventMs} ms nobody was told of any; of a conversation that changes hands, they are.`,
  });
}

clause('ASG-2', async (scene) => {
  const { handovers } = await toAssign(scene);
  const { act, those } = await handovers.told();
  const { assigned_by } = await those[0].sees(act);
  must(assigned_by !== undefined, {
    expected: 'conversation_assigned names who assigned the conversation.',
    actual: 'It has no assigned_by.',
  });
});

clause('ASG-3', async (scene) => {
  const { stage } = scene;
  const strangers = await scene.given.strangers();
  const { handovers } = await toAssign(scene);
  await provided(handovers.told(), async () => {
    await barriers(stage, strangers);
    for (const stranger of strangers) for (const act of handovers.acts) stranger.sawNothingOf(act);
  });
});
