import type { Id, SenderType, ServerEventName } from '../../conformance/contract/index.ts';
import { arrivedMs, type Recorder, statusKey } from '../measure/index.ts';
import type { JourneyKnobs } from '../plan.ts';
import type { Participant, ParticipantSocket } from './participant.ts';

/** Waits for an event to arrive somewhere. */
export interface Lookout {
  seen(participant: Participant, payload: Payload, atMs: number): void;
}

/** What the server sent is anything that JSON can say; its fields are looked at one by one. */
export type Payload = Readonly<Record<string, unknown>>;

type Listener = (this: ParticipantSocket, payload: unknown) => void;

const nothing: Payload = {};
const agentSent: SenderType = 'agent';
/** Ids longer than this are no ids. */
const longestId = 200;

/**
 * The listeners of all sockets, by event: one function each, since there are thousands of sockets. They take whatever
 * comes, and never throw. `lookouts` are asked by the event's number.
 */
export function arrivalListeners(
  recorder: Recorder,
  lookouts: ReadonlyMap<number, Lookout>,
  journey: Pick<JourneyKnobs, 'readShare' | 'statusRate'>,
): Map<ServerEventName, Listener> {
  const marks = journey.readShare > 0;
  const malformed = (event: ServerEventName) => recorder.problem(`A ${event} came that is malformed.`);

  const newMessage: Listener = function onNewMessage(argument) {
    const atMs = arrivedMs();
    const { participant } = this;
    const payload = payloadOf(argument);
    if (typeof payload.content !== 'string') return malformed('new_message');
    const seq = recorder.messageArrived(participant.handle, payload.content, atMs, payload.conversation_id);
    if (seq < 0) return;
    if (lookouts.size > 0) lookouts.get(seq)?.seen(participant, payload, atMs);
    if (marks && payload.sender_type === agentSent && isId(payload.id) && isOwn(participant, payload)) {
      participant.unread = payload.id;
    }
  };

  const typing: Listener = function onTyping(argument) {
    const atMs = arrivedMs();
    const payload = payloadOf(argument);
    if (!isId(payload.user_id)) return malformed('typing');
    const { participant } = this;
    const seq = recorder.typingArrived(participant.handle, payload.user_id, atMs, payload.conversation_id);
    if (seq >= 0 && lookouts.size > 0) lookouts.get(seq)?.seen(participant, payload, atMs);
  };

  const read: Listener = function onRead(argument) {
    const atMs = arrivedMs();
    const { message_id } = payloadOf(argument);
    if (!isId(message_id)) return malformed('read');
    recorder.stimulatedArrived(this.participant.handle, 'read', String(message_id), atMs);
  };

  const status: Listener = function onStatus(argument) {
    const atMs = arrivedMs();
    const { participant } = this;
    const { agent_id, status } = payloadOf(argument);
    if (!isId(agent_id) || !isId(status)) return malformed('agent_status_changed');
    const key = statusKey(agent_id, String(status));
    const seq = recorder.stimulatedArrived(participant.handle, 'agent_status_changed', key, atMs);
    if (seq >= 0 && lookouts.size > 0) lookouts.get(seq)?.seen(participant, nothing, atMs);
  };

  const listeners = new Map<ServerEventName, Listener>([
    ['new_message', newMessage],
    ['typing', typing],
  ]);
  if (marks) listeners.set('read', read);
  if (journey.statusRate > 0) listeners.set('agent_status_changed', status);
  return listeners;
}

/** The id in what a server sent, at its top or one level down. */
export function conversationIdIn(value: unknown): Id | undefined {
  const top = payloadOf(value);
  if (isId(top.conversation_id)) return top.conversation_id;
  for (const inner of Object.values(top)) {
    const { conversation_id } = payloadOf(inner);
    if (isId(conversation_id)) return conversation_id;
  }
  return undefined;
}

export function isId(value: unknown): value is Id {
  if (typeof value === 'string') return value.length > 0 && value.length <= longestId;
  return Number.isSafeInteger(value);
}

/** Whether a message belongs to the participant's conversation: some targets tell a whole business. */
function isOwn({ conversations }: Participant, { conversation_id }: Payload): boolean {
  return String(conversations[0]?.id) === String(conversation_id);
}

function payloadOf(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : nothing;
}
