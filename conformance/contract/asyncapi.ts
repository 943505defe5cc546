import { z } from 'zod';
import {
  type ChannelName,
  clausesOf,
  clientEvents,
  type EventNote,
  serverEvents,
} from './asyncapi-bindings.ts';
import { clauses } from './clauses.ts';
import {
  type ClientEventName,
  clientEventNames,
  clientEventSchemas,
  type ServerEventName,
  serverEventNames,
  serverEventSchemas,
} from './events.ts';
import {
  authFor,
  defaultPath,
  documentedTransports,
  engineHandshake,
  handshakeAuth,
  productionHost,
} from './handshake.ts';
import { rooms } from './rooms.ts';

/** Conforming payloads to show beside each event. `name` is unique within the event. */
export interface Examples {
  server: Record<ServerEventName, readonly Example[]>;
  client: Record<ClientEventName, readonly Example[]>;
}
export interface Example {
  name: string;
  payload: object;
  /** Why the payload conforms; becomes the summary. */
  why: string;
}

/**
 * The contract as an AsyncAPI 3.0 document, seen from the server: it `receive`s what clients emit and `send`s the rest.
 * Ids are numbers, as the real-time page says. `x-clauses` lists the clauses that bind an operation, a channel or the
 * server; `x-clause-table` holds every clause with its level and text.
 *
 * @param version version of the document
 */
export function asyncapiDocument(version: string, examples: Examples) {
  const parts = [...engineParts(), ...handshakeParts(), ...eventParts(examples)];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'PingBack real-time layer',
      version,
      description:
        'What PingBack promises over Socket.IO (protocol v5 over Engine.IO v4, default namespace), from its public page. ' +
        'Written from the side of the server. The payload of a message is the first argument of the event. ' +
        'Extra fields are allowed everywhere, and acknowledgements are not promised.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      tags: [{ name: 'socket.io' }, { name: 'real-time' }],
    },
    defaultContentType: 'application/json',
    servers: servers(),
    channels: Object.fromEntries(
      Object.entries(channels()).map(([name, channel]) => [
        name,
        { ...channel, messages: referencesTo(parts.filter((part) => part.channel === name)) },
      ]),
    ),
    operations: Object.fromEntries(parts.flatMap((part) => (part.operation ? [operation(part)] : []))),
    components: { messages: Object.fromEntries(parts.map(({ key, message }) => [key, message])) },
    'x-clause-table': Object.fromEntries(
      clauses.map(({ id, level, section, text, source }) => [id, { level, section, text, source }]),
    ),
  };
}

/** A message, the channel it travels in and, unless it is the answer to another, the operation that moves it. */
interface Part {
  key: string;
  channel: ChannelName;
  message: object;
  operation?: { action: 'send' | 'receive'; summary: string; clauses: string[]; answers?: string[] };
}

function operation({ key, channel, operation }: Part): [string, object] {
  if (!operation) throw new TypeError(`${key} has no operation`);
  const at = { $ref: `#/channels/${channel}` };
  const messageIn = (name: string) => ({ $ref: `#/channels/${channel}/messages/${name}` });
  const { action, summary, clauses: bound, answers } = operation;
  const reply = answers && { reply: { channel: at, messages: answers.map(messageIn) } };
  return [key, { action, channel: at, summary, messages: [messageIn(key)], ...reply, 'x-clauses': bound }];
}

const referencesTo = (parts: Part[]) =>
  Object.fromEntries(parts.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }]));

function servers() {
  const whole = {
    pathname: defaultPath,
    'x-clauses': clausesOf('TRN', 'ROB', 'BKP'),
    'x-transports': documentedTransports,
  };
  return {
    pingback: {
      host: productionHost,
      protocol: 'wss',
      description: 'The documented address. Long-polling over https is the fallback.',
      ...whole,
    },
    underTest: {
      host: '{host}',
      protocol: 'ws',
      description: 'Any implementation under test.',
      variables: { host: { default: '127.0.0.1:4100', description: 'Host and port of one node.' } },
      ...whole,
    },
  };
}

function channels(): Record<ChannelName, object> {
  return {
    transport: {
      address: '/',
      title: 'Engine.IO transport',
      description:
        'The request that opens a WebSocket, relative to the path of the server. The long-polling transport answers with the same open packet.',
      bindings: { ws: { method: 'GET', query: engineQuery } },
      'x-clauses': clausesOf('TRN'),
    },
    namespace: {
      address: '/',
      title: 'Default namespace of Socket.IO',
      description: 'What clients emit, and events for which the page names no room.',
      'x-clauses': clausesOf('CON', 'ROB'),
    },
    business: {
      address: rooms.business('{business_id}'),
      title: 'Business room',
      description: 'Org-wide events. The handshake puts every connection into the room of its business.',
      parameters: { business_id: { description: 'The business id of the handshake.' } },
      'x-clauses': clausesOf('ROM-1', 'ROM-2', 'BKP-3'),
    },
    conversation: {
      address: rooms.conversation('{conversation_id}'),
      title: 'Conversation room',
      description: 'Events of one conversation, for the connections that joined it.',
      parameters: { conversation_id: { description: 'The id that the join named.' } },
      'x-clauses': clausesOf('ROM-3', 'ROM-4', 'ROM-5', 'ROM-6', 'ROM-7', 'ROM-8', 'ROM-9', 'BKP-3'),
    },
  };
}

const engineQuery = {
  type: 'object',
  properties: {
    EIO: { type: 'string', const: '4' },
    transport: { type: 'string', enum: documentedTransports },
  },
  required: ['EIO', 'transport'],
};

function engineParts(): Part[] {
  return [
    {
      key: 'open',
      channel: 'transport',
      message: {
        name: 'open',
        title: 'Engine.IO open packet',
        summary: 'Session id, and the limits that both sides keep: milliseconds, and bytes.',
        payload: jsonSchema(engineHandshake),
      },
      operation: {
        action: 'send',
        summary: 'Answer a new transport with the terms of the session.',
        clauses: clausesOf('TRN-5', 'TRN-7', 'TRN-8', 'ROB-3'),
      },
    },
  ];
}

function handshakeParts(): Part[] {
  const channel = 'namespace';
  const answer = (key: string, title: string, schema: z.ZodType): Part => ({
    key,
    channel,
    message: { name: key, title, payload: jsonSchema(schema) },
  });
  return [
    {
      key: 'connect',
      channel,
      message: {
        name: 'connect',
        title: 'Socket.IO CONNECT packet',
        summary: 'The `auth` of the handshake. The documented example is a string.',
        payload: jsonSchema(handshakeAuth),
        examples: [{ name: 'documented', payload: authFor('acme') }],
      },
      operation: {
        action: 'receive',
        summary: 'Accept a connection that names its business, and refuse every other.',
        clauses: clausesOf('CON', 'ROM-8'),
        answers: ['connected', 'connect_error'],
      },
    },
    answer('connected', 'Accepted: Socket.IO CONNECT packet', z.looseObject({ sid: z.string().min(1) })),
    answer(
      'connect_error',
      'Refused: Socket.IO CONNECT_ERROR packet',
      z.looseObject({ message: z.string() }),
    ),
  ];
}

function eventParts(examples: Examples): Part[] {
  const received = clientEventSchemas('number');
  const sent = serverEventSchemas('number');
  return [
    ...clientEventNames.map((name) =>
      eventPart('receive', name, clientEvents[name], received[name], examples.client[name]),
    ),
    ...serverEventNames.map((name) =>
      eventPart('send', name, serverEvents[name], sent[name], examples.server[name]),
    ),
  ];
}

/** Both sides have an event `typing`, so the keys say who emits it. */
function eventPart(
  action: 'send' | 'receive',
  name: string,
  note: EventNote,
  schema: z.ZodType,
  examples: readonly Example[],
): Part {
  return {
    key: `${action === 'send' ? 'server' : 'client'}.${name}`,
    channel: note.channel,
    message: {
      name,
      title: `${name}, ${action === 'send' ? 'server to client' : 'client to server'}`,
      summary: note.summary,
      payload: jsonSchema(schema),
      examples: examples.map(({ name, payload, why }) => ({ name, summary: why, payload })),
    },
    operation: { action, summary: note.summary, clauses: note.clauses },
  };
}

/** AsyncAPI takes JSON Schema draft 7, and states its dialect once for the whole document. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}
