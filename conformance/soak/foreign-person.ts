import { setTimeout as pass } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { type Chance, chanceOf, type Seed } from '../../fixtures/delaying-proxy/index.ts';
import {
  authFor,
  type ClientPayloads,
  type ClientToServerEvents,
  documentedTransports,
  type Id,
  type ServerPayloads,
  type ServerToClientEvents,
} from '../contract/index.ts';

type Message = Pick<ServerPayloads['new_message'], 'id' | 'conversation_id'>;

/** What the people of one business know of each other: their conversations, and what was said there lately. */
export class Hearsay {
  readonly messages: Message[] = [];
  readonly #conversations = new Set<string>();

  opened(conversation: Id): void {
    this.#conversations.add(String(conversation));
  }

  /** Takes note of a message, unless it belongs to other people. */
  heard({ id, conversation_id }: Message): void {
    if (!this.#conversations.has(String(conversation_id))) return;
    this.messages.push({ id, conversation_id });
    if (this.messages.length > mostHeard) this.messages.shift();
  }
}

const mostHeard = 10;
/** How long somebody waits to learn which conversation a first message opened, before giving up on it. */
const openingMs = 10_000;

/**
 * Node inflates for all connections in one thread pool, which the checks have a better use for. The types know the
 * option as an object alone, its documentation says `false`.
 */
const uncompressed = { perMessageDeflate: false } as object;

/** A real client of somebody who has nothing to do with the checks. What fails it is nobody's finding. */
export class ForeignPerson {
  readonly chance: Chance;
  readonly counts = { sent: 0, got: 0 };
  readonly hearsay: Hearsay;
  readonly #name: string;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #signal: AbortSignal;
  readonly #userId: Id;
  #serial = 0;

  constructor(
    name: string,
    place: { node: string; businessId: string; hearsay: Hearsay },
    seed: Seed,
    signal: AbortSignal,
  ) {
    this.chance = chanceOf(...seed, name);
    this.#name = name;
    this.#signal = signal;
    this.hearsay = place.hearsay;
    this.#userId = Math.floor(this.chance.between(1, 1_000_000));
    this.#socket = io(place.node, {
      auth: authFor(place.businessId),
      transports: [...documentedTransports],
      multiplex: false,
      ...uncompressed,
    });
    this.#socket.onAny((event: keyof ServerToClientEvents, payload: unknown) => {
      this.counts.got += 1;
      if (event === 'new_message' && payload) this.hearsay.heard(payload as Message);
    });
    signal.addEventListener('abort', () => this.#socket.disconnect(), { once: true });
  }

  /** A text of its own; some look like those of another run of this suite. */
  text(): string {
    this.#serial += 1;
    const form = this.chance.oneOf(['hello from', 'pb.another.TYP-1.run.of', '<b>hi</b> 👋 from']);
    return `${form} ${this.#name} ${this.#serial}`;
  }

  /** Opens a conversation, and returns its id; nothing where it does not learn it. */
  async opens(): Promise<Id | undefined> {
    const content = this.text();
    const customer_data = this.#customerData();
    const told = new Promise<Id>((resolve) => {
      const look = (payload: ServerPayloads['new_message']) => {
        if (payload?.content === content) settle(payload.conversation_id);
      };
      const settle = (id: Id | undefined) => {
        this.#socket.off('new_message', look);
        if (id !== undefined) resolve(id);
      };
      this.#socket.on('new_message', look);
      this.#emit('client_message', { content, customer_data }, (answer) =>
        settle((answer as { conversation_id?: Id } | undefined)?.conversation_id),
      );
    });
    const id = await Promise.race([told, this.pauses(openingMs)]);
    if (id !== undefined) this.hearsay.opened(id);
    return id;
  }

  joins(conversation_id: Id): void {
    this.#emit('join_conversation', { conversation_id });
  }

  says(conversation_id: Id): void {
    this.#emit('client_message', {
      content: this.text(),
      conversation_id,
      customer_data: this.#customerData(),
    });
  }

  types(conversation_id: Id): void {
    const is_typing = this.chance.next() < 0.5;
    this.#emit('typing', { conversation_id, user_id: this.#userId, is_typing });
  }

  /** What somebody sends who keeps to nothing. */
  mumbles(): void {
    this.#emit('typing', null as never);
    this.#emit('join_conversation', { conversation_id: -1 });
    this.#emit('client_message', { content: 7 } as never);
  }

  /** Goes away, and comes back later. */
  async leaves(): Promise<void> {
    this.#socket.disconnect();
    await this.pauses(this.chance.between(200, 1000));
    this.#socket.connect();
  }

  /** Rejects when the traffic ends. */
  async pauses(forMs: number): Promise<undefined> {
    return pass(forMs, undefined, { signal: this.#signal });
  }

  #customerData(): ClientPayloads['client_message']['customer_data'] {
    return { name: this.#name, email: `${this.#name.replaceAll(' ', '.')}.${this.#serial}@example.org` };
  }

  #emit<Name extends keyof ClientToServerEvents>(
    event: Name,
    ...args: Parameters<ClientToServerEvents[Name]>
  ): void {
    // Whoever is cut off stays silent instead of saying it all at once later.
    if (!this.#socket.connected) return;
    this.counts.sent += 1;
    this.#socket.emit(event, ...args);
  }
}
