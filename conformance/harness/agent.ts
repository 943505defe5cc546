import { performance } from 'node:perf_hooks';
import { type AgentStatus, agentStatuses, type Id, type ServerEventName } from '../contract/index.ts';
import type { JournalEntry } from './journal.ts';
import { type Act, nearMisses, payloadOf, sameId, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import { formPromises } from './promises.ts';
import type { Conversation, Stage } from './stage.ts';
import { NotTestable, PrerequisiteFailure } from './verdicts.ts';

/** An agent of the target's team. What it does happens through stimuli, since no client event does it. */
export class Agent {
  readonly id: Id;
  readonly businessId: string;
  /** Everybody on its team, as far as the configuration says. */
  readonly #colleagues: readonly Id[];
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
    this.#colleagues = business.agents;
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
    this.#stage.tenancy.said(text, this.businessId, conversation.businessId);
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

  /** Has a message marked as read; one that an agent answers may count as read then, so the same holds for its receipt. */
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
    return { ...act, since: 0 };
  }

  /** Has a conversation assigned to this agent, by itself unless told otherwise, which need not be a change. */
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
   * Changes its status, and returns a change that a witness was told of: this one, or one that somebody else made
   * meanwhile. Setting what is there already need not be told, so it takes another than the last that was told. Where
   * none was, or where what is told is not true, it may be the one that is there all the same; so there is a second.
   */
  async changesStatus(...witnesses: Participant[]): Promise<Act<'agent_status_changed'>> {
    const known = this.#lastTold(witnesses);
    const [first, second] = shuffled(agentStatuses.filter((status) => status !== known));
    const { position } = this.#stage.journal;
    const told = await this.#setsUntilTold(first as AgentStatus, witnesses, { patient: known !== undefined });
    if (told) return told;
    const again = await this.#setsUntilTold(second as AgentStatus, witnesses, {
      patient: true,
      since: position,
    });
    if (again) return again;
    throw this.#untold(witnesses, position, [first, second]);
  }

  /**
   * Turns from another status to this one, and returns the change that a witness was told of: to this very status, or
   * to one in words of the target's own, which AST-3 judges.
   */
  async turns(status: AgentStatus, ...witnesses: Participant[]): Promise<Act<'agent_status_changed'>> {
    const others = agentStatuses.filter((other) => other !== status);
    // Others may be turning it to this one at the same time; so it is turned away until it is elsewhere.
    for (let turn = 0; turn < mostTurns; turn += 1) {
      const known = this.#lastTold(witnesses);
      if (known === undefined ? turn > 0 : known !== status) break;
      const other = others[turn % others.length] as AgentStatus;
      const { position } = this.#stage.journal;
      const away = await this.#setsUntilTold(other, witnesses, { patient: known !== undefined });
      if (!away && known !== undefined) throw this.#untold(witnesses, position, [other]);
    }
    const { position } = this.#stage.journal;
    const fits = (told: unknown) => !others.some((other) => other === told);
    const told = await this.#setsUntilTold(status, witnesses, { patient: true, fits });
    if (told) return told;
    throw this.#untold(witnesses, position, [status]);
  }

  /** What somebody was told of its status from a position of the journal on, whoever changed it. */
  changesTold(to: Participant, since: number): Act<'agent_status_changed'>[] {
    return this.#told([to], since).map((entry) => this.#changeIn(entry));
  }

  /** Sets its status once, and waits until a witness is told of one that fits. */
  async #setsUntilTold(
    status: AgentStatus,
    witnesses: readonly Participant[],
    options: { patient: boolean; since?: number; fits?: (status: unknown) => boolean },
  ): Promise<Act<'agent_status_changed'> | undefined> {
    const { journal, eventMs, tempo } = this.#stage;
    const { patient, since = journal.position, fits = () => true } = options;
    const atMs = performance.now();
    const fields = { business_id: this.businessId, agent_id: this.id, status };
    await this.#stage.stimulate('set_agent_status', fields);
    const told = () => this.#told(witnesses, since).find((entry) => fits(statusIn(entry)));
    const shortlyMs = Math.min(2 * tempo.quietMs, eventMs / 10);
    const entry = await journal.until(told, patient ? eventMs : shortlyMs);
    return entry && { ...this.#changeIn(entry), atMs };
  }

  /** What somebody of these was told of its status, in order of time. */
  #told(witnesses: readonly Participant[], since: number): JournalEntry[] {
    return this.#statuses(witnesses, since).filter((entry) => sameId(payloadOf(entry)?.agent_id, this.id));
  }

  #statuses(witnesses: readonly Participant[], since: number): JournalEntry[] {
    const names = witnesses.map(({ name }) => name);
    const event: ServerEventName = 'agent_status_changed';
    return this.#stage.journal.entries
      .slice(since)
      .filter((entry) => entry.direction === 'got' && entry.event === event && names.includes(entry.who));
  }

  /** The status that it has, as far as the witnesses were told of one; nothing for words of the target's own. */
  #lastTold(witnesses: readonly Participant[]): AgentStatus | undefined {
    const last = this.#told(witnesses, 0).at(-1);
    return agentStatuses.find((status) => last && status === statusIn(last));
  }

  #changeIn(entry: JournalEntry): Act<'agent_status_changed'> {
    const { journal, tempo } = this.#stage;
    return {
      event: 'agent_status_changed',
      identity: { agent_id: this.id, status: statusIn(entry) as string },
      what: `a change of agent ${this.id}'s status`,
      // It may have reached others before this one.
      since: journal.positionAt(entry.atMs - tempo.quietMs),
      atMs: entry.atMs,
    };
  }

  #untold(
    witnesses: readonly Participant[],
    since: number,
    set: readonly (AgentStatus | undefined)[],
  ): PrerequisiteFailure {
    const { journal, eventMs } = this.#stage;
    const event = 'agent_status_changed';
    const identity = { agent_id: this.id, status: set.at(-1) as AgentStatus };
    const others = this.#statuses(witnesses, since);
    // One that names nobody of the business may well be the one that is due.
    const isOfColleague = (entry: JournalEntry) =>
      this.#colleagues.some((id) => sameId(id, payloadOf(entry)?.agent_id));
    const isMisnamed = !others.every(isOfColleague);
    return new PrerequisiteFailure(isMisnamed ? formPromises[event] : ['AST-1', 'AST-2', 'ROM-1'], {
      expected: `\`${event}\` for agent ${this.id} reaches the connections of business ${shown(this.businessId)}, with the status that was set.`,
      actual: `The status was set to ${set.join(', then to ')}; within ${eventMs} ms ${others.length} other \`${event}\` arrived.`,
      nearMisses: nearMisses(journal, { event, identity, since, atMs: 0, what: '' }, others),
    });
  }
}

/** Where others turn an agent to and fro, it is elsewhere after a few turns. */
const mostTurns = 6;

function statusIn(entry: JournalEntry): unknown {
  return payloadOf(entry)?.status;
}

function shuffled<T>(items: readonly T[]): T[] {
  return Math.random() < 0.5 ? [...items] : items.toReversed();
}
