import { agentStatuses } from '../contract/index.ts';
import {
  Agent,
  barrier,
  barriers,
  clause,
  must,
  NotTestable,
  payloadOf,
  type Scene,
  sameId,
  shown,
  stranger,
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

clause('AST-2', async ({ given, stage }) => {
  const { olga, otto } = await given.connections('olga', 'otto');
  const business = stage.businessOf({});
  for (const position of business.agents.keys()) {
    const agent = new Agent(stage, business, position);
    for (const status of agentStatuses) {
      const change = await agent.turns(status, olga, otto);
      await olga.sees(change);
      await otto.sees(change);
    }
  }
});

clause('AST-3', async ({ given, stage }) => {
  const { olga } = await given.connections('olga');
  const agent = new Agent(stage, stage.businessOf({}));
  const since = stage.journal.position;
  for (const status of [...agentStatuses, ...agentStatuses]) await agent.sets(status);
  await barrier(stage, olga);
  const statuses = stage.journal
    .got('olga', 'agent_status_changed', since)
    .map((entry) => payloadOf(entry))
    .filter((payload) => sameId(payload?.agent_id, agent.id))
    .map((payload) => payload?.status);
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
  const { olga, mallory, mike } = await given.connections('olga', stranger('mallory'), stranger('mike'));
  const agent = Agent.exclusive(stage);
  const changes = [];
  for (let round = 1; round <= 3; round += 1) changes.push(await agent.changesStatus(olga));
  await barriers(stage, [mallory, mike]);
  for (const change of changes) {
    mallory.sawNothingOf(change);
    mike.sawNothingOf(change);
  }
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
  return { conversation, act, told: told ?? alice };
}

clause('ASG-1', async (scene) => {
  const { act, told } = await assignment(scene);
  await told.sees(act);
});

clause('ASG-2', async (scene) => {
  const { conversation, act, told } = await assignment(scene);
  const { conversation_id, assigned_by } = await told.sees(act);
  must(sameId(conversation_id, conversation.id), {
    expected: `conversation_assigned names conversation ${shown(conversation.id)}.`,
    actual: `It names ${shown(conversation_id)}.`,
  });
  must(assigned_by !== undefined, {
    expected: 'conversation_assigned names who assigned the conversation.',
    actual: 'It has no assigned_by.',
  });
});

clause('ASG-3', async (scene) => {
  const { mallory } = await scene.given.connections(stranger('mallory'));
  const { act, told } = await assignment(scene);
  await told.sees(act);
  await mallory.neverSaw(act);
});
