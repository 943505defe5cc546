import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Frame } from '../../reports/results/index.ts';
import type {
  ClientPayloads,
  Id,
  ServerEventName,
  ServerPayloads,
  StimulusFields,
  StimulusName,
  TransportName,
} from '../contract/index.ts';
import { lastFrames } from './evidence.ts';
import { floodOf } from './flood.ts';
import { unreadable } from './guarded-transports.ts';
import type { Identities } from './identities.ts';
import { Inspection } from './inspection.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { type Act, isId, markOf, payloadOf, shown, textMark } from './matching.ts';
import { describedRole } from './naming.ts';
import { awaitTelling } from './opening.ts';
import { Participant, type Role } from './participant.ts';
import { connectPromises, handshakePromises, ownConversationPromises } from './promises.ts';
import type { RunSettings } from './settings.ts';
import { Standstill } from './standstill.ts';
import { type Stimulate, stimulator } from './stimulus.ts';
import { teamOf } from './team.ts';
import type { Tempo } from './tempo.ts';
import { Tenancy } from './tenancy.ts';
import { NotTestable, PrerequisiteFailure, stepLeftOut } from './verdicts.ts';
import {
  openPolling,
  openWebSocket,
  type WireConnection,
  WireOpenError,
  type WirePacket,
  type WireTarget,
} from './wire/index.ts';

/** A conversation that the check opened itself. */
export interface Conversation {
  id: Id;
  businessId: string;
  customerData: ClientPayloads['client_message']['customer_data'];
  /** The connection that opened it. */
  customer: Participant;
}

const ownConversation = 'Every customer gets a conversation of its own.';

/** Where one check takes place: its journal, its participants, its conversations, and the ways to prove order. */
export class Stage {
  readonly settings: RunSettings;
  readonly clauseId: string;
  readonly journal = new Journal();
  readonly inspection: Inspection;
  readonly notes: string[] = [];
  disturbed = false;
  readonly tempo: Tempo;
  /** In every text of this check and in no other's. */
  readonly token: string;
  /** In whose name sentinels type. */
  readonly probeUserId: Id;
  readonly #participants: Participant[] = [];
  readonly #opened: Conversation[] = [];
  readonly #wires = new Map<string, WireConnection>();
  readonly #stimulate: Stimulate;
  readonly #identities: Identities;
  readonly standstill: Standstill;
  readonly tenancy: Tenancy;
  #serial = 0;

  constructor(
    clauseId: string,
    settings: RunSettings,
    tempo: Tempo,
    identities: Identities,
    standstill = new Standstill(),
    tenancy = new Tenancy(),
  ) {
    this.clauseId = clauseId;
    this.settings = settings;
    this.tempo = tempo;
    this.token = `${textMark}${settings.runId}.${clauseId}.${randomBytes(4).toString('hex')}`;
    this.inspection = new Inspection(this.journal, clauseId, this.token, settings.target.ids);
    this.#identities = identities;
    this.standstill = standstill;
    this.tenancy = tenancy;
    this.probeUserId = this.#newUserId();
    this.inspection.ownUsers.add(String(this.probeUserId));
    this.#stimulate = stimulator(settings);
  }

  /** How long an expected event may take. */
  get eventMs(): number {
    return this.settings.target.timeouts.event;
  }

  /** A text that nobody else sends. */
  text(): string {
    this.#serial += 1;
    return `${this.token}.${this.#serial}`;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** Takes a step that not every target allows. Where this one does not, the check goes on without it, and says so. */
  async whereTestable<Result>(step: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof NotTestable)) throw error;
      this.note(`${stepLeftOut} ${error.message}`);
      return undefined;
    }
  }

  /**
   * The check now does what a target has to withstand: from here on, whatever stops working is a failure of this
   * clause, and not a missing prerequisite.
   */
  disturb(...events: ServerEventName[]): void {
    this.disturbed = true;
    for (const event of events) this.inspection.provoked.add(event);
  }

  businessOf(role: Pick<Role, 'stranger'>): { id: string; agents: Id[] } {
    const business = this.settings.target.businesses[role.stranger ? 1 : 0];
    if (!business) throw new NotTestable('A second business is needed: give --business-id twice.');
    return { ...business, agents: teamOf(this.settings.target, role.stranger ? 1 : 0) };
  }

  /** Notes that something is about to be done, so that what follows can be told from what was there before. */
  act<E extends ServerEventName>(event: E, identity: Partial<ServerPayloads[E]>, what: string): Act<E> {
    return { event, identity, what, since: this.journal.position, atMs: performance.now() };
  }

  async stimulate<Name extends StimulusName>(name: Name, fields: StimulusFields[Name]): Promise<void> {
    this.journal.record('stimulus', 'sent', name, [fields]);
    await this.#stimulate(name, fields);
  }

  /** Starts a connection without waiting for it. */
  begin(role: Role): Participant {
    const participant = new Participant(this, role, this.businessOf(role).id, this.#newUserId());
    this.#participants.push(participant);
    this.inspection.ownUsers.add(String(participant.userId));
    return participant;
  }

  #newUserId(): Id {
    return this.settings.target.ids === 'uuid' ? randomUUID() : randomInt(1_000_000, 2_000_000_000);
  }

  /** Where wire-level clients connect to; `node` counts as in `Role`. */
  wireTarget(node = 0): WireTarget {
    const { connect, nodes } = this.settings.target;
    return {
      origin: nodes.at(node) ?? '',
      path: connect.path,
      headers: connect.headers,
      ca: this.settings.ca,
    };
  }

  /**
   * Opens an Engine.IO connection that is driven by hand. Its packets become part of the evidence, under `who`.
   * Throws `PrerequisiteFailure` when the target does not open one.
   */
  async wire(
    who: string,
    over: TransportName,
    options: { node?: number; query?: Record<string, string> } = {},
  ) {
    const open = over === 'polling' ? openPolling : openWebSocket;
    try {
      const connection = await open(this.wireTarget(options.node), {
        query: options.query,
        timeoutMs: this.eventMs,
      });
      this.#wires.set(who, connection);
      void connection.closed.then(({ how }) => how.how === 'overflow' && this.flooded(who, how.bound));
      return connection;
    } catch (error) {
      if (!(error instanceof WireOpenError)) throw error;
      throw new PrerequisiteFailure(connectPromises({ name: who, over }), {
        expected: `An Engine.IO connection over ${over} can be opened.`,
        actual: error.message,
      });
    }
  }

  /** `auth` as the configuration wants it besides what the check itself says, as JSON text. */
  authText(fields: Record<string, unknown>): string {
    return JSON.stringify({ ...this.settings.target.connect.auth, ...fields });
  }

  /**
   * The journals of all participants and the packets of all wires, merged, in order of time, up to now. What the words
   * of a verdict quote is among them.
   */
  evidence(told?: string): Frame[] {
    return lastFrames(this.journal, this.#wireEntries(), told);
  }

  #wireEntries(): JournalEntry[] {
    return [...this.#wires].flatMap(([who, { packets }]) => packets.map((packet) => wireEntry(who, packet)));
  }

  /** Ends the check, since more came over one connection than it can hold; every connection is given up. */
  flooded(who: string, bound: string): void {
    if (this.journal.flood) return;
    const entries = [...this.journal.entries, ...this.#wireEntries()];
    const got = entries.filter((entry) => entry.who === who && entry.direction === 'got');
    this.journal.giveUp(floodOf(who, bound, got));
    for (const participant of this.#participants) participant.leaves();
  }

  async connect(role: Role): Promise<Participant> {
    const businessId = this.businessOf(role).id;
    const failure = (actual: string, lost = '') =>
      new PrerequisiteFailure(connectPromises(role), {
        expected: `A connection of business ${shown(businessId)}${describedRole(role)} is accepted.`,
        actual,
        excusedBy: lost.includes(unreadable) ? handshakePromises : [],
      });
    const step = `connect ${shown(businessId)}${describedRole(role)}${role.through ? ' through a proxy' : ''}`;
    this.requireHope(step, failure);
    const participant = this.begin(role);
    await this.journal.until(
      () => (participant.connected || participant.lost ? true : undefined),
      this.eventMs,
    );
    if (participant.connected) {
      this.standstill.worked(step);
      return participant;
    }
    if (participant.lost) throw failure(`It ended with: ${participant.lost}.`, participant.lost);
    this.standstill.waitedInVain(step);
    throw failure(`It was neither accepted nor refused within ${this.eventMs} ms.`);
  }

  /** Ends a check that would only wait for what others waited for in vain, unless to wait for that is its own business. */
  requireHope(step: string, failure: (actual: string) => PrerequisiteFailure): void {
    const waits = this.standstill.givenUpAfter(step);
    if (waits === undefined || this.disturbed) return;
    const found = failure(
      `${waits} other checks of this run waited ${this.eventMs} ms for it, and it did not happen once.`,
    );
    if (!found.promisedBy.includes(this.clauseId)) throw found;
  }

  /** Opens a conversation by a customer's first message, and learns its id from whatever tells it. */
  async openConversation(place: Pick<Role, 'node' | 'stranger'> = {}): Promise<Conversation> {
    const number = this.#participants.length + 1;
    const customer = await this.connect({ ...place, name: `customer ${number}` });
    const conversation = await this.firstMessage(customer);
    this.#requireItsOwn(conversation);
    customer.joins(conversation);
    customer.follows.add(conversation);
    return conversation;
  }

  /** What is said in one conversation of a check has to stay out of its others. One that forgot what it had counts anew. */
  #requireItsOwn(conversation: Conversation): void {
    const { id, businessId, customer } = conversation;
    const twin = this.#opened.find((one) => one.businessId === businessId && String(one.id) === String(id));
    this.#opened.push(conversation);
    if (!twin || this.disturbed) return;
    throw new PrerequisiteFailure(ownConversationPromises, {
      expected: ownConversation,
      actual: `${customer.name} got conversation ${shown(id)}, which ${twin.customer.name} had opened.`,
    });
  }

  /** Sends a message without a conversation id and learns which conversation it opened. */
  async firstMessage(
    customer: Participant,
    customerData = this.customerData(customer.name),
  ): Promise<Conversation> {
    const failure = (actual: string) =>
      new PrerequisiteFailure(['CLM-1', 'CLM-4'], {
        expected: `A \`client_message\` without conversation_id opens a conversation, and its sender learns the id (from its own new_message, the business room, an acknowledgement, or an event that names the conversation_id).`,
        actual,
      });
    const step = `open ${shown(customer.businessId)}${describedRole(customer.role)}`;
    this.requireHope(step, failure);
    const content = this.text();
    const act = this.act('new_message', { content }, `the first message of ${customer.name}`);
    this.tenancy.said(content, customer.businessId, customer.businessId);
    customer.asks('client_message', { content, customer_data: customerData });
    const told = await awaitTelling(this, act, customer, customerData.email);
    if (!told && customer.lost) throw failure(`The connection ended: ${customer.lost}.`);
    if (!told) {
      this.standstill.waitedInVain(step);
      throw failure(`Within ${this.eventMs} ms no frame and no acknowledgement told it.`);
    }
    this.standstill.worked(step);
    const { id, entry } = told;
    this.inspection.ownConversations.add(String(id));
    const before = this.#identities.taken('conversation', customer.businessId, id, customerData.email);
    if (before && !this.disturbed) {
      const reasons = [`conversation ${shown(id)} was opened before, by another customer`];
      this.inspection.violated('CLM-2', entry, reasons, { expected: ownConversation });
    }
    return { id: this.#inForm(id), businessId: customer.businessId, customerData, customer };
  }

  /** Takes note of what a participant got: of how it fits its schema, whose it is, and of the id that it brings. */
  arrived(entry: JournalEntry, businessId: string): void {
    this.inspection.inspect(entry);
    this.tenancy.inspect(this.inspection, entry, businessId);
    // A target that was made to lose its memory may count anew.
    if (this.disturbed) return;
    const { id, content } = payloadOf(entry) ?? {};
    if (entry.event !== ('new_message' satisfies ServerEventName) || !isId(id)) return;
    if (typeof content !== 'string' || !content.includes(this.token)) return;
    // A text that was changed on its way to somebody is the same message.
    const before = this.#identities.taken('message', businessId, id, markOf(content) ?? content);
    if (before === undefined) return;
    const reasons = [`id: ${shown(id)} was the id of the message ${shown(before)}`];
    this.inspection.violated('MSG-8', entry, reasons, { expected: 'Every message has an id of its own.' });
  }

  /** A wrong id type is the finding of a shape clause; the other checks go on with the id as the page has it. */
  #inForm(id: Id): Id {
    const asNumber = Number(id);
    return this.settings.target.ids === 'number' && Number.isSafeInteger(asNumber) ? asNumber : id;
  }

  /**
   * Whether a connection ended that answered pings, and a missed heartbeat would explain it: a slow machine or network
   * is as good a reason for it as a fault of the target.
   */
  get missedHeartbeat(): boolean {
    return (
      this.#participants.some(({ missedHeartbeat }) => missedHeartbeat) ||
      [...this.#wires.values()].some(({ autoPong, closeInfo }) => autoPong && closeInfo?.heartbeatExplains)
    );
  }

  customerData(name: string): Conversation['customerData'] {
    return { name: `${name} ${this.token}`, email: `${randomBytes(6).toString('hex')}@example.com` };
  }

  close(): void {
    for (const participant of this.#participants) participant.leaves();
    for (const wire of this.#wires.values()) void wire.close();
  }
}

function wireEntry(who: string, { atMs, direction, text, binary, socketIo, type }: WirePacket): JournalEntry {
  const event =
    socketIo?.event ?? `${type}${socketIo && socketIo.type !== 'event' ? ` ${socketIo.type}` : ''}`;
  return { atMs, who, direction, event, args: socketIo?.args ?? [text || binary] };
}
