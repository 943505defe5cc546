import { io, type Socket } from 'socket.io-client';
import {
  authFor,
  type ClientEventName,
  type ClientPayloads,
  documentedTransports,
  type Id,
  type ServerEventName,
  type ServerPayloads,
  type TransportName,
} from '../contract/index.ts';
import { Intake } from './flood.ts';
import { cutLine, guardedTransports } from './guarded-transports.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';
import type { JournalEntry } from './journal.ts';
import { type Act, matches, payloadOf, shown, wherever } from './matching.ts';
import { missed } from './missing.ts';
import { counted, exclusionOf, titleOf } from './naming.ts';
import { arrivalPromises, oncePromises } from './promises.ts';
import { barrier } from './sentinels.ts';
import type { Conversation, Stage } from './stage.ts';
import { arrivalStep } from './standstill.ts';
import { ClauseFailure, PrerequisiteFailure } from './verdicts.ts';

/** Who connects, and how. Everything but the name has a default: first business, first node, documented transports. */
export interface Role<Name extends string = string> {
  name: Name;
  /** Index of the node, 0 for the first, -1 for the last. */
  node?: number;
  /** The one transport that this participant uses; the documented client offers both, WebSocket first. */
  over?: TransportName;
  /** Origin of a proxy before the node. */
  through?: string;
  /** Besides what the client library puts into the query string. */
  query?: Record<string, string>;
  /** Transports to try in this order, going on to the next where one fails; instead of `over`. */
  fallback?: readonly TransportName[];
  /** Whether the participant belongs to the second configured business. */
  stranger?: boolean;
}

/**
 * Node inflates in a thread pool, some ten frames at a time for all connections together. With a target that compresses
 * and tells a whole business of every message, pings would wait behind that until the connections count as dead.
 * The types know the option as an object alone, its documentation says `false`.
 */
const uncompressed = { perMessageDeflate: false } as object;

/** A connection that does what a widget or an agent's dashboard would do, and writes everything down. */
export class Participant {
  readonly name: string;
  readonly role: Role;
  readonly businessId: string;
  /** What it calls itself in `typing`. */
  readonly userId: Id;
  readonly socket: Socket;
  /** Conversations it is known to follow. */
  readonly follows = new Set<Conversation>();
  /** Why the connection ended, once it has. */
  lost: string | undefined;
  /** How long it was open when it ended. */
  livedMs = 0;
  #openSinceMs: number | undefined;
  readonly #heartbeat: HeartbeatWatch;
  readonly #stage: Stage;

  constructor(stage: Stage, role: Role, businessId: string, userId: Id) {
    this.#stage = stage;
    this.role = role;
    this.name = role.name;
    this.businessId = businessId;
    this.userId = userId;
    this.socket = this.#open();
    this.#heartbeat = new HeartbeatWatch(this.socket.io.engine, stage.settings.heartbeat);
  }

  #open(): Socket {
    const { target, ca } = this.#stage.settings;
    const { connect, nodes } = target;
    const { over, fallback, through, query = {}, node = 0 } = this.role;
    const socket = io(through ?? nodes.at(node), {
      path: connect.path,
      query,
      transports: (over ? [over] : (fallback ?? documentedTransports)).map((name) => guardedTransports[name]),
      tryAllTransports: fallback !== undefined,
      auth: { ...connect.auth, ...authFor(this.businessId) },
      extraHeaders: connect.headers,
      autoConnect: false,
      reconnection: false,
      multiplex: false,
      // The check has patience of its own; see patience.ts.
      timeout: endlessly.pingTimeout,
      ...uncompressed,
      ...(ca ? { ca } : {}),
    });
    const { journal } = this.#stage;
    socket.onAny((event: unknown, ...args: unknown[]) => {
      if (journal.flood) return;
      const payload = args.filter((arg) => typeof arg !== 'function');
      // The parser lets numbers pass for names.
      this.#stage.arrived(journal.record(this.name, 'got', String(event), payload), this.businessId);
    });
    socket.on('connect', () => {
      this.#openSinceMs = journal.record(this.name, 'note', 'connected').atMs;
    });
    socket.on('disconnect', (reason, details) => this.#lose(`${reason}${inDetail(details)}`));
    socket.on('connect_error', (error) => this.#lose(`connection refused: ${error.message}`));
    takeBareRefusals(socket);
    socket.connect();
    waitForPings(socket);
    this.#mind(socket);
    return socket;
  }

  /** Ends the check when more comes in than it can hold. */
  #mind(socket: Socket): void {
    const intake = new Intake();
    const limit = (bound: string | undefined) => bound && this.#stage.flooded(this.name, bound);
    socket.io.engine.on('data', (data: string | Uint8Array) => void limit(intake.takesBytes(data.length)));
    socket.onAny(() => void limit(intake.takesEvent()));
  }

  #lose(reason: string): void {
    this.lost = reason;
    const { atMs } = this.#stage.journal.record(this.name, 'note', 'disconnected', [reason]);
    this.livedMs = atMs - (this.#openSinceMs ?? atMs);
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  /** Whether the connection ended as one does whose answers to pings come late. */
  get missedHeartbeat(): boolean {
    return this.#heartbeat.missed;
  }

  /** The conversation that it speaks in when no other is named. */
  get conversation(): Conversation {
    const [first] = this.follows;
    if (!first) throw new Error(`${this.name} follows no conversation in this check`);
    return first;
  }

  /** Sends any event with any arguments, as a client may that keeps to nothing. */
  emits(event: string, ...args: unknown[]): void {
    this.#stage.journal.record(this.name, 'sent', event, args);
    this.socket.emit(event, ...args);
  }

  /** Sends a documented event and asks for an acknowledgement: `answer` is its arguments, once it is there. */
  asks<E extends ClientEventName>(event: E, payload: ClientPayloads[E]): { answer?: unknown[] } {
    const asked: { answer?: unknown[] } = {};
    this.#stage.journal.record(this.name, 'sent', event, [payload]);
    this.socket.emit(event, payload, (...args: unknown[]) => {
      asked.answer = args;
      this.#stage.journal.record(this.name, 'note', `acknowledgement of ${event}`, args);
    });
    return asked;
  }

  /** Asks to join a conversation; whether that took effect shows only in what arrives. */
  joins(conversation: { id: Id }): void {
    this.emits('join_conversation' satisfies ClientEventName, { conversation_id: conversation.id });
  }

  /** Says something in a conversation, as its customer. `text` has to be unique: start from `given.text()`. */
  says(text = this.#stage.text(), conversation = this.conversation): Act<'new_message'> {
    const act = this.#stage.act('new_message', { content: text }, `${this.name}'s message ${shown(text)}`);
    const payload: ClientPayloads['client_message'] = {
      content: text,
      conversation_id: conversation.id,
      customer_data: conversation.customerData,
    };
    this.#stage.tenancy.said(text, this.businessId, conversation.businessId);
    this.emits('client_message' satisfies ClientEventName, payload);
    return { ...act, place: conversation.id };
  }

  startsTyping(conversation = this.conversation): Act<'typing'> {
    return this.#types(true, conversation);
  }

  stopsTyping(conversation = this.conversation): Act<'typing'> {
    return this.#types(false, conversation);
  }

  /**
   * Typing that no check does of its own, in the name of a user that is nobody's: a sentinel. It starts and stops, since
   * a target may tell of changes alone.
   */
  probesTyping(conversation: Conversation): Act<'typing'>[] {
    return [true, false].map((isTyping) => this.#types(isTyping, conversation, this.#stage.probeUserId));
  }

  #types(isTyping: boolean, conversation: Conversation, userId = this.userId): Act<'typing'> {
    const payload: ClientPayloads['typing'] = {
      conversation_id: conversation.id,
      user_id: userId,
      is_typing: isTyping,
    };
    const act = this.#stage.act('typing', payload, `${this.name} ${isTyping ? 'starts' : 'stops'} typing`);
    if (userId === this.userId) this.#stage.tenancy.typed(userId, this.businessId, conversation.businessId);
    this.emits('typing' satisfies ClientEventName, payload);
    return act;
  }

  /** Frames that an act caused here. */
  gotOf(act: Act): JournalEntry[] {
    return this.#stage.journal.got(this.name, act.event, act.since).filter((entry) => matches(act, entry));
  }

  /**
   * Waits until the event that the act causes is here, and returns its payload.
   * Throws `ClauseFailure`, with what arrived instead, when it does not come in time.
   */
  async sees<E extends ServerEventName>(act: Act<E>): Promise<ServerPayloads[E]> {
    const { journal, eventMs } = this.#stage;
    const found = await journal.until(() => this.gotOf(act)[0] ?? this.lost, eventMs);
    const entry = this.gotOf(act)[0];
    const { standstill } = this.#stage;
    if (entry) standstill.worked(arrivalStep(act, this));
    else if (found === undefined) standstill.waitedInVain(arrivalStep(act, this));
    if (!entry) throw missed(this.#stage, this, act, found === undefined ? eventMs : undefined);
    this.#stage.tempo.delivered(Math.max(entry.atMs - act.atMs, 0));
    return payloadOf(entry) as unknown as ServerPayloads[E];
  }

  /**
   * As `sees`, for what this check does not promise but needs: that an event reaches somebody who is entitled to it shows
   * that it was sent at all. Throws `PrerequisiteFailure`, with the clauses that promise it.
   */
  async witnesses(...acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      this.#stage.requireHope(arrivalStep(act, this), (actual) => {
        const expected = `${titleOf(this)} gets \`${act.event}\` after ${act.what}.`;
        return new PrerequisiteFailure(arrivalPromises(act, this), { expected, actual });
      });
      try {
        await this.sees(act);
      } catch (error) {
        if (!(error instanceof ClauseFailure) || error instanceof PrerequisiteFailure) throw error;
        throw new PrerequisiteFailure(arrivalPromises(act, this), error);
      }
    }
  }

  /** One after the other, so that a target which is slow, but goes on delivering, is not out of time for its last. */
  async seesAll<E extends ServerEventName>(acts: readonly Act<E>[]): Promise<ServerPayloads[E][]> {
    const payloads: ServerPayloads[E][] = [];
    for (const act of acts) payloads.push(await this.sees(act));
    return payloads;
  }

  /** Waits for the event, then for the proof that nothing else is on its way, and counts. */
  async seesOnce<E extends ServerEventName>(act: Act<E>): Promise<ServerPayloads[E]> {
    const payload = await this.sees(act);
    await barrier(this.#stage, this);
    this.sawOnce(act);
    return payload;
  }

  /** Counts only: behind a barrier of the caller's own. */
  sawOnce(act: Act): void {
    const count = this.gotOf(act).length;
    if (count !== 1) throw new ClauseFailure(this.#notOnce(act, count));
  }

  #notOnce(act: Act, count: number): { expected: string; actual: string } {
    return {
      expected: `${titleOf(this)} gets \`${act.event}\` exactly once after ${act.what}.`,
      actual: `${this.name} got it ${counted(count, 'time')}.`,
    };
  }

  /** As `sawOnce`, for what this check does not promise but needs. Throws `PrerequisiteFailure`. */
  witnessedOnce(...acts: readonly Act[]): void {
    for (const act of acts) {
      const count = this.gotOf(act).length;
      if (count !== 1) throw new PrerequisiteFailure(oncePromises(act), this.#notOnce(act, count));
    }
  }

  /** The order in which the events of these acts arrived first, as positions in `acts`. All have to be here. */
  orderOf(acts: readonly Act[]): number[] {
    const arrivals = acts.map((act, position) => ({ position, entry: this.gotOf(act)[0] }));
    const at = (entry: JournalEntry | undefined) => (entry ? this.#stage.journal.entries.indexOf(entry) : -1);
    return arrivals.sort((one, other) => at(one.entry) - at(other.entry)).map(({ position }) => position);
  }

  /** Checks that the events of these acts arrived in the order of the acts. All have to be here. */
  sawInOrder(acts: readonly Act[]): void {
    const order = this.orderOf(acts);
    const at = order.findIndex((position, index) => position !== index);
    if (at === -1) return;
    throw new ClauseFailure({
      expected: `${titleOf(this)} gets ${acts.length} \`${acts[0]?.event}\` in the order of sending.`,
      actual: `Number ${at + 1} to arrive was ${acts[order[at] as number]?.what}, number ${(order[at] as number) + 1} to be sent.`,
    });
  }

  /**
   * Proves that an act did not reach this participant: a sentinel takes the same road, from `via` where that is
   * possible, and when it is here, what was sent before it would be here too. A quiet window backs it up.
   */
  async neverSaw(act: Act, via?: Participant): Promise<void> {
    await barrier(this.#stage, this, via);
    this.sawNothingOf(act);
  }

  /** Checks only: behind a barrier of the caller's own. */
  sawNothingOf(act: Act): void {
    const leaked = this.gotOf(wherever(act));
    if (leaked.length === 0) return;
    throw new ClauseFailure({
      expected: `\`${act.event}\` after ${act.what} does not reach ${titleOf(this)}${exclusionOf(this, act)}.`,
      actual: `${this.name} got it: ${shown(leaked[0]?.args[0])}.`,
    });
  }

  /** Closes the connection as a client does that is done; at once where it is flooded. */
  leaves(): void {
    const { transport } = this.socket.io.engine;
    this.socket.disconnect();
    if (this.#stage.journal.flood) cutLine(transport);
  }
}

/** What the client library knows of an end besides its name: the request that failed, and with which HTTP status. */
function inDetail(details: unknown): string {
  if (!(details instanceof Error)) return '';
  const { description: status } = details as { description?: unknown };
  return `: ${shown(details.message)}${typeof status === 'number' && status > 0 ? `, HTTP ${status}` : ''}`;
}

/** A CONNECT_ERROR without payload, which a hostile or careless server sends, makes the client library throw. */
function takeBareRefusals(socket: Socket): void {
  const inside = socket as unknown as { onpacket(packet: { type: number; data?: unknown }): void };
  const take = inside.onpacket.bind(socket);
  inside.onpacket = (packet) => take(packet.type === 4 && !packet.data ? { ...packet, data: {} } : packet);
}

/** In milliseconds; longer than any check. */
const endlessly = { pingInterval: 1000, pingTimeout: 30 * 60_000 };

/**
 * Has the client wait for pings as long as it takes. It would give a connection up when its own process is too busy to
 * read in time, or when the handshake announces no heartbeat; what the server does about pings, TRN-5 and TRN-7 say.
 */
function waitForPings(socket: Socket): void {
  socket.io.engine.on('handshake', (announced) => Object.assign(announced, endlessly));
}
