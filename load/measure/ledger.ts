import type { ServerEventName } from '../../conformance/contract/index.ts';
import type { LedgerCounts } from '../../reports/results/index.ts';
import type { Manner } from '../plan.ts';
import { withOneMore } from '../snug.ts';
import { Archive, maxSegments } from './archive.ts';
import { expectMembers, expectNamed, mayReachBusiness } from './audience.ts';
import { CountBook, eventIndex } from './counts.ts';
import { Message, type Sending } from './message.ts';
import { isOverdue, maybeOnItsWay, Overdue } from './overdue.ts';
import { noSlot, Room, standing } from './room.ts';

/*
 * Who must get what, and what became of it.
 *
 *   expected    a member of the room when the event was sent, seen to be served there before; the sender only where the
 *               target is known to send back. Withdrawn when it goes away or departs before the event came,
 *               as long as it may have been on its way: `maybeOnItsWay`.
 *   possible    a member whose join is under way; a sender, otherwise. May get it once.
 *   joined since  whoever became a member after it was sent: may get it, or not; never counted.
 *   stranger    everybody else. An arrival there is leaked, each one; but not within the business for the events that
 *               may go to all of it.
 *   duplicated  the second and each further arrival at the same participant, however late.
 *   out of order  the first arrival of an event at a participant who already got a later one of the same kind and
 *               sender in the same conversation. Not judged for stimuli: requests of their own have no order.
 *   lost        expected, and not there when the ledger is read.
 *   altered     each arrival, of whatever kind, that says something else than what was sent. Whoever reads arrivals tells.
 */

/** Told of what happens, once for each expected delivery and once for each event that everybody got. */
export interface LedgerWatch {
  /** `uncorrectedMs`: since it was sent, or since the sender's event before it was here, whichever was later. */
  delivered(message: Message, recipient: number, atMs: number, uncorrectedMs: number): void;
  /** Everybody who had to get it has; only when that was somebody. The message must not be kept. */
  completed(message: Message): void;
}

interface Member {
  business: number;
  rooms: Room[];
  departed: boolean;
  /** The latest that it sent over its socket and that came to somebody; -1: nothing yet. */
  heardSeq: number;
}

/** All of it is exact, whatever arrives. Participants, rooms and messages are small integers. */
export class Ledger {
  readonly #manner: Manner;
  readonly #lateMs: number;
  readonly #watch: LedgerWatch;
  readonly #archive = new Archive();
  readonly #overdue: Overdue;
  readonly #members: Member[] = [];
  readonly #rooms: Room[] = [];
  readonly #counts = new CountBook();
  readonly #pool: Message[] = [];
  #inFlight = 0;
  #outstanding = 0;
  #missedWhileAway = 0;
  #foreign = 0;

  constructor(manner: Manner, lateMs: number, watch: LedgerWatch) {
    this.#manner = manner;
    this.#lateMs = lateMs;
    this.#watch = watch;
    this.#overdue = new Overdue(this.#archive, lateMs);
  }

  addParticipant(business: number): number {
    return this.#members.push({ business, rooms: [], departed: false, heardSeq: -1 }) - 1;
  }

  addRoom(business: number): number {
    const room = new Room(this.#rooms.length, business);
    this.#rooms.push(room);
    return room.index;
  }

  businessOfRoom(room: number): number {
    return this.#room(room).business;
  }

  /** Its join is under way. Without effect on a member, who is one already or was and is away. */
  joining(room: number, participant: number): void {
    this.#enter(this.#room(room), participant);
  }

  /** It is served. Returns whether it had been away from that room. */
  joined(room: number, participant: number): boolean {
    const place = this.#room(room);
    const slot = this.#enter(place, participant);
    const wasAway = place.standings[slot] === standing.away;
    place.standings[slot] = standing.expected;
    return wasAway;
  }

  /** Its connection is gone, but it will be back. Returns the number of its rooms. */
  away(participant: number, atMs: number): number {
    const { rooms } = this.#member(participant);
    for (const room of rooms) {
      const slot = room.slotOf(participant) as number;
      room.standings[slot] = standing.away;
      this.#withdraw(room, slot, standing.away, atMs);
    }
    return rooms.length;
  }

  /** Its connection is gone for good. What arrives there afterwards is ignored. */
  depart(participant: number, atMs: number): void {
    const member = this.#member(participant);
    if (member.departed) return;
    member.departed = true;
    for (const room of member.rooms) {
      const slot = room.slotOf(participant) as number;
      this.#withdraw(room, slot, standing.none, atMs);
      room.leave(participant, slot);
    }
    member.rooms = [];
  }

  /** Enters an event and returns its number. */
  send(sending: Sending): number {
    if (sending.segment >= maxSegments) throw new RangeError(`A run has ${maxSegments} segments at most.`);
    const room = this.#room(sending.room);
    const senderSlot = sending.sender === undefined ? noSlot : this.#enter(room, sending.sender);
    const message = this.#pool.pop() ?? new Message();
    message.begin(sending, room, senderSlot);
    this.#missedWhileAway +=
      sending.expected === undefined
        ? expectMembers(message, this.#manner)
        : expectNamed(
            message,
            new Set(sending.expected.map((participant) => this.#enter(room, participant))),
          );
    const seq = this.#archive.add(message);
    const counts = this.#counts.of(message.segment, message.event);
    counts.sent += 1;
    counts.expected += message.remaining;
    this.#outstanding += message.remaining;
    this.#inFlight += 1;
    room.addInFlight(message);
    if (message.remaining === 0) this.#close(message);
    return seq;
  }

  /** Takes a send back, if somebody has to get it and nobody at all has got it. Returns whether it did. */
  cancel(seq: number): boolean {
    if (!this.#archive.has(seq)) return false;
    const message = this.#archive.live(seq);
    if (message === undefined || message.remaining === 0 || message.reached) return false;
    this.#counts.of(message.segment, message.event).sent -= 1;
    for (let slot = 0; slot < message.slots; slot += 1) {
      const stood = message.standings[slot];
      if (stood !== standing.expected && stood !== standing.away) continue;
      message.standings[slot] = standing.possible;
      if (stood === standing.away) this.#missedWhileAway -= 1;
      else this.#noLongerExpected(message);
    }
    this.#close(message);
    return true;
  }

  /**
   * As `cancel`, of something that was sent over a connection that is cut now, at `atMs`: it may not have got to the
   * server. It has when it was sent so long ago that it would be late, or when something that was sent after it over the
   * same connection came to somebody.
   */
  cut(seq: number, atMs: number): boolean {
    const message = this.#archive.has(seq) ? this.#archive.live(seq) : undefined;
    if (message === undefined || isOverdue(message, atMs, this.#lateMs)) return false;
    if (seq < (this.#members[message.sender]?.heardSeq ?? -1)) return false;
    return this.cancel(seq);
  }

  /** The segment of an event that was sent; -1: outside of all. */
  segmentOf(seq: number): number {
    return this.#archive.segment(seq);
  }

  /** Whether it did not depart. */
  isHere(participant: number): boolean {
    return this.#members[participant]?.departed === false;
  }

  /**
   * An event arrived, `seq` as its stamp says: anything. Returns whether it is one that was sent here and was not
   * ignored.
   */
  arrived(participant: number, event: ServerEventName, seq: number, atMs: number): boolean {
    const member = this.#members[participant];
    if (member === undefined || member.departed) return false;
    const archive = this.#archive;
    if (!archive.has(seq) || archive.event(seq) !== eventIndex[event]) {
      this.#foreign += 1;
      return false;
    }
    const message = archive.live(seq);
    if (message !== undefined) message.reached = true;
    const room = this.#room(archive.room(seq));
    const slot = room.slotOf(participant);
    if (slot === undefined) this.#atStranger(member, room, seq);
    else if ((room.since[slot] as number) > seq) return true;
    else if (message === undefined) this.#afterRetirement(participant, slot, seq);
    else this.#atMember(message, participant, slot, atMs);
    return true;
  }

  /** An event that was sent here arrived and was not ignored, but it says something else than what was sent. */
  altered(seq: number): void {
    this.#counts.of(this.#archive.segment(seq), this.#archive.event(seq)).altered += 1;
  }

  /** The room to which an event was sent. */
  roomOf(seq: number): number {
    return this.#archive.room(seq);
  }

  /** An event that was sent elsewhere arrived where it must not. */
  leakedFromElsewhere(participant: number, event: ServerEventName, segment: number): void {
    if (!this.isHere(participant)) return;
    this.#counts.of(segment, eventIndex[event]).leaked += 1;
  }

  /** Traffic of others, which arrived and is none of this ledger's business. */
  ignoredForeign(): void {
    this.#foreign += 1;
  }

  /** The number that the next event will get. */
  get nextSeq(): number {
    return this.#archive.next;
  }
  /** Events that somebody still has to get. */
  get inFlight(): number {
    return this.#inFlight;
  }
  /** Deliveries that still have to happen. 0: drained. */
  get outstanding(): number {
    return this.#outstanding;
  }
  /** Deliveries that went by while their recipients were away. One that comes after all is taken off again. */
  get missedWhileAway(): number {
    return this.#missedWhileAway;
  }
  get foreign(): number {
    return this.#foreign;
  }

  /** Deliveries that still have to happen, of events sent more than the limit for being late ago. Call with a time that grows. */
  overdue(nowMs: number): number {
    return this.#overdue.count(nowMs);
  }

  /** What was counted of a segment, by event; those that never occurred are left out. -1: outside of all segments. */
  counts(segment: number): Partial<Record<ServerEventName, LedgerCounts>> {
    return this.#counts.read(segment);
  }

  #member(participant: number): Member {
    const member = this.#members[participant];
    if (member === undefined) throw new RangeError(`There is no participant ${participant}.`);
    return member;
  }

  #room(room: number): Room {
    const found = this.#rooms[room];
    if (found === undefined) throw new RangeError(`There is no room ${room}.`);
    return found;
  }

  #enter(room: Room, participant: number): number {
    const slot = room.slotOf(participant);
    if (slot !== undefined) return slot;
    const member = this.#member(participant);
    if (member.departed) throw new RangeError(`Participant ${participant} departed and cannot join.`);
    member.rooms = withOneMore(member.rooms, room);
    return room.enter(participant, this.#archive.next);
  }

  #atMember(message: Message, participant: number, slot: number, atMs: number): void {
    switch (message.standings[slot]) {
      case standing.expected:
        message.standings[slot] = standing.arrived;
        this.#deliver(message, participant, slot, atMs);
        break;
      case standing.arrived:
        this.#counts.of(message.segment, message.event).duplicated += 1;
        break;
      case standing.away:
        this.#missedWhileAway -= 1;
        message.standings[slot] = standing.arrived;
        break;
      case standing.possible:
        message.standings[slot] = standing.arrived;
    }
  }

  #atStranger(member: Member, room: Room, seq: number): void {
    const event = this.#archive.event(seq);
    if (member.business === room.business && mayReachBusiness(event, this.#manner)) return;
    this.#counts.of(this.#archive.segment(seq), event).leaked += 1;
  }

  #afterRetirement(participant: number, slot: number, seq: number): void {
    const stood = this.#archive.takePending(seq, participant, slot);
    if (stood === standing.away) this.#missedWhileAway -= 1;
    if (stood !== standing.arrived) return;
    this.#counts.of(this.#archive.segment(seq), this.#archive.event(seq)).duplicated += 1;
  }

  #deliver(message: Message, participant: number, slot: number, atMs: number): void {
    const counts = this.#counts.of(message.segment, message.event);
    counts.delivered += 1;
    if (atMs - message.intendedMs > this.#lateMs) counts.late += 1;
    const track = message.track();
    const lastSeq = track?.lastSeq[slot] ?? -1;
    if (lastSeq > message.seq && !message.viaStimulus) counts.outOfOrder += 1;
    const previousMs = lastSeq >= 0 && lastSeq < message.seq ? (track?.lastAtMs[slot] as number) : 0;
    const uncorrectedMs = atMs - Math.max(message.sentMs, previousMs);
    if (track !== undefined && lastSeq < message.seq) {
      track.lastSeq[slot] = message.seq;
      track.lastAtMs[slot] = atMs;
    }
    message.arrivalsMs[message.arrived] = atMs;
    message.arrived += 1;
    const sender = this.#members[message.sender];
    if (sender !== undefined && !message.viaStimulus && sender.heardSeq < message.seq) {
      sender.heardSeq = message.seq;
    }
    this.#watch.delivered(message, participant, atMs, uncorrectedMs);
    this.#settleOne(message);
    if (message.remaining === 0) this.#close(message);
  }

  /** The member in that slot can not get what is on its way: it is `away`, or of no concern (`none`) any more. */
  #withdraw(room: Room, slot: number, becomes: number, atMs: number): void {
    for (const message of room.inFlight()) {
      if (slot >= message.slots || message.standings[slot] !== standing.expected) continue;
      if (!maybeOnItsWay(message, slot, atMs, this.#lateMs)) continue;
      message.standings[slot] = becomes;
      if (becomes === standing.away) this.#missedWhileAway += 1;
      this.#noLongerExpected(message);
      if (message.remaining === 0) this.#close(message);
    }
  }

  #noLongerExpected(message: Message): void {
    this.#counts.of(message.segment, message.event).expected -= 1;
    this.#settleOne(message);
  }

  #settleOne(message: Message): void {
    message.remaining -= 1;
    this.#outstanding -= 1;
    if (message.overdue) this.#overdue.settleOne();
  }

  /** Nobody has to get it any more. */
  #close(message: Message): void {
    this.#inFlight -= 1;
    message.room.removeInFlight(message);
    if (message.arrived > 0) this.#watch.completed(message);
    if (message.named) return;
    this.#archive.retire(message);
    this.#pool.push(message);
  }
}
