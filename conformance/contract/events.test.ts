import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import {
  type ClientEventName,
  type ClientEventSchemas,
  type ClientPayloads,
  type ClientToServerEvents,
  clientEventNames,
  clientEventSchemas,
  type ServerEventName,
  type ServerEventSchemas,
  type ServerPayloads,
  type ServerToClientEvents,
  serverEventNames,
  serverEventSchemas,
} from './events.ts';
import { authFor } from './handshake.ts';

type PingBackServer = Server<ClientToServerEvents, ServerToClientEvents>;
type PingBackClient = Socket<ServerToClientEvents, ClientToServerEvents>;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

test('the names are those of the schemas', () => {
  expect(serverEventNames.toSorted()).toEqual(Object.keys(serverEventSchemas('number')).toSorted());
  expect(clientEventNames.toSorted()).toEqual(Object.keys(clientEventSchemas('number')).toSorted());
});

test('a conforming payload has every documented field', () => {
  type Documented<Schemas, Name extends keyof Schemas> =
    Schemas[Name] extends z.ZodType<infer Output>
      ? keyof { [Field in keyof Output as string extends Field ? never : Field]: true }
      : never;
  expectTypeOf<{ [Name in ServerEventName]: Documented<ServerEventSchemas, Name> }>().toEqualTypeOf<{
    [Name in ServerEventName]: keyof ServerPayloads[Name];
  }>();
  expectTypeOf<{ [Name in ClientEventName]: Documented<ClientEventSchemas, Name> }>().toEqualTypeOf<{
    [Name in ClientEventName]: keyof ClientPayloads[Name];
  }>();
  const fields = (shape: object) => Object.keys(shape);
  expect(fields(serverEventSchemas('number').new_message.shape)).toEqual([
    'id',
    'content',
    'sender_type',
    'conversation_id',
    'created_at',
  ] satisfies (keyof ServerPayloads['new_message'])[]);
  expect(fields(clientEventSchemas('number').client_message.shape)).toEqual([
    'content',
    'conversation_id',
    'customer_data',
  ] satisfies (keyof ClientPayloads['client_message'])[]);
});

test('the event maps type a server and a client that talk to each other', async () => {
  const http = createServer();
  const server: PingBackServer = new Server(http);
  open.push(() => server.close());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  server.on('connection', (socket) => {
    socket.on('client_message', (message, acknowledge) => {
      expectTypeOf(message).toEqualTypeOf<ClientPayloads['client_message']>();
      socket.emit('new_message', {
        id: 1,
        content: message.content,
        sender_type: 'customer',
        conversation_id: message.conversation_id ?? 41,
        created_at: new Date(0).toISOString(),
      });
      acknowledge?.('taken');
    });
  });

  const client: PingBackClient = io(`http://127.0.0.1:${port}`, {
    auth: authFor('acme'),
    transports: ['websocket'],
    reconnection: false,
  });
  open.push(() => client.disconnect());
  const answers: unknown[] = [];
  const received = new Promise<ServerPayloads['new_message']>((resolve, reject) => {
    client.on('new_message', resolve);
    client.on('connect_error', reject);
  });
  const customer_data = { name: 'Dana Doe', email: 'dana@example.com' };
  const acknowledged = new Promise<unknown>((resolve) => {
    client.emit('client_message', { content: 'hello', customer_data }, resolve);
  });
  answers.push(await received, await acknowledged);
  expect(answers).toEqual([expect.objectContaining({ content: 'hello', conversation_id: 41 }), 'taken']);
});

test('the event maps refuse what the page does not name', () => {
  // Never called: the compiler is what checks these lines.
  const mistakes = (server: PingBackServer, client: PingBackClient) => {
    // @ts-expect-error no such event
    client.emit('message', {});
    // @ts-expect-error a field is missing
    client.emit('typing', { conversation_id: 1, user_id: 1 });
    // @ts-expect-error only a server emits it
    client.emit('new_message', {});
    // @ts-expect-error a field is misspelt
    client.emit('join_conversation', { conversationId: 1 });
    // @ts-expect-error a status is a text
    server.emit('agent_status_changed', { agent_id: 1, status: true });
    // @ts-expect-error only a client emits it
    server.emit('join_conversation', { conversation_id: 1 });
    // @ts-expect-error a server sends no event of this name
    client.on('message', () => {});
  };
  expectTypeOf(mistakes).returns.toBeVoid();
  expect(mistakes).toBeTypeOf('function');
});
