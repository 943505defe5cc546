import type { IdForm, ServerEventName } from '../../conformance/contract/index.ts';
import type { Manner } from '../plan.ts';
import type { Connection, Dimension } from './breakdown.ts';

export interface RecorderSettings {
  runId: string;
  /** Position of this worker among all, from 0. */
  worker: number;
  host: string;
  ids: IdForm;
  manner: Manner;
  /** From this latency on a delivery is late. */
  lateMs: number;
  breakdown?: Dimension;
}

export interface ParticipantTraits extends Connection {
  role: 'widget' | 'agent';
  /** Index of its business in the plan. */
  business: number;
}

/** A message about to be sent. */
export interface MessageSend {
  conversation: number;
  /** Who sends; absent when a stimulus sends for an agent that has no connection here. */
  sender?: number;
  via: 'socket' | 'stimulus';
  intendedMs: number;
  /** When this side was ready to send it. Absent: now. */
  readyMs?: number;
  /** Of the content; longer where the stamp alone is. */
  lengthChars: number;
}

export interface TypingSend {
  conversation: number;
  sender: number;
  intendedMs: number;
}

export type StimulatedEvent = Exclude<ServerEventName, 'new_message' | 'typing'>;

/** An event that a stimulus makes the target emit. */
export interface StimulusSend {
  event: StimulatedEvent;
  /** Where it goes: a conversation, or the room of a business. */
  room: number;
  /** What it is known by: of agent_status_changed `statusKey`, else the message's or conversation's id as text. */
  key: string;
  intendedMs: number;
  /** When this side was ready to send it. Absent: now. */
  readyMs?: number;
  /** Who must get it, when that is not everybody in the room, such as the agent of conversation_assigned. */
  expected?: readonly number[];
}

/** The key of an agent_status_changed. */
export function statusKey(agentId: unknown, status: unknown): string {
  return `${agentId} ${status}`;
}

/** How things stand. `intended`, `sent` and `deliveries` count from the start of the run. */
export interface Pulse {
  sockets: number;
  intended: number;
  sent: number;
  deliveries: number;
  /** Events that somebody still has to get. */
  inFlight: number;
  /** Deliveries that are missing, of events sent more than the limit for being late ago. They may still come. */
  lost: number;
  /** new_message, per delivery, in the last whole second. */
  p50Ms: number;
  p99Ms: number;
  /** Since the pulse before. */
  eventLoopDelayMaxMs: number;
  cpuShare: number;
}
