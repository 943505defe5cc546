import type { Id, ServerEventName } from '../../conformance/contract/index.ts';
import { Arrival } from './arrival.ts';
import { nowMs } from './clock.ts';
import { Connections } from './connections.ts';
import { noCounts, sumCounts } from './counts.ts';
import { Deliveries } from './deliveries.ts';
import { Fidelity } from './fidelity.ts';
import { GeneratorHealth, OpenFiles } from './generator-health.ts';
import { processId, residentBytes, watchFrames } from './host.ts';
import { Intervals } from './intervals.ts';
import { Keys } from './keys.ts';
import { Ledger } from './ledger.ts';
import { People } from './people.ts';
import { Phases } from './phases.ts';
import { Problems } from './problems.ts';
import type { SegmentRecord, WorkerRecord } from './record.ts';
import type {
  MessageSend,
  ParticipantTraits,
  Pulse,
  RecorderSettings,
  StimulatedEvent,
  StimulusSend,
  TypingSend,
} from './recorder-types.ts';
import { Segments } from './segments.ts';
import { Sendings } from './sendings.ts';
import { Stamps } from './stamps.ts';
import { StimulusBook } from './stimulus-book.ts';
import { Storms } from './storms.ts';

/**
 * Everything that one worker measures; one per thread. Participants, rooms and events are small integers that it gives
 * out. All times are milliseconds of `nowMs()`. Mistakes of the caller (an unknown room, overlapping segments) throw a
 * RangeError; whatever a server sends does not.
 */
export class Recorder {
  readonly #settings: RecorderSettings;
  readonly #stamps: Stamps;
  readonly #ledger: Ledger;
  readonly #people = new People();
  readonly #fidelity = new Fidelity();
  readonly #businessRooms = new Map<number, number>();
  readonly #connections = new Connections();
  readonly #arrival = new Arrival();
  readonly #segments: Segments;
  readonly #intervals: Intervals;
  readonly #sendings: Sendings;
  readonly #deliveries: Deliveries;
  readonly #stimuli: StimulusBook;
  readonly #storms = new Storms();
  readonly #keys = new Keys();
  readonly #problems = new Problems();
  readonly #health: GeneratorHealth;
  readonly #phases = new Phases(nowMs());
  readonly #files = new OpenFiles();
  /** Something had still to arrive when the loop was looked at last. */
  #awaiting = false;

  constructor(settings: RecorderSettings) {
    this.#settings = settings;
    this.#stamps = new Stamps(settings);
    this.#intervals = new Intervals(nowMs());
    this.#segments = new Segments(settings.breakdown);
    this.#sendings = new Sendings(this.#segments, this.#intervals);
    this.#deliveries = new Deliveries(this.#people, this.#segments, this.#intervals);
    this.#ledger = new Ledger(settings.manner, settings.lateMs, this.#deliveries);
    this.#stimuli = new StimulusBook(this.#segments, this.#sendings, this.#ledger);
    this.#health = new GeneratorHealth(nowMs, (delayMs, atMs) => this.#looped(delayMs, atMs));
    this.#health.start();
    watchFrames((waitedMs, atMs) => this.#segments.all[this.#segments.at(atMs)]?.frameWait.record(waitedMs));
  }

  /** Somebody who connects, or is about to. */
  addParticipant(traits: ParticipantTraits): number {
    this.#people.add(traits);
    return this.#ledger.addParticipant(traits.business);
  }

  /** A conversation, from the moment somebody is about to open it; its id need not be known. */
  addConversation(business: number): number {
    return this.#ledger.addRoom(business);
  }

  /** The id of a conversation, once it is known. From then on, what arrives of it has to name it. */
  conversationIs(conversation: number, id: Id): void {
    this.#fidelity.name(conversation, id);
  }

  /** The room of a business, in which whoever connects is by its handshake: say so with `joining` and `joined`. */
  businessRoom(business: number): number {
    let room = this.#businessRooms.get(business);
    if (room === undefined) {
      room = this.#ledger.addRoom(business);
      this.#businessRooms.set(business, room);
    }
    return room;
  }

  /** Its join is under way: it may get what is sent there from now on. */
  joining(room: number, participant: number): void {
    this.#ledger.joining(room, participant);
  }

  /** It was seen to be served there: it must get what is sent there from now on. Ends its time away, once all its rooms serve it. */
  joined(room: number, participant: number, atMs: number): void {
    this.#people.connected(participant);
    if (this.#ledger.joined(room, participant)) this.#storms.servedIn(participant, atMs);
  }

  /** It has got to where it belongs: it takes part. Who never does was not served. */
  seated(participant: number): void {
    this.#people.served(participant);
  }

  /** A storm begins; whoever goes away from now on belongs to it. */
  beginStorm(atMs: number): void {
    this.#storms.begin(atMs);
  }

  /** Its connection is gone for a while: it returns under the same number, and `joined` is said of all its rooms again. */
  away(participant: number, atMs: number): void {
    this.#storms.away(participant, this.#ledger.away(participant, atMs), atMs);
  }

  /** Its connection is gone for good: what is in flight to it is no longer expected, what still arrives is ignored. */
  depart(participant: number): void {
    if (!this.#ledger.isHere(participant)) return;
    this.#ledger.depart(participant, nowMs());
    this.#storms.departed(participant);
    this.#people.departed(participant);
  }

  /** The driver itself lost so much time when it connected it again. */
  heldUp(participant: number, ownMs: number): void {
    this.#storms.heldUp(participant, ownMs);
  }

  /** A connection stands, `tookMs` after it was begun. */
  connected(tookMs: number): void {
    this.#connections.connected(tookMs);
    this.#arrival.connected();
  }

  /** A connection that stood is gone. `asked`: this side closed it. */
  disconnected(asked: boolean): void {
    this.#connections.disconnected(asked);
    const segment = this.#segments.all.at(-1);
    if (!asked && segment !== undefined) segment.dropped += 1;
  }

  /** A connection was refused, or did not come about. */
  refused(): void {
    this.#connections.refused();
  }

  /** Something that people should read in the result. What is said again is counted. */
  problem(text: string): void {
    this.#problems.add(text);
  }

  /** The schedule asks for something to be sent then, whether or not it will be. Once for each. */
  due(intendedMs: number): void {
    this.#sendings.due(intendedMs);
  }

  /**
   * Enters a message, with the time of this call as the time it was sent: emit `content` at once. The sender becomes a
   * possible member of the conversation when it is none.
   */
  message(send: MessageSend): { seq: number; content: string } {
    const { conversation: room, sender, via, intendedMs, readyMs, lengthChars } = send;
    const segment = this.#sendings.now(intendedMs, readyMs);
    const seq = this.#ledger.send({ event: 'new_message', room, sender, via, lengthChars, ...segment });
    const business = this.#ledger.businessOfRoom(room);
    return { seq, content: this.#stamps.content({ business, sender, seq, intendedMs }, lengthChars) };
  }

  /** Enters a typing event, as `message` does. `userId` is its `user_id`. */
  typing(send: TypingSend): { seq: number; userId: number | string } {
    const { conversation: room, sender, intendedMs } = send;
    const segment = this.#sendings.now(intendedMs);
    const seq = this.#ledger.send({ event: 'typing', room, sender, via: 'socket', ...segment });
    return { seq, userId: this.#stamps.userId(seq) };
  }

  /** Enters an event that a stimulus is about to cause. Returns its number. */
  stimulated(send: StimulusSend): number {
    const { event, room, key, intendedMs, readyMs, expected } = send;
    const segment = this.#sendings.now(intendedMs, readyMs);
    const seq = this.#ledger.send({ event, room, expected, via: 'stimulus', ...segment });
    this.#keys.set(event, key, seq);
    return seq;
  }

  /** What becomes of the stimuli that are asked for. */
  get stimuli(): StimulusBook {
    return this.#stimuli;
  }

  /**
   * The connection over which these were sent is cut: those of them that may not have got to the server count neither as
   * sent nor as asked for.
   */
  cut(seqs: readonly number[], atMs: number): void {
    for (const seq of seqs) {
      if (!this.#ledger.cut(seq, atMs)) continue;
      this.#sendings.takenBack(this.#ledger.segmentOf(seq));
    }
  }

  /**
   * A new_message arrived. `content` and `conversationId` are whatever the server sent; `atMs` was read first thing in
   * the handler. Returns the number that `message` gave, or -1 when it is nothing that this worker sent.
   */
  messageArrived(participant: number, content: unknown, atMs: number, conversationId?: unknown): number {
    const origin = this.#stamps.ofContent(content);
    if (origin === 'here') {
      const seq = this.#arrived(participant, 'new_message', this.#stamps.seq, atMs);
      if (seq >= 0 && !(this.#stamps.isWhole && this.#names(seq, conversationId))) this.#ledger.altered(seq);
      return seq;
    }
    const { business, intendedMs } = this.#stamps;
    // A message of another worker of this run may come to all of its business, where the target does that.
    const mayCome =
      this.#settings.manner.newMessageToBusiness && this.#people.traitsOf(participant)?.business === business;
    if (origin === 'foreign' || mayCome) this.#ledger.ignoredForeign();
    else this.#ledger.leakedFromElsewhere(participant, 'new_message', this.#segments.at(intendedMs));
    return -1;
  }

  /** A typing arrived, with that `user_id`. As `messageArrived`. */
  typingArrived(participant: number, userId: unknown, atMs: number, conversationId?: unknown): number {
    const origin = this.#stamps.ofUserId(userId, this.#ledger.nextSeq);
    if (origin === 'here') {
      const seq = this.#arrived(participant, 'typing', this.#stamps.seq, atMs);
      if (seq >= 0 && !this.#names(seq, conversationId)) this.#ledger.altered(seq);
      return seq;
    }
    // Typing goes to participants of its conversation, and those are all at one worker.
    if (origin === 'foreign') this.#ledger.ignoredForeign();
    else this.#ledger.leakedFromElsewhere(participant, 'typing', this.#segments.at(atMs));
    return -1;
  }

  /** An event that a stimulus causes arrived. As `messageArrived`; unknown keys are taken for others' traffic. */
  stimulatedArrived(participant: number, event: StimulatedEvent, key: string, atMs: number): number {
    const seq = this.#keys.get(event, key);
    if (seq === undefined) {
      this.#ledger.ignoredForeign();
      return -1;
    }
    return this.#arrived(participant, event, seq, atMs);
  }

  /** The measured window begins at `windowMs`, after a warm-up of `warmUpMs`. Seconds are kept from now on. */
  beginWindow(windowMs: number, warmUpMs: number): void {
    this.#phases.begin(windowMs, warmUpMs, nowMs());
    this.#arrival.end();
    this.#files.look();
    this.#intervals.begin(windowMs, windowMs - warmUpMs);
  }

  /** What is intended from `fromMs` until before `toMs` belongs to it. In the order of time. Returns its index, from 0. */
  beginSegment(label: string, fromMs: number, toMs: number): number {
    return this.#segments.begin(label, fromMs, toMs);
  }

  /** Ends the last segment before its time. */
  cutSegment(atMs: number): void {
    this.#segments.cut(atMs);
  }

  /** Call once a second. */
  pulse(): Pulse {
    const atMs = nowMs();
    const health = this.#health.sample();
    const sockets = this.#connections.open;
    const lastSecond = this.#intervals.pulse(atMs, sockets, health);
    return {
      sockets,
      intended: this.#sendings.intended,
      sent: this.#sendings.sent,
      deliveries: this.#deliveries.count,
      inFlight: this.#ledger.inFlight,
      lost: this.#ledger.overdue(atMs),
      ...lastSecond,
      eventLoopDelayMaxMs: health.eventLoopDelayMaxMs,
      cpuShare: health.cpuShare,
    };
  }

  /** Events that somebody still has to get. */
  get inFlight(): number {
    return this.#ledger.inFlight;
  }

  /** Deliveries that still have to happen. 0: drained. */
  get outstanding(): number {
    return this.#ledger.outstanding;
  }

  /** What was measured of a segment so far. */
  segment(index: number): SegmentRecord {
    const segment = this.#segments.all[index];
    if (segment === undefined) throw new RangeError(`There is no segment ${index}.`);
    return segment.record(this.#ledger.counts(index));
  }

  /** Ends measuring and hands over everything. Call while the connections are still open. */
  record(): WorkerRecord {
    const atMs = nowMs();
    this.#health.stop();
    this.#deliveries.end();
    const { runId, worker, host } = this.#settings;
    const segments = this.#segments.all.map((_, index) => this.segment(index));
    return {
      schemaVersion: 1,
      runId,
      worker,
      host,
      pid: processId(),
      startedAt: this.#phases.startedAt,
      phasesMs: this.#phases.record(this.#segments.all, atMs),
      sockets: { ...this.#people.record(), ...this.#connections.record() },
      connect: this.#connections.tookMs.encode(),
      segments,
      outside: sumCounts(Object.values(this.#ledger.counts(-1)).map((counts) => counts ?? noCounts())),
      breakdown: this.#segments.breakdown(),
      reconnect: this.#storms.record(this.#ledger.missedWhileAway),
      intervals: this.#phases.begun ? this.#intervals.records() : [],
      generator: {
        ...this.#segments.generator(),
        ...this.#files.record(),
        ...this.#arrival.record(),
        droppedSamples: this.#deliveries.dropped,
        residentBytes: residentBytes(),
      },
      foreignEvents: this.#ledger.foreign,
      clamped: this.#deliveries.clamped,
      problems: this.#problems.record(),
    };
  }

  #arrived(participant: number, event: ServerEventName, seq: number, atMs: number): number {
    return this.#ledger.arrived(participant, event, seq, atMs) ? seq : -1;
  }

  #names(seq: number, conversationId: unknown): boolean {
    return this.#fidelity.isOf(this.#ledger.roomOf(seq), conversationId);
  }

  #looped(delayMs: number, atMs: number): void {
    this.#arrival.looped(delayMs);
    const now = this.#segments.at(atMs);
    const segment = this.#segments.all[now >= 0 ? now : this.#segments.at(atMs - delayMs)];
    // What arrived at the end of the delay may have been the last.
    const wasAwaiting = this.#awaiting;
    this.#awaiting = this.#ledger.outstanding > 0;
    if (segment) segment.looped(delayMs, atMs);
    else if (wasAwaiting || this.#awaiting) this.#segments.all.at(-1)?.heldUpAfter(delayMs, atMs);
  }
}
