import type { Recorder } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { Participant, presence, type Role } from './participant.ts';

/**
 * Everybody who takes part at this worker, and who serves whom. All of it follows from positions, so that it does not
 * depend on who comes first.
 */
export class Cast {
  readonly widgets: readonly Participant[];
  readonly agents: readonly Participant[];
  /** Agents who have somebody to serve, if everybody comes. */
  readonly neededAgents: ReadonlySet<Participant>;
  readonly #businesses: number;
  readonly #agentsOf: readonly (readonly Participant[])[];
  #seated = { widget: 0, agent: 0 };

  constructor(plan: WorkerPlan, recorder: Recorder, onTurn: (participant: Participant) => void) {
    const { seats, target, journey } = plan;
    // In each business somebody has to serve, and each shared conversation belongs to one.
    const rooms = journey.hotConversations || seats.widgets;
    this.#businesses = Math.max(1, Math.min(target.businesses.length, seats.agents, rooms));
    const make = (role: Role, index: number) => {
      const { business, position } = this.#placeOf(index);
      const agents = Math.ceil((seats.agents - business) / this.#businesses);
      const node = nodeOf(role, position, agents, target.nodes.length);
      const transport = passes(journey.pollingShare, index) ? 'polling' : 'websocket';
      const traits = { role, business, node, transport } as const;
      return new Participant({ ...traits, index, handle: recorder.addParticipant(traits) }, onTurn);
    };
    this.widgets = Array.from({ length: seats.widgets }, (_, index) => make('widget', index));
    this.agents = Array.from({ length: seats.agents }, (_, index) => make('agent', index));
    this.#agentsOf = Array.from({ length: this.#businesses }, (_, business) =>
      this.agents.filter((agent) => agent.business === business),
    );
    const served = this.widgets.flatMap((widget) => this.agentFor(widget) ?? []);
    this.neededAgents = new Set(journey.hotConversations > 0 ? this.agents : served);
    this.#giveVoices(plan);
  }

  get all(): Participant[] {
    return [...this.widgets, ...this.agents];
  }

  get size(): number {
    return this.widgets.length + this.agents.length;
  }

  /** The next free seat of a role. */
  takeSeat(role: Role): Participant | undefined {
    const seat = (role === 'widget' ? this.widgets : this.agents)[this.#seated[role]];
    if (seat) this.#seated[role] += 1;
    return seat;
  }

  /** The agent who serves a widget: one of its business, the next one where the first was given up. */
  agentFor(widget: Participant): Participant | undefined {
    const { position } = this.#placeOf(widget.index);
    const agents = this.#agentsOf[widget.business] ?? [];
    for (let step = 0; step < agents.length; step += 1) {
      const agent = agents[(position + step) % agents.length] as Participant;
      if (agent.presence !== presence.gone) return agent;
    }
    return undefined;
  }

  #placeOf(index: number): { business: number; position: number } {
    return { business: index % this.#businesses, position: Math.floor(index / this.#businesses) };
  }

  /** Status is changed in the name of the target's own agents, each by one connection. */
  #giveVoices({ target, journey }: WorkerPlan): void {
    if (journey.statusRate === 0) return;
    for (const agent of this.agents) {
      const { position } = this.#placeOf(agent.index);
      agent.voice = target.businesses[agent.business]?.agents[position];
    }
  }
}

/**
 * Participants spread evenly over the nodes. A widget and the agent who serves it are as often on the same node as on
 * any other: of the widgets whom one agent serves, each is on the next node.
 */
function nodeOf(role: Role, position: number, agents: number, nodes: number): number {
  if (role === 'agent') return position % nodes;
  const agent = position % agents;
  const round = Math.floor(position / agents);
  return (round + Math.floor(agent / nodes) + agent) % nodes;
}

/** Whether this one of many belongs to a share of them; those who do are spread evenly. */
export function passes(share: number, position: number): boolean {
  return Math.floor((position + 1) * share) > Math.floor(position * share);
}
