import { Agent } from './agent.ts';
import { isMisshapen, toldOf, untold } from './audience.ts';
import { type Act, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import type { Conversation, Stage } from './stage.ts';
import { NotTestable } from './verdicts.ts';

/** An assignment that somebody was told of, and who. */
export interface ToldAssignment {
  act: Act<'conversation_assigned'>;
  those: [Participant, ...Participant[]];
}

/**
 * Has a conversation of the first business change hands between two agents. Setting what is there already need not be
 * told, and a target may assign conversations by itself: so silence after the first assignment proves nothing, but
 * silence after one to another agent does.
 */
export class Handovers {
  /** The assignments so far, whether told or not. */
  readonly acts: Act<'conversation_assigned'>[] = [];
  /** Whether nobody was told of the first. */
  wasSilentAtFirst = false;
  readonly #stage: Stage;
  readonly #conversation: Conversation;
  readonly #audience: readonly Participant[];
  /** The second is the first once more, where there is no other. */
  readonly #agents: readonly [Agent, Agent];

  /** `audience`: those who may be told. `begins`: which of the two agents has the first turn. */
  constructor(stage: Stage, conversation: Conversation, audience: readonly Participant[], begins: 0 | 1 = 0) {
    const business = stage.businessOf({});
    const first = new Agent(stage, business);
    const second = business.agents.length > 1 ? new Agent(stage, business, 1) : first;
    this.#agents = begins === 0 ? [first, second] : [second, first];
    this.#stage = stage;
    this.#conversation = conversation;
    this.#audience = audience;
  }

  /** Whether there are two agents; with one alone, nothing can be known to be a change. */
  get canChange(): boolean {
    const [first, second] = this.#agents;
    return first !== second;
  }

  /** Assigns the conversation to the agent whose turn it is, in the name of the other. */
  async assign(): Promise<Act<'conversation_assigned'>> {
    const turn = this.acts.length;
    const [first, second] = this.#agents;
    const [agent, other] = turn % 2 === 0 ? [first, second] : [second, first];
    const made = await agent.isAssigned(this.#conversation, other.id);
    const before = turn > 0 && this.canChange ? `, which was agent ${other.id}'s` : '';
    const act = { ...made, what: `${made.what}${before}` };
    this.acts.push(act);
    return act;
  }

  /**
   * Assigns the conversation until somebody is told, which takes two turns at most. Throws `PrerequisiteFailure` when
   * nobody is told of a change, and `NotTestable` when nobody is told and it may be none.
   */
  async told(): Promise<ToldAssignment> {
    const isFirst = this.acts.length === 0;
    const act = await this.assign();
    const those = await toldOf(this.#stage, this.#audience, act);
    if (those) return { act, those };
    // What came in a wrong form is no silence.
    const isSilent = !isMisshapen(this.#stage, this.#audience, act);
    if (isSilent && !this.canChange) throw this.#mayBeNoChange();
    if (!isSilent || !isFirst) throw untold(this.#stage, this.#audience, act);
    this.wasSilentAtFirst = true;
    return this.told();
  }

  #mayBeNoChange(): NotTestable {
    const [{ id, businessId }] = this.#agents;
    return new NotTestable(
      `Nobody was told that conversation ${shown(this.#conversation.id)} was assigned to agent ${id}, who may have had it already: a second agent id of business ${shown(businessId)} is needed (configuration: "businesses[].agents").`,
    );
  }
}
