import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import {
  type ClientPayloads,
  type ClientToServerEvents,
  type Id,
  rooms,
  type ServerEventName,
  type ServerPayloads,
  type ServerToClientEvents,
} from '../../conformance/contract/index.ts';
import { nowMs } from '../measure/index.ts';
import type { Manner } from '../plan.ts';
import { delaysAbout } from './delays.ts';
import { HeldBook } from './held-book.ts';

/** What the server below does where the page leaves it open. */
export const fanOutManner: Manner = {
  echoesToSender: true,
  newMessageToBusiness: false,
  creatorFollows: true,
  typingToSender: false,
};

export interface FanOutOptions {
  /** One node for each: how long, about, it holds a `new_message` before it sends it on to those connected there. */
  delaysMs: readonly number[];
  seed: number;
}

export interface FanOutServer {
  /** Addresses, in the order of the delays. */
  nodes: string[];
  /** How long deliveries were held, as they really were. */
  book: HeldBook;
  close(): Promise<void>;
}

type Node = Server<ClientToServerEvents, ServerToClientEvents>;

/**
 * The least that a PingBack can be: plain socket.io in one process, without Redis, and of the page's events those that
 * journeys need. Its nodes share nothing but the process, in which every message passes from each to each. A node can
 * hold messages for a time, and notes for how long each was held.
 */
export async function startFanOutServer({ delaysMs, seed }: FanOutOptions): Promise<FanOutServer> {
  const book = new HeldBook(delaysMs.length);
  const delays = delaysMs.map((delayMs) => delaysAbout(delayMs, seed));
  const nodes: Node[] = delaysMs.map(() => new Server(createServer(), { serveClient: false }));
  let nextId = 1;

  function say(socket: Socket, { content, conversation_id }: ClientPayloads['client_message']): Id {
    const conversation = conversation_id ?? nextId++;
    const room = rooms.conversation(conversation);
    socket.join(room);
    const payload: ServerPayloads['new_message'] = {
      id: nextId++,
      content,
      sender_type: 'customer',
      conversation_id: conversation,
      created_at: new Date().toISOString(),
    };
    // From here on it is held: what comes before is part of the way that takes no delay, too.
    const fromMs = nowMs();
    for (const [index, node] of nodes.entries()) {
      if (!node.sockets.adapter.rooms.has(room)) continue;
      const release = () => {
        book.held(index, content, nowMs() - fromMs, node.sockets.adapter.rooms.get(room)?.size ?? 0);
        node.to(room).emit('new_message' satisfies ServerEventName, payload);
      };
      if (delaysMs[index] === 0) release();
      else setTimeout(release, Math.round(delays[index]?.() ?? 0));
    }
    return conversation;
  }

  function connect(socket: Socket): void {
    socket.on('join_conversation', ({ conversation_id }: { conversation_id: Id }) =>
      socket.join(rooms.conversation(conversation_id)),
    );
    socket.on('typing', (typing: ClientPayloads['typing']) => {
      const room = rooms.conversation(typing.conversation_id);
      for (const node of nodes) node.to(room).except(socket.id).emit('typing', typing);
    });
    const hear: ClientToServerEvents['client_message'] = (message, acknowledge) => {
      const conversation_id = say(socket, message);
      acknowledge?.({ conversation_id });
    };
    socket.on('client_message', hear);
  }

  for (const node of nodes) node.on('connection', connect);
  const urls = await Promise.all(nodes.map(listen));
  return {
    nodes: urls,
    book,
    close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
  };
}

function listen({ httpServer }: Node): Promise<string> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`),
    );
  });
}
