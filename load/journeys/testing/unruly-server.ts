import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import {
  type ClientEventName,
  type ClientPayloads,
  type Id,
  rooms,
  type ServerEventName,
} from '../../../conformance/contract/index.ts';
import type { Manner } from '../../plan.ts';
import { referenceManner } from './plan.ts';

/** What it may do with an event: nothing else, each to all who are to get it. */
export type Mischief = 'none' | 'lose' | 'double' | 'leak';

export interface UnrulyServer {
  url: string;
  io: Server;
  /** Decides what happens to the next event. Honest until it is set. */
  mischief: (event: ServerEventName) => Mischief;
  /** Whether it listens to what a client sends; what it does not hear has no effect. */
  hears: <Name extends ClientEventName>(event: Name, sent: ClientPayloads[Name]) => boolean;
  /** Changes what goes out. */
  rewrites: (event: ServerEventName, payload: object) => object;
  /** What it did: events lost and doubled, times recipients; events that went to a stranger. */
  truth: { lost: number; doubled: number; leaked: number };
  /** Connections that have sent a message: those of widgets. */
  speakers: Set<Socket>;
  /** Decides on a handshake; throws to refuse. */
  admit: (socket: Socket) => void;
  close(): Promise<void>;
}

/** A small PingBack of one node that has this manner, is wrong on demand, and counts how often it was. */
export async function startUnrulyServer(manner: Manner = referenceManner): Promise<UnrulyServer> {
  const http = createServer();
  const io = new Server(http, { serveClient: false });
  let nextId = 1;
  const server: UnrulyServer = {
    url: '',
    io,
    mischief: () => 'none',
    hears: () => true,
    rewrites: (_event, payload) => payload,
    truth: { lost: 0, doubled: 0, leaked: 0 },
    speakers: new Set(),
    admit: () => {},
    async close() {
      await io.close();
    },
  };
  const emit = (event: ServerEventName, sender: Socket, conversation: Id, sent: object) => {
    const payload = server.rewrites(event, sent);
    const message = event === 'new_message';
    const room = rooms.conversation(conversation);
    const audience = message && manner.newMessageToBusiness ? rooms.business(businessOf(sender)) : room;
    const back = message ? manner.echoesToSender : manner.typingToSender;
    const to = back ? io.to(audience) : io.to(audience).except(sender.id);
    const members = io.sockets.adapter.rooms.get(room);
    const recipients = (members?.size ?? 0) - (members?.has(sender.id) && !back ? 1 : 0);
    const what = server.mischief(event);
    if (what === 'lose') server.truth.lost += recipients;
    else to.emit(event, payload);
    if (what === 'double') {
      to.emit(event, payload);
      server.truth.doubled += recipients;
    }
    const stranger = [...io.sockets.sockets.values()].find((socket) => !socket.rooms.has(room));
    if (what === 'leak' && stranger) {
      stranger.emit(event, payload);
      server.truth.leaked += 1;
    }
    return what;
  };
  io.use((socket, next) => {
    try {
      server.admit(socket);
      next();
    } catch (error) {
      next(error as Error);
    }
  });
  io.on('connection', (socket) => {
    socket.join(rooms.business(businessOf(socket)));
    const on = <Name extends ClientEventName>(
      name: Name,
      act: (sent: ClientPayloads[Name], answer?: (told: object) => void) => void,
    ) => {
      socket.on(name as string, (sent, answer) => {
        if (server.hears(name, sent)) act(sent, answer);
      });
    };
    on('join_conversation', ({ conversation_id }) => socket.join(rooms.conversation(conversation_id)));
    on('typing', (sent) => emit('typing', socket, sent.conversation_id, sent));
    on('client_message', ({ content, conversation_id }, answer) => {
      server.speakers.add(socket);
      const conversation = conversation_id ?? nextId++;
      if (manner.creatorFollows) socket.join(rooms.conversation(conversation));
      const created_at = new Date().toISOString();
      const payload = {
        id: nextId++,
        content,
        sender_type: 'customer',
        conversation_id: conversation,
        created_at,
      };
      const what = emit('new_message', socket, conversation, payload);
      // Somehow a sender has to learn which conversation it opened.
      if (!manner.newMessageToBusiness && what !== 'lose')
        answer?.({ ok: true, told: { conversation_id: conversation } });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

function businessOf(socket: Socket): string {
  return String(socket.handshake.auth.business_id);
}
