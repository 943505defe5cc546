import { io, type Socket } from 'socket.io-client';
import {
  authFor,
  type ClientPayloads,
  type ClientToServerEvents,
  documentedTransports,
  type Id,
  type ServerPayloads,
  type ServerToClientEvents,
} from '../../conformance/contract/index.ts';
import type { Workload } from './workload.ts';

/*
 * The yardstick: what somebody writes with socket.io-client alone who needs the same conversations, and no measuring.
 */

export type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Whose turn it can be: a client, where it speaks, and as whom. */
export interface Speaker {
  client: Client;
  conversation_id: Id;
  customer_data: ClientPayloads['client_message']['customer_data'];
}

const atOnce = 50;

/** Opens connections; `heard` is called for whatever arrives. */
export async function connect(url: string, sockets: number, heard: () => void): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < sockets) {
    const some = Array.from({ length: Math.min(atOnce, sockets - clients.length) }, () => open(url, heard));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** As our journeys connect: for itself, without compression, without coming back, and it would notice its end. */
function open(url: string, heard: () => void): Promise<Client> {
  const bare = { forceNew: true, reconnection: false, perMessageDeflate: false as never };
  const client: Client = io(url, { auth: authFor('bench'), transports: [...documentedTransports], ...bare });
  client.on('new_message', heard);
  client.on('typing', heard);
  client.on('disconnect', ended);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}

function ended(): void {
  throw new Error('The server ended a connection of the plain client.');
}

function customer(index: number): Speaker['customer_data'] {
  return { name: `widget-${index}-plain-0`, email: `widget-${index}-plain-0@example.com` };
}

function opened(client: Client, customer_data: Speaker['customer_data']): Promise<Id> {
  return new Promise((resolve) => {
    client.once('new_message', ({ conversation_id }: ServerPayloads['new_message']) =>
      resolve(conversation_id),
    );
    client.emit('client_message', { content: 'hello', customer_data });
  });
}

/** Opens the conversations and has everybody join. Returns the widgets, who are to speak. */
export async function settle(
  clients: readonly Client[],
  { widgets, agents, shared }: Pick<Workload, 'widgets' | 'agents' | 'shared'>,
): Promise<Speaker[]> {
  const own = clients.slice(0, widgets);
  const serving = clients.slice(widgets);
  const ids: Id[] = [];
  for (const [index, opener] of own.slice(0, shared || widgets).entries()) {
    ids.push(await opened(opener, customer(index)));
  }
  const idOf = (index: number) => ids[index % ids.length] as Id;
  const join = (client: Client, conversation_id: Id) => client.emit('join_conversation', { conversation_id });
  for (const [index, widget] of own.entries()) join(widget, idOf(index));
  if (shared > 0) for (const [index, agent] of serving.entries()) join(agent, idOf(index));
  else for (const index of own.keys()) join(serving[index % agents] as Client, idOf(index));
  return own.map((client, index) => ({
    client,
    conversation_id: idOf(index),
    customer_data: customer(index),
  }));
}
