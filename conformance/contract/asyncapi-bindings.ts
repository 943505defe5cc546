import { clauses } from './clauses.ts';
import type { ClientEventName, ServerEventName } from './events.ts';

/** Where in the document an event belongs: a room where the page names one, else the namespace. */
export type ChannelName = 'transport' | 'namespace' | 'business' | 'conversation';

export interface EventNote {
  channel: ChannelName;
  summary: string;
  /** Ids of the clauses that a server is held to when it takes or emits the event. */
  clauses: string[];
}

/** What a client emits, and a server receives. A client names no room: the server finds it. */
export const clientEvents: Record<ClientEventName, EventNote> = {
  join_conversation: {
    channel: 'namespace',
    summary: 'Follow a conversation: the server puts the connection into the room of it.',
    clauses: clausesOf('ROM-3', 'ROM-5', 'ROM-6', 'ROM-7', 'ROM-9', 'ROB-2', 'OBS-5', 'OBS-10'),
  },
  client_message: {
    channel: 'namespace',
    summary: 'A message from the widget; without a conversation id it opens a new conversation.',
    clauses: clausesOf('CLM', 'MSG-2', 'MSG-3', 'ROB-2', 'OBS-4', 'OBS-5', 'OBS-7', 'OBS-10'),
  },
  typing: {
    channel: 'namespace',
    summary: 'Somebody starts or stops typing; the server tells the other participants.',
    clauses: clausesOf('TYP', 'ROM-4', 'ROB-2', 'OBS-2', 'OBS-5', 'OBS-10'),
  },
};

/** What a server emits. The page names no audience for receipts and assignments. */
export const serverEvents: Record<ServerEventName, EventNote> = {
  new_message: {
    channel: 'conversation',
    summary: 'Somebody in the conversation sent a message.',
    clauses: clausesOf('MSG', 'CLM-1', 'CLM-3', 'CLM-9', 'OBS-1', 'OBS-3', 'OBS-8', 'OBS-9'),
  },
  typing: {
    channel: 'conversation',
    summary: 'A participant starts or stops typing.',
    clauses: clausesOf('TYP', 'ROM-4', 'OBS-2', 'OBS-9'),
  },
  delivered: {
    channel: 'namespace',
    summary: 'A message was marked as delivered.',
    clauses: clausesOf('RCP-1', 'RCP-3', 'RCP-4', 'RCP-5', 'RCP-6', 'OBS-8', 'OBS-9'),
  },
  read: {
    channel: 'namespace',
    summary: 'A message was marked as read.',
    clauses: clausesOf('RCP-2', 'RCP-3', 'RCP-4', 'RCP-5', 'RCP-6', 'OBS-8', 'OBS-9'),
  },
  agent_status_changed: {
    channel: 'business',
    summary: 'An agent came online, went away or went offline.',
    clauses: clausesOf('AST', 'ROM-1', 'ROM-2', 'OBS-9'),
  },
  conversation_assigned: {
    channel: 'namespace',
    summary: 'A conversation was assigned to an agent.',
    clauses: clausesOf('ASG', 'OBS-6', 'OBS-9'),
  },
};

/**
 * Ids from the clause table, each asked for by itself (`ROM-3`) or by its family (`ROM`), in the table's order.
 * Throws a `RangeError` when one matches no clause.
 */
export function clausesOf(...wanted: string[]): string[] {
  const matches = (id: string, want: string) => id === want || id.startsWith(`${want}-`);
  const lost = wanted.find((want) => !clauses.some(({ id }) => matches(id, want)));
  if (lost) throw new RangeError(`There is no clause ${lost}, and no family of that name.`);
  return clauses.map(({ id }) => id).filter((id) => wanted.some((want) => matches(id, want)));
}
