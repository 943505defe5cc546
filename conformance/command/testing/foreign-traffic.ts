import { setTimeout as pass } from 'node:timers/promises';
import { type Client, connect } from '../../../fixtures/reference-server/testing/client.ts';
import { agentStatuses, type ClientEventName, type Id, type Stimulus } from '../../contract/index.ts';
import { oddMark } from './chatty-server.ts';

/** The pace of one client, so that it is company for the checks and not a flood. */
const pauseMs = 40;

/** What somebody sends who keeps to nothing. */
const invalid: [ClientEventName, unknown][] = [
  ['join_conversation', { conversation_id: -1 }],
  ['client_message', { content: 7 }],
  ['typing', null],
];

export interface ForeignTraffic {
  /** Ends it, and returns how many rounds there were. Throws when the server failed somebody meanwhile. */
  end(): Promise<number>;
}

/** Other people in both businesses who talk, type, join, send nonsense, change status, assign and read. */
export async function foreignTraffic(server: {
  nodes: string[];
  controlUrl: string;
}): Promise<ForeignTraffic> {
  const ending = new AbortController();
  const crowd = await Promise.all([
    someone(server, { business: 'acme', agent: 1, node: 0 }, ending.signal),
    someone(server, { business: 'globex', agent: 3, node: 1 }, ending.signal),
  ]);
  return {
    async end() {
      ending.abort();
      const rounds = await Promise.all(crowd.map(({ done }) => done));
      return Math.min(...rounds);
    },
  };
}

async function someone(
  { nodes, controlUrl }: { nodes: string[]; controlUrl: string },
  { business, agent, node }: { business: string; agent: Id; node: number },
  signal: AbortSignal,
): Promise<{ done: Promise<number> }> {
  const client = await connect(nodes[node] as string, business);
  const stimulate = async (stimulus: Stimulus) => {
    const response = await fetch(controlUrl, { method: 'POST', body: JSON.stringify(stimulus) });
    if (!response.ok) throw new Error(`${stimulus.stimulus}: ${await response.text()}`);
  };
  const talk = async () => {
    let rounds = 0;
    for (; !signal.aborted; rounds += 1) {
      const { conversation_id, message_id } = await round(client, rounds);
      const where = { business_id: business, conversation_id };
      const status = agentStatuses[rounds % agentStatuses.length] as string;
      await stimulate({ stimulus: 'mark_delivered', ...where, message_id });
      await stimulate({ stimulus: 'mark_read', ...where, message_id });
      await stimulate({ stimulus: 'assign_conversation', ...where, agent_id: agent, assigned_by: agent });
      await stimulate({ stimulus: 'set_agent_status', business_id: business, agent_id: agent, status });
      await pass(pauseMs);
    }
    client.close();
    return rounds;
  };
  const done = talk();
  // Whoever ends the traffic is told; until then nobody listens.
  done.catch(() => {});
  return { done };
}

/** A conversation of three messages, one of which goes out in an odd form. */
async function round(client: Client, number: number) {
  const opened = await client.says(`hello ${number}`);
  const { conversation_id } = opened;
  await client.join(conversation_id);
  for (const isTyping of [true, false]) await client.types(conversation_id, isTyping);
  await client.says(`${oddMark} ${number}`, conversation_id);
  // In the form of this suite's own texts, as from another run of it.
  await client.says(`pb.another.TYP-1.run.${number}`, conversation_id);
  for (const [event, payload] of invalid) await client.ask(event, payload);
  return opened;
}
