import { type Id, type IdForm, serverEventNames } from '../../conformance/contract/index.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import { conversationIdIn, isId, type Lookout, type Payload } from './arrivals.ts';
import { Conversation } from './conversation.ts';
import { Alarm, type Pacer } from './pacer.ts';
import type { Participant } from './participant.ts';
import type { Speech } from './speech.ts';

export interface OpeningsOptions {
  recorder: Recorder;
  pacer: Pacer;
  speech: Speech;
  lookouts: Map<number, Lookout>;
  ids: IdForm;
  /** The longest wait for the conversation's id. */
  boundMs: number;
}

/**
 * Opens conversations, each with a first message, and learns their ids. The page leaves open how a sender does: by its
 * own `new_message`, by the copy of any connection of the business, by an acknowledgement, or by an event of the
 * target's own.
 */
export class Openings {
  readonly #options: OpeningsOptions;
  /**
   * Somebody learned it from his own copy, before anything else told it: so will all others. An acknowledgement that is
   * asked for and never comes would stay with the socket.
   */
  #ownCopyTells = false;

  constructor(options: OpeningsOptions) {
    this.#options = options;
  }

  /** Calls `done` with the conversation, or with nothing when no id was learned in time. */
  open(opener: Participant, done: (conversation?: Conversation) => void): void {
    const { recorder, pacer, speech, lookouts, ids, boundMs } = this.#options;
    const asks = !this.#ownCopyTells;
    const room = recorder.addConversation(opener.business);
    recorder.joining(room, opener.handle);
    const finish = (id?: Id) => {
      if (!lookouts.delete(seq)) return;
      pacer.cancel(alarm);
      opener.socket?.offAny(hearsAnything);
      if (id === undefined) return done();
      const conversation = new Conversation(room, inForm(id, ids), opener);
      recorder.conversationIs(room, conversation.id);
      done(conversation);
    };
    const alarm = new Alarm(() => finish());
    /** One that is not documented, and comes to the opener alone, can only be about this. */
    const hearsAnything = (event: unknown, ...args: unknown[]) => {
      if (serverEventNames.some((name) => name === event)) return;
      const id = args.map(conversationIdIn).find(isId);
      if (id !== undefined) finish(id);
    };
    const acknowledged = (...answer: unknown[]) => {
      const id = answer.map(conversationIdIn).find(isId);
      if (id !== undefined) finish(id);
    };
    if (asks) opener.socket?.onAny(hearsAnything);
    const seq = speech.open(opener, room, nowMs(), asks ? acknowledged : undefined);
    lookouts.set(seq, {
      seen: (witness: Participant, { conversation_id }: Payload) => {
        if (witness.business !== opener.business || !isId(conversation_id)) return;
        if (witness === opener) this.#ownCopyTells = true;
        finish(conversation_id);
      },
    });
    pacer.after(boundMs, alarm);
  }
}

/** A wrong type of id is the finding of a conformance check; here the id is used as the page has it. */
function inForm(id: Id, ids: IdForm): Id {
  const number = Number(id);
  return ids === 'number' && Number.isSafeInteger(number) ? number : id;
}
