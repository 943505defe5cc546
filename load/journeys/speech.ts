import type { ClientEventName, ClientPayloads, Id } from '../../conformance/contract/index.ts';
import type { Recorder } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import type { Conversation } from './conversation.ts';
import type { Participant } from './participant.ts';

/** More of one sender's is hardly ever on its way at once. */
const mostRemembered = 4;

/**
 * What goes out over sockets: each is entered into the ledger, then sent. `intendedMs` is when the schedule wanted it. All
 * return the event's number.
 */
export class Speech {
  readonly #recorder: Recorder;
  readonly #runId: string;
  readonly #sizes: readonly number[];
  readonly #remembers: boolean;
  #sent = 0;

  constructor(recorder: Recorder, { runId, worker, journey }: WorkerPlan) {
    this.#recorder = recorder;
    this.#runId = `${runId}-${worker}`;
    this.#sizes = journey.sizes;
    this.#remembers = journey.storms > 0;
  }

  /** The length of the next message, in characters. */
  nextLength(): number {
    const length = this.#sizes[this.#sent % this.#sizes.length] as number;
    this.#sent += 1;
    return length;
  }

  /** A message in a conversation that is there, by somebody of it. */
  say(sender: Participant, { room, id }: Conversation, intendedMs: number): number {
    return this.#message(sender, room, id, intendedMs);
  }

  /** A first message, which opens a conversation. `acknowledged` gets what the server answers, if it does. */
  open(
    sender: Participant,
    room: number,
    intendedMs: number,
    acknowledged?: (...answer: unknown[]) => void,
  ): number {
    return this.#message(sender, room, undefined, intendedMs, acknowledged);
  }

  type(sender: Participant, { room, id }: Conversation, intendedMs: number): number {
    this.#recorder.due(intendedMs);
    const { seq, userId } = this.#recorder.typing({ conversation: room, sender: sender.handle, intendedMs });
    const payload: ClientPayloads['typing'] = { conversation_id: id, user_id: userId, is_typing: true };
    sender.socket?.emit('typing' satisfies ClientEventName, payload);
    this.#remember(sender, seq);
    return seq;
  }

  #message(
    sender: Participant,
    room: number,
    conversation_id: Id | undefined,
    intendedMs: number,
    acknowledged?: (...answer: unknown[]) => void,
  ): number {
    this.#recorder.due(intendedMs);
    const lengthChars = this.nextLength();
    const send = {
      conversation: room,
      sender: sender.handle,
      via: 'socket',
      intendedMs,
      lengthChars,
    } as const;
    const { seq, content } = this.#recorder.message(send);
    const customer_data = this.#customerOf(sender);
    const payload: ClientPayloads['client_message'] = { content, conversation_id, customer_data };
    const event: ClientEventName = 'client_message';
    if (acknowledged) sender.socket?.emit(event, payload, acknowledged);
    else sender.socket?.emit(event, payload);
    this.#remember(sender, seq);
    return seq;
  }

  #remember(sender: Participant, seq: number): void {
    if (this.#remembers) sender.sentLast = [seq, ...sender.sentLast.slice(0, mostRemembered - 1)];
  }

  /** Everybody is a customer of his own: one with a known address may find himself in his earlier conversation. */
  #customerOf({ index, role }: Participant): ClientPayloads['client_message']['customer_data'] {
    const name = `${role}-${index}-${this.#runId}`;
    return { name, email: `${name}@example.com` };
  }
}
