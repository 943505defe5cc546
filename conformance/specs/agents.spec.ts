import { agentStatuses, type ServerEventName } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  clause,
  must,
  NotTestable,
  payloadOf,
  provided,
  type Scene,
  sameId,
  shown,
  told,
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
  if (statuses.length === 0)
    throw new NotTestable('A prerequisite is missing (AST-1): nobody was told of a status.');
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

/** A conversation that was just assigned, and those of the business who may be told of it (OBS-6). */
async function assignment({ given, stage }: Scene) {
  const { alice, bob, olga, conversation } = await given.conversation('alice', 'bob').and('olga');
  const business = stage.businessOf({});
  const agent = new Agent(stage, business);
  const by = business.agents[1] ?? agent.id;
  const act = await agent.isAssigned(conversation, by);
  return { act, by, audience: [alice, bob, olga, conversation.customer] };
}

clause('ASG-1', async (scene) => {
  const { act, audience } = await assignment(scene);
  await told(scene.stage, audience, act);
});

clause('ASG-2', async (scene) => {
  const { act, audience } = await assignment(scene);
  const [one] = await told(scene.stage, audience, act);
  const { assigned_by } = await one.sees(act);
  must(assigned_by !== undefined, {
    expected: 'conversation_assigned names who assigned the conversation.',
    actual: 'It has no assigned_by.',
  });
});

clause('ASG-3', async (scene) => {
  const strangers = await scene.given.strangers();
  const { act, audience } = await assignment(scene);
  await provided(told(scene.stage, audience, act), async () => {
    await barriers(scene.stage, strangers);
    for (const stranger of strangers) stranger.sawNothingOf(act);
  });
});
