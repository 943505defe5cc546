import { performance } from 'node:perf_hooks';
import { type AgentStatus, agentStatuses, type Id } from '../contract/index.ts';
import type { JournalEntry } from './journal.ts';
import { type Act, matches, nearMisses, payloadOf, sameId, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import type { Conversation, Stage } from './stage.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

/** An agent of the target's team. What it does happens through stimuli, since no client event does it. */
export class Agent {
  readonly id: Id;
  readonly businessId: string;
  readonly #stage: Stage;

  constructor(stage: Stage, business: { id: string; agents: Id[] }, position = 0) {
    const id = business.agents[position];
    if (id === undefined) {
      throw new NotTestable(
        `${position + 1} agent ids of business ${shown(business.id)} are needed (configuration: "businesses[].agents").`,
      );
    }
    this.id = id;
    this.businessId = business.id;
    this.#stage = stage;
  }

  /** An agent of the first business whose id the second business does not use, so that a leak can be told. */
  static exclusive(stage: Stage): Agent {
    const [own, other] = [stage.businessOf({}), stage.businessOf({ stranger: true })];
    const position = own.agents.findIndex((id) => !other.agents.some((theirs) => sameId(theirs, id)));
    if (position === -1 && own.agents.length > 0) {
      throw new NotTestable(
        `An agent id that business ${shown(own.id)} alone uses is needed (configuration: "businesses[].agents").`,
      );
    }
    return new Agent(stage, own, Math.max(position, 0));
  }

  /** Answers in a conversation. */
  async says(conversation: Conversation, text = this.#stage.text()): Promise<Act<'new_message'>> {
    const act = this.#stage.act(
      'new_message',
      { content: text },
      `agent ${this.id}'s message ${shown(text)}`,
    );
    await this.#stage.stimulate('agent_message', {
      business_id: this.businessId,
      conversation_id: conversation.id,
      agent_id: this.id,
      content: text,
    });
    return act;
  }

  /**
   * Has a message marked as delivered. A target may count a message as delivered when it arrives, and tell of it then
   * and not again; so a receipt from before the marking counts too. The message's id keeps it apart from others.
   */
  async marksDelivered(conversation: Conversation, messageId: Id): Promise<Act<'delivered'>> {
    const act = this.#stage.act(
      'delivered',
      { message_id: messageId },
      `marking message ${shown(messageId)} delivered`,
    );
    await this.#stage.stimulate('mark_delivered', {
      business_id: this.businessId,
      conversation_id: conversation.id,
      message_id: messageId,
    });
    return { ...act, since: 0 };
  }

  /** Has a message marked as read. */
  async marksRead(conversation: Conversation, messageId: Id): Promise<Act<'read'>> {
    const act = this.#stage.act(
      'read',
      { message_id: messageId },
      `marking message ${shown(messageId)} read`,
    );
    await this.#stage.stimulate('mark_read', {
      business_id: this.businessId,
      conversation_id: conversation.id,
      message_id: messageId,
    });
    return act;
  }

  /** Has a conversation assigned to this agent, by another one where there is one. */
  async isAssigned(conversation: Conversation, by: Id = this.id): Promise<Act<'conversation_assigned'>> {
    const act = this.#stage.act(
      'conversation_assigned',
      { conversation_id: conversation.id },
      `assigning conversation ${shown(conversation.id)} to agent ${this.id}`,
    );
    await this.#stage.stimulate('assign_conversation', {
      business_id: this.businessId,
      conversation_id: conversation.id,
      agent_id: this.id,
      assigned_by: by,
    });
    return act;
  }

  /** Sets its status once, which need not be a change. */
  async sets(status: AgentStatus): Promise<Act<'agent_status_changed'>> {
    const identity = { agent_id: this.id, status };
    const act = this.#stage.act('agent_status_changed', identity, `agent ${this.id} turned ${status}`);
    await this.#stage.stimulate('set_agent_status', { business_id: this.businessId, ...identity });
    return act;
  }

  /**
   * Changes its status until a witness is told, and returns the change that it was told of. Nobody knows the status
   * it had before, setting it anew need not be told, and others may be changing it meanwhile; so the statuses take turns.
   */
  changesStatus(...witnesses: Participant[]): Promise<Act<'agent_status_changed'>> {
    const first = Math.floor(Math.random() * agentStatuses.length);
    return this.#setsUntilTold(
      witnesses,
      (turn) => agentStatuses[(first + turn) % agentStatuses.length] as AgentStatus,
    );
  }

  /**
   * Changes its status until a witness is told of this very one, or of one in words of the target's own, which AST-3
   * judges; every other turn is another, so that it is a change.
   */
  turns(status: AgentStatus, ...witnesses: Participant[]): Promise<Act<'agent_status_changed'>> {
    const others = agentStatuses.filter((other) => other !== status);
    const inTurn = (turn: number) =>
      turn % 2 === 1 ? status : (others[(turn / 2) % others.length] as AgentStatus);
    return this.#setsUntilTold(witnesses, inTurn, (told) => !others.some((other) => other === told));
  }

  async #setsUntilTold(
    witnesses: readonly Participant[],
    statusAt: (turn: number) => AgentStatus,
    fits: (status: unknown) => boolean = () => true,
  ): Promise<Act<'agent_status_changed'>> {
    const { journal, eventMs, tempo } = this.#stage;
    const act = this.#stage.act(
      'agent_status_changed',
      { agent_id: this.id },
      `a change of agent ${this.id}'s status`,
    );
    const seen = () => witnesses.flatMap((witness) => journal.got(witness.name, act.event, act.since));
    const told = () => seen().find((entry) => matches(act, entry) && fits(statusIn(entry)));
    const set: AgentStatus[] = [];
    const deadlineMs = performance.now() + eventMs;
    for (let turn = 0; performance.now() < deadlineMs; turn += 1) {
      const status = statusAt(turn);
      const atMs = performance.now();
      await this.#stage.stimulate('set_agent_status', {
        business_id: this.businessId,
        agent_id: this.id,
        status,
      });
      set.push(status);
      const entry = await journal.until(told, Math.min(2 * tempo.quietMs, eventMs / 10));
      if (!entry) continue;
      // Somebody else's change may have been on its way already, and have reached others before this one.
      const since = journal.positionAt(entry.atMs - tempo.quietMs);
      return { ...act, identity: { ...act.identity, status: statusIn(entry) as string }, since, atMs };
    }
    throw new PrerequisiteFailure(['AST-1', 'AST-2', 'ROM-1'], {
      expected: `\`${act.event}\` for agent ${this.id} reaches the connections of business ${shown(this.businessId)}, with the status that was set.`,
      actual: `The status was set ${set.length} times within ${eventMs} ms, to ${[...new Set(set)].join(', ')}; ${seen().length} other \`${act.event}\` arrived.`,
      nearMisses: nearMisses(journal, act, seen().slice(0, 20)),
    });
  }
}

function statusIn(entry: JournalEntry): unknown {
  return payloadOf(entry)?.status;
}
