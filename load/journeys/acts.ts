import type { Id } from '../../conformance/contract/index.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { passes } from './cast.ts';
import type { Conversation } from './conversation.ts';
import type { Participant } from './participant.ts';
import type { TurnKind } from './rhythm.ts';
import type { Speech } from './speech.ts';
import type { Stimuli } from './stimuli.ts';

export interface ActsOptions {
  plan: WorkerPlan;
  recorder: Recorder;
  speech: Speech;
  stimuli: Stimuli;
}

/** What somebody does when it is his turn; each does nothing on a turn that is for something else. */
export class Acts {
  readonly #options: ActsOptions;

  constructor(options: ActsOptions) {
    this.#options = options;
  }

  /** Typing for its own sake, or as the announcement of a message. */
  types(participant: Participant): void {
    const { typingShare } = this.#options.plan.journey;
    const announces = isFor(participant, 'message') && passes(typingShare, positionOf(participant));
    const conversation = conversationOf(participant);
    if (!conversation || !(announces || isFor(participant, 'typing'))) return;
    this.#options.speech.type(participant, conversation, participant.intendedMs);
  }

  says(participant: Participant): void {
    const conversation = conversationOf(participant);
    if (!conversation || !isFor(participant, 'message')) return;
    this.#options.speech.say(participant, conversation, participant.intendedMs);
  }

  /** An agent answers. That takes a stimulus, since no client event does it. */
  replies(participant: Participant): void {
    const { recorder, speech, stimuli, plan } = this.#options;
    const conversation = conversationOf(participant);
    if (!conversation || !isFor(participant, 'message')) return;
    const { intendedMs } = participant;
    // Asked for also where nobody can do it: the load would be smaller than it says.
    recorder.due(intendedMs);
    const agentId = this.#agentIdOf(participant);
    if (agentId === undefined) return;
    const sent = { conversation: conversation.room, sender: participant.handle, via: 'stimulus' } as const;
    const enter = (readyMs: number) => {
      const entered = recorder.message({ ...sent, intendedMs, readyMs, lengthChars: speech.nextLength() });
      const business_id = businessIdOf(plan, participant);
      const fields = { conversation_id: conversation.id, agent_id: agentId, content: entered.content };
      return { seq: entered.seq, fields: { business_id, ...fields } };
    };
    stimuli.act({ name: 'agent_message', intendedMs, enter });
  }

  /** A customer marks what an agent wrote last as read. In a shared conversation one does it for all. */
  reads(participant: Participant): void {
    const { recorder, stimuli, plan } = this.#options;
    const conversation = conversationOf(participant);
    const { unread } = participant;
    if (!conversation || unread === undefined || conversation.opener !== participant) return;
    if (!passes(plan.journey.readShare, positionOf(participant))) return;
    participant.unread = undefined;
    const intendedMs = nowMs();
    recorder.due(intendedMs);
    const enter = (readyMs: number) => {
      const room = conversation.room;
      const seq = recorder.stimulated({ event: 'read', room, key: String(unread), intendedMs, readyMs });
      const business_id = businessIdOf(plan, participant);
      return { seq, fields: { business_id, conversation_id: conversation.id, message_id: unread } };
    };
    stimuli.act({ name: 'mark_read', intendedMs, enter });
  }

  #agentIdOf({ business, index }: Participant): Id | undefined {
    const agents = this.#options.plan.target.businesses[business]?.agents ?? [];
    if (agents.length === 0) {
      this.#options.recorder.problem('Agents do not reply: the business has no agent ids (configuration).');
    }
    return agents[index % agents.length];
  }
}

/** Those who serve several conversations take them in turn. */
function conversationOf({ conversations, turns, there }: Participant): Conversation | undefined {
  return there ? conversations[turns % conversations.length] : undefined;
}

export function isFor({ rhythm }: Participant, kind: TurnKind): boolean {
  return rhythm?.kind === kind;
}

/** Not everybody does in the same turn what is done in a share of them. */
function positionOf({ index, turns }: Participant): number {
  return index + turns;
}

export function businessIdOf(plan: WorkerPlan, { business }: Participant): string {
  return plan.target.businesses[business]?.id as string;
}
