import { type AgentStatus, agentStatuses, type Id } from '../../conformance/contract/index.ts';
import { type Recorder, statusKey } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { businessIdOf, isFor } from './acts.ts';
import type { Lookout } from './arrivals.ts';
import type { Participant } from './participant.ts';
import type { Stimuli } from './stimuli.ts';

export interface StatusChangesOptions {
  plan: WorkerPlan;
  recorder: Recorder;
  stimuli: Stimuli;
  lookouts: Map<number, Lookout>;
}

/**
 * Changes of the status of the target's agents. They are known by agent and status alone, so an agent's next change waits
 * until the one before has come back to the connection that made it.
 */
export class StatusChanges {
  readonly #options: StatusChangesOptions;
  /** Agents whose last change is not back yet. */
  readonly #changing = new Set<Id>();
  /** Which status each has, as a position in `agentStatuses`, counted on. */
  readonly #positions = new Map<Id, number>();

  constructor(options: StatusChangesOptions) {
    this.#options = options;
  }

  /** Brings the agents to a status that is known, so that the first change is one. */
  async settle(participants: readonly Participant[]): Promise<void> {
    await Promise.all(
      participants
        .filter(({ voice, there }) => there && voice !== undefined)
        .map((participant) => this.#settleOne(participant)),
    );
  }

  async #settleOne(participant: Participant): Promise<void> {
    const { plan, stimuli, recorder } = this.#options;
    const agent_id = participant.voice as Id;
    this.#positions.set(agent_id, 0);
    const fields = { business_id: businessIdOf(plan, participant), agent_id, status: statusAt(0) };
    const outcome = await stimuli.send('set_agent_status', fields);
    if (outcome.is !== 'done') recorder.problem(outcome.why);
  }

  /** The next status, when it is the participant's turn for that. */
  change(participant: Participant): void {
    const { voice, intendedMs } = participant;
    if (voice === undefined || !isFor(participant, 'status')) return;
    const { recorder, stimuli, plan } = this.#options;
    if (this.#changing.has(voice)) {
      recorder.problem('A change of status was left out, since the one before had not come back yet.');
      return;
    }
    recorder.due(intendedMs);
    this.#changing.add(voice);
    const position = (this.#positions.get(voice) ?? 0) + 1;
    this.#positions.set(voice, position);
    const status = statusAt(position);
    const enter = (readyMs: number) => {
      const room = recorder.businessRoom(participant.business);
      const key = statusKey(voice, status);
      const seq = recorder.stimulated({ event: 'agent_status_changed', room, key, intendedMs, readyMs });
      this.#awaitBack(seq, participant, voice);
      return { seq, fields: { business_id: businessIdOf(plan, participant), agent_id: voice, status } };
    };
    const failed = () => this.#changing.delete(voice);
    stimuli.act({ name: 'set_agent_status', intendedMs, enter, failed });
  }

  #awaitBack(seq: number, participant: Participant, voice: Id): void {
    const { lookouts } = this.#options;
    lookouts.set(seq, {
      seen: (witness) => {
        if (witness !== participant) return;
        lookouts.delete(seq);
        this.#changing.delete(voice);
      },
    });
  }
}

function statusAt(position: number): AgentStatus {
  return agentStatuses[position % agentStatuses.length] as AgentStatus;
}
