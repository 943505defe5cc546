import { z } from 'zod';
import { anyId, type Id, type IdForm, idSchema, sentIdSchema } from './ids.ts';
import { isoTime } from './time.ts';

export const senderType = z.enum(['customer', 'agent']);
export type SenderType = z.infer<typeof senderType>;

/** The statuses that the REST pages name (AST-3). On the wire any non-empty string conforms. */
export const agentStatuses = ['live', 'away', 'offline'] as const;
export type AgentStatus = (typeof agentStatuses)[number];

export const customerData = z.looseObject({ name: z.string(), email: z.string() });

/**
 * Server to client: the payload of each event, one object per event.
 * Extra fields are allowed everywhere; the suite notes them (OBS-9) and never fails them.
 * Source: PingBack's real-time page, "Events to listen for".
 */
export function serverEventSchemas(form: IdForm) {
  const id = idSchema(form);
  return {
    new_message: z.looseObject({
      id,
      content: z.string(),
      sender_type: senderType,
      conversation_id: id,
      created_at: isoTime,
    }),
    typing: z.looseObject({ conversation_id: id, user_id: id, is_typing: z.boolean() }),
    delivered: z.looseObject({ message_id: anyId, delivered_at: isoTime }),
    read: z.looseObject({ message_id: anyId, read_at: isoTime }),
    agent_status_changed: z.looseObject({ agent_id: anyId, status: z.string().min(1) }),
    conversation_assigned: z.looseObject({ conversation_id: id, assigned_by: anyId }),
  };
}

/**
 * Client to server: the payload of each event.
 * Source: PingBack's real-time page, "Events to emit".
 */
export function clientEventSchemas(form: IdForm) {
  const id = sentIdSchema(form);
  return {
    join_conversation: z.looseObject({ conversation_id: id }),
    client_message: z.looseObject({
      content: z.string().min(1),
      conversation_id: id.optional(),
      customer_data: customerData,
    }),
    typing: z.looseObject({ conversation_id: id, user_id: id, is_typing: z.boolean() }),
  };
}

export type ServerEventSchemas = ReturnType<typeof serverEventSchemas>;
export type ClientEventSchemas = ReturnType<typeof clientEventSchemas>;
export type ServerEventName = keyof ServerEventSchemas;
export type ClientEventName = keyof ClientEventSchemas;

/** Names in the order of the page. */
export const serverEventNames = [
  'new_message',
  'typing',
  'delivered',
  'read',
  'agent_status_changed',
  'conversation_assigned',
] as const satisfies readonly ServerEventName[];
export const clientEventNames = [
  'join_conversation',
  'client_message',
  'typing',
] as const satisfies readonly ClientEventName[];

/** Payloads by event name, as the documented fields alone; `Id` covers every id form. */
export interface ServerPayloads {
  new_message: { id: Id; content: string; sender_type: SenderType; conversation_id: Id; created_at: string };
  typing: { conversation_id: Id; user_id: Id; is_typing: boolean };
  delivered: { message_id: Id; delivered_at: string };
  read: { message_id: Id; read_at: string };
  agent_status_changed: { agent_id: Id; status: string };
  conversation_assigned: { conversation_id: Id; assigned_by: Id };
}
export interface ClientPayloads {
  join_conversation: { conversation_id: Id };
  client_message: { content: string; conversation_id?: Id; customer_data: { name: string; email: string } };
  typing: { conversation_id: Id; user_id: Id; is_typing: boolean };
}

/** For `Server<ClientToServerEvents, ServerToClientEvents>` of socket.io. */
export type ServerToClientEvents = {
  [Name in ServerEventName]: (payload: ServerPayloads[Name]) => void;
};
/** For `Socket<ServerToClientEvents, ClientToServerEvents>` of socket.io-client. Acknowledgements are not promised. */
export type ClientToServerEvents = {
  [Name in ClientEventName]: (payload: ClientPayloads[Name], acknowledge?: (answer: unknown) => void) => void;
};

/** The clause that a frame of this event breaks when its payload does not match the schema. */
export const shapeClauseOf = {
  new_message: 'MSG-1',
  typing: 'TYP-3',
  delivered: 'RCP-1',
  read: 'RCP-2',
  agent_status_changed: 'AST-2',
  conversation_assigned: 'ASG-2',
} as const satisfies Record<ServerEventName, string>;
