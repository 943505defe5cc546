import type { Seed } from '../../fixtures/delaying-proxy/index.ts';
import type { TargetDescription } from '../../fixtures/targets/index.ts';
import type { SoakRun } from '../../reports/results/index.ts';
import { agentStatuses, type Id, type Stimulus } from '../contract/index.ts';
import { ForeignPerson, Hearsay } from './foreign-person.ts';

export interface ForeignTraffic {
  /** Sends everybody home, and returns what they sent and got. */
  end(): Promise<SoakRun['foreign']>;
}

/** Company for the checks, and not a flood: the bounds of a pause between two things that somebody does, in milliseconds. */
const pauseMs = [300, 1500] as const;

/** On every node and in every business a widget, and one agent's dashboard for each business. */
export function foreignTraffic(target: TargetDescription, seed: Seed): ForeignTraffic {
  const { nodes, businesses } = target;
  const ending = new AbortController();
  const people: ForeignPerson[] = [];
  const lives: Promise<void>[] = [];
  const begin = (person: ForeignPerson, live: (person: ForeignPerson) => Promise<void>) => {
    people.push(person);
    lives.push(live(person));
  };
  for (const [index, { id: businessId, agents }] of businesses.entries()) {
    const hearsay = new Hearsay();
    const person = (role: string, node: string) =>
      new ForeignPerson(`${role} of ${businessId}`, { node, businessId, hearsay }, seed, ending.signal);
    for (const [number, node] of nodes.entries()) begin(person(`widget ${number + 1}`, node), liveAsWidget);
    // Where no agents are configured, the suite asks for these.
    const agentIds = agents.length > 0 ? agents : [1 + 2 * index, 2 + 2 * index];
    const desk = { target, businessId, agentIds };
    begin(person('agent', nodes[index % nodes.length] as string), (agent) => liveAsAgent(agent, desk));
  }
  return {
    async end() {
      ending.abort();
      // To be sent home in the middle of a pause is no failure.
      await Promise.allSettled(lives);
      const sum = (key: 'sent' | 'got') => people.reduce((total, { counts }) => total + counts[key], 0);
      return { sent: sum('sent'), got: sum('got') };
    },
  };
}

async function liveAsWidget(widget: ForeignPerson): Promise<void> {
  const { chance } = widget;
  for (;;) {
    await widget.pauses(chance.between(...pauseMs));
    const conversation = await widget.opens();
    if (conversation === undefined) continue;
    widget.joins(conversation);
    for (let left = Math.floor(chance.between(3, 10)); left > 0; left -= 1) {
      await widget.pauses(chance.between(...pauseMs));
      const does = chance.oneOf([
        () => widget.says(conversation),
        () => widget.types(conversation),
        () => widget.mumbles(),
      ]);
      does();
    }
    if (chance.next() < 0.5) await widget.leaves();
  }
}

interface Desk {
  target: TargetDescription;
  businessId: string;
  agentIds: readonly Id[];
}

async function liveAsAgent(agent: ForeignPerson, desk: Desk): Promise<void> {
  const { chance, hearsay } = agent;
  for (;;) {
    await agent.pauses(chance.between(...pauseMs));
    if (hearsay.messages.length === 0) continue;
    const heard = chance.oneOf(hearsay.messages);
    if (chance.next() < 0.5) {
      agent.joins(heard.conversation_id);
      agent.types(heard.conversation_id);
    } else {
      await stimulate(agent, desk, heard);
    }
  }
}

/** What an agent does that no client event does: some of it is refused, as to an agent who clicks at random. */
async function stimulate(
  agent: ForeignPerson,
  desk: Desk,
  heard: Hearsay['messages'][number],
): Promise<void> {
  const { stimuli } = desk.target;
  if (stimuli.kind !== 'hook') return;
  const { chance, counts } = agent;
  const business_id = desk.businessId;
  const where = { business_id, conversation_id: heard.conversation_id };
  const agent_id = chance.oneOf(desk.agentIds);
  const stimulus = chance.oneOf<Stimulus>([
    { stimulus: 'agent_message', ...where, agent_id, content: agent.text() },
    { stimulus: 'mark_delivered', ...where, message_id: heard.id },
    { stimulus: 'mark_read', ...where, message_id: heard.id },
    { stimulus: 'assign_conversation', ...where, agent_id, assigned_by: chance.oneOf(desk.agentIds) },
    { stimulus: 'set_agent_status', business_id, agent_id, status: chance.oneOf(agentStatuses) },
  ]);
  counts.sent += 1;
  const request = { method: 'POST', headers: stimuli.headers, body: JSON.stringify(stimulus) };
  await fetch(stimuli.url, request).then(
    (response) => response.body?.cancel(),
    // The node that has the hook may be about to stop.
    () => {},
  );
}
