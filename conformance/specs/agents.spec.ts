import { agentStatuses, type ServerEventName } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  clause,
  must,
  NotTestable,
  PrerequisiteFailure,
  payloadOf,
  type Scene,
  sameId,
  shown,
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
    const since = stage.journal.position;
    for (const status of agentStatuses) {
      const change = await agent.turns(status, olga, otto);
      await olga.sees(change);
      await otto.sees(change);
    }
    await barrier(stage, olga);
    const named = statusesOf(stage, agent, since);
    must(new Set(named).size > 1, {
      expected: 'agent_status_changed names the new status.',
      actual: `It named ${shown(named[0])} when the status was set to ${agentStatuses.join(', ')}.`,
    });
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
  const { olga } = await given.connections('olga');
  const strangers = await given.strangers();
  const agent = Agent.exclusive(stage);
  const changes = [];
  for (let round = 1; round <= 3; round += 1) changes.push(await agent.changesStatus(olga));
  await barriers(stage, strangers);
  for (const stranger of strangers) for (const change of changes) stranger.sawNothingOf(change);
});

/** Who is told of an assignment is left open (OBS-6): somebody of the business has to be. */
async function assignment({ given, stage }: Scene) {
  const { alice, bob, olga, conversation } = await given.conversation('alice', 'bob').and('olga');
  const business = stage.businessOf({});
  const agent = new Agent(stage, business);
  const act = await agent.isAssigned(conversation, business.agents[1] ?? agent.id);
  const audience = [alice, bob, olga, conversation.customer];
  const told = await stage.journal.until(
    () => audience.find((one) => one.gotOf(act).length > 0),
    stage.eventMs,
  );
  if (told) return { act, told };
  throw new PrerequisiteFailure(['ASG-1', 'ASG-2'], {
    expected: `Somebody of the business gets \`${act.event}\` ${shown(act.identity)} after ${act.what}.`,
    actual: `Within ${stage.eventMs} ms neither the customer, nor those who joined, nor the rest of the business got it.`,
  });
}

clause('ASG-1', async (scene) => {
  await assignment(scene);
});

clause('ASG-2', async (scene) => {
  const { act, told } = await assignment(scene);
  const { assigned_by } = await told.sees(act);
  must(assigned_by !== undefined, {
    expected: 'conversation_assigned names who assigned the conversation.',
    actual: 'It has no assigned_by.',
  });
});

clause('ASG-3', async (scene) => {
  const strangers = await scene.given.strangers();
  const { act } = await assignment(scene);
  await barriers(scene.stage, strangers);
  for (const stranger of strangers) stranger.sawNothingOf(act);
});
