import type { ServerEventName } from '../../../conformance/contract/index.ts';
import type { LedgerCounts } from '../../../reports/results/index.ts';
import type { Manner } from '../../plan.ts';
import { noCounts } from '../counts.ts';
import type { Sending } from '../message.ts';

type Standing = 'expected' | 'possible' | 'away' | 'withdrawn' | 'nothing';

interface NaiveMessage extends Sending {
  seq: number;
  cancelled: boolean;
  reached: boolean;
  completed: boolean;
  /** Members when it was sent. */
  standings: Map<number, Standing>;
  arrivals: { participant: number; atMs: number; expected: boolean }[];
}

interface NaiveParticipant {
  business: number;
  departed: boolean;
}

/** What the ledger must say, worked out the slow way: it keeps everything and counts when asked. */
export class NaiveLedger {
  readonly manner: Manner;
  readonly lateMs: number;
  readonly participants: NaiveParticipant[] = [];
  readonly rooms: { business: number; members: Map<number, { standing: Standing; since: number }> }[] = [];
  readonly messages: NaiveMessage[] = [];
  readonly delivered: { seq: number; recipient: number; atMs: number; uncorrectedMs: number }[] = [];
  readonly completed: { seq: number; arrivalsMs: number[] }[] = [];
  readonly extra: { segment: number; event: ServerEventName; what: keyof LedgerCounts }[] = [];
  foreign = 0;

  constructor(manner: Manner, lateMs: number) {
    this.manner = manner;
    this.lateMs = lateMs;
  }

  joining(room: number, participant: number): void {
    const { members } = this.room(room);
    if (!members.has(participant)) {
      members.set(participant, { standing: 'possible', since: this.messages.length });
    }
  }

  joined(room: number, participant: number): void {
    this.joining(room, participant);
    const member = this.room(room).members.get(participant);
    if (member) member.standing = 'expected';
  }

  away(participant: number, atMs: number): void {
    for (const [index, { members }] of this.rooms.entries()) {
      const member = members.get(participant);
      if (!member) continue;
      member.standing = 'away';
      for (const message of this.messages) {
        if (message.room !== index || message.standings.get(participant) !== 'expected') continue;
        if (this.maybeOnItsWay(message, participant, atMs)) message.standings.set(participant, 'away');
      }
    }
    this.completeAll();
  }

  depart(participant: number, atMs: number): void {
    this.person(participant).departed = true;
    for (const { members } of this.rooms) members.delete(participant);
    for (const message of this.messages) {
      if (message.standings.get(participant) !== 'expected') continue;
      if (this.maybeOnItsWay(message, participant, atMs)) message.standings.set(participant, 'withdrawn');
    }
    this.completeAll();
  }

  /** It has not arrived, would not be late yet, and nothing that the sender sent the same way after it has arrived. */
  private maybeOnItsWay(message: NaiveMessage, participant: number, atMs: number): boolean {
    if (this.hasArrived(message, participant) || atMs - message.sentMs >= this.lateMs) return false;
    const overtaken = this.sameWayAs(message, participant).some(({ seq }) => seq > message.seq);
    return message.via === 'stimulus' || !overtaken;
  }

  send(sending: Sending): number {
    if (sending.sender !== undefined) this.joining(sending.room, sending.sender);
    for (const participant of sending.expected ?? []) this.joining(sending.room, participant);
    const standings = new Map<number, Standing>();
    for (const [participant, { standing }] of this.room(sending.room).members) {
      standings.set(participant, this.standingAtSend(sending, participant, standing));
    }
    const seq = this.messages.length;
    const message = {
      ...sending,
      seq,
      standings,
      cancelled: false,
      reached: false,
      completed: false,
      arrivals: [],
    };
    this.messages.push(message);
    return seq;
  }

  private standingAtSend(sending: Sending, participant: number, now: Standing): Standing {
    if (sending.expected) {
      if (!sending.expected.includes(participant)) return 'nothing';
      return now === 'away' ? 'away' : 'expected';
    }
    const back = sending.event === 'typing' ? this.manner.typingToSender : this.manner.echoesToSender;
    const bySocket = sending.via === 'socket';
    if (now === 'expected' && participant === sending.sender && bySocket && !back) return 'possible';
    return now;
  }

  cancel(seq: number): boolean {
    const message = this.messages[seq];
    if (!message || this.missing(message).length === 0) return false;
    if (message.reached) return false;
    message.cancelled = true;
    for (const [participant, standing] of message.standings) {
      if (standing === 'expected' || standing === 'away') message.standings.set(participant, 'possible');
    }
    return true;
  }

  cut(seq: number, atMs: number): boolean {
    const message = this.messages[seq];
    if (!message || atMs - message.sentMs >= this.lateMs) return false;
    const heard = this.messages.some(
      (other) =>
        other.seq > seq &&
        other.sender !== undefined &&
        other.sender === message.sender &&
        other.via === 'socket' &&
        other.arrivals.some(({ expected }) => expected),
    );
    return !heard && this.cancel(seq);
  }

  arrived(participant: number, event: ServerEventName, seq: number, atMs: number): boolean {
    const person = this.participants[participant];
    if (!person || person.departed) return false;
    const message = this.messages[seq];
    if (!message || message.event !== event) {
      this.foreign += 1;
      return false;
    }
    message.reached = true;
    const room = this.room(message.room);
    const member = room.members.get(participant);
    const add = (what: keyof LedgerCounts) => this.extra.push({ segment: message.segment, event, what });
    if (!member) {
      const mayGet = event === 'new_message' ? this.manner.newMessageToBusiness : event !== 'typing';
      if (person.business !== room.business || !mayGet) add('leaked');
    } else if (member.since <= seq) {
      const standing = message.standings.get(participant);
      if (standing === 'nothing') return true;
      if (this.hasArrived(message, participant)) add('duplicated');
      else if (standing === 'expected') this.deliver(message, participant, atMs);
      else message.arrivals.push({ participant, atMs, expected: false });
    }
    return true;
  }

  private deliver(message: NaiveMessage, participant: number, atMs: number): void {
    const before = this.sameWayAs(message, participant);
    const latest = before.at(-1);
    if (latest !== undefined && latest.seq > message.seq && message.via === 'socket') {
      this.extra.push({ segment: message.segment, event: message.event, what: 'outOfOrder' });
    }
    const previousMs =
      latest !== undefined && latest.seq < message.seq
        ? (latest.arrivals.find((arrival) => arrival.participant === participant)?.atMs ?? 0)
        : 0;
    message.arrivals.push({ participant, atMs, expected: true });
    const uncorrectedMs = atMs - Math.max(message.sentMs, previousMs);
    this.delivered.push({ seq: message.seq, recipient: participant, atMs, uncorrectedMs });
    this.completeAll();
  }

  /** Whatever of the same sender, of the same kind and in the same room, came to this participant so far. */
  private sameWayAs(message: NaiveMessage, participant: number): NaiveMessage[] {
    return this.messages.filter(
      (other) =>
        message.sender !== undefined &&
        other.sender === message.sender &&
        other.room === message.room &&
        other.via === message.via &&
        (message.via === 'stimulus' || other.event === message.event) &&
        other.arrivals.some((arrival) => arrival.expected && arrival.participant === participant),
    );
  }

  private completeAll(): void {
    for (const message of this.messages) {
      const arrivalsMs = message.arrivals.filter(({ expected }) => expected).map(({ atMs }) => atMs);
      if (message.completed || message.cancelled || arrivalsMs.length === 0) continue;
      if (this.missing(message).length > 0) continue;
      message.completed = true;
      this.completed.push({ seq: message.seq, arrivalsMs });
    }
  }

  hasArrived(message: NaiveMessage, participant: number): boolean {
    return message.arrivals.some((arrival) => arrival.participant === participant);
  }

  /** Who has to get it and has not. */
  missing(message: NaiveMessage): number[] {
    return [...message.standings.keys()].filter(
      (participant) =>
        message.standings.get(participant) === 'expected' && !this.hasArrived(message, participant),
    );
  }

  get inFlight(): number {
    return this.messages.filter((message) => this.missing(message).length > 0).length;
  }

  get outstanding(): number {
    return this.messages.reduce((sum, message) => sum + this.missing(message).length, 0);
  }

  overdue(nowMs: number): number {
    return this.messages
      .filter(({ sentMs }) => sentMs <= nowMs - this.lateMs)
      .reduce((sum, message) => sum + this.missing(message).length, 0);
  }

  get missedWhileAway(): number {
    return this.messages.reduce((sum, message) => {
      const gone = [...message.standings].filter(([, standing]) => standing === 'away');
      return sum + gone.filter(([participant]) => !this.hasArrived(message, participant)).length;
    }, 0);
  }

  counts(segment: number): Partial<Record<ServerEventName, LedgerCounts>> {
    const byEvent: Partial<Record<ServerEventName, LedgerCounts>> = {};
    const of = (event: ServerEventName) => {
      byEvent[event] ??= noCounts();
      return byEvent[event];
    };
    for (const message of this.messages.filter((one) => one.segment === segment)) {
      const counts = of(message.event);
      if (!message.cancelled) counts.sent += 1;
      const came = message.arrivals.filter(({ expected }) => expected);
      counts.delivered += came.length;
      counts.expected += came.length + this.missing(message).length;
      counts.lost += this.missing(message).length;
      counts.late += came.filter(({ atMs }) => atMs - message.intendedMs > this.lateMs).length;
    }
    for (const { event, what } of this.extra.filter((one) => one.segment === segment)) of(event)[what] += 1;
    for (const event of Object.keys(byEvent) as ServerEventName[]) {
      if (Object.values(byEvent[event] ?? {}).every((count) => count === 0)) delete byEvent[event];
    }
    return byEvent;
  }

  private room(room: number) {
    const found = this.rooms[room];
    if (!found) throw new RangeError(`no room ${room}`);
    return found;
  }

  private person(participant: number) {
    const found = this.participants[participant];
    if (!found) throw new RangeError(`no participant ${participant}`);
    return found;
  }
}
