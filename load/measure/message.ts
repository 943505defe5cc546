import { type ServerEventName, serverEventNames } from '../../conformance/contract/index.ts';
import { eventIndex } from './counts.ts';
import { noSlot, type Room, type Track } from './room.ts';

export interface Sending {
  event: ServerEventName;
  room: number;
  /** A participant. It becomes a possible member when it is none. */
  sender?: number;
  via: 'socket' | 'stimulus';
  /** Index of the segment; -1: outside of all. */
  segment: number;
  intendedMs: number;
  sentMs: number;
  lengthChars?: number;
  /** The only ones who must get it; others of the business may. */
  expected?: readonly number[];
}

/** An event in flight: everything about it until everybody who must get it has got it. They are used again and again. */
export class Message {
  seq = -1;
  /** Position in `serverEventNames`. */
  event = 0;
  /** Index of the segment in which it was intended; -1: outside of all. */
  segment = -1;
  room!: Room;
  /** The sender's participant, and its slot in the room; -1 and `noSlot` without one. */
  sender = -1;
  senderSlot = 0;
  viaStimulus = false;
  lengthChars = 0;
  intendedMs = 0;
  sentMs = 0;
  /** By slot, as far as the room went when it was sent: a `standing`. */
  standings = new Uint8Array(4);
  slots = 0;
  /** Participants who must get it and have not. */
  remaining = 0;
  /** When it arrived at those who had to get it, the first first. */
  arrivalsMs = new Float64Array(4);
  arrived = 0;
  /** It came to somebody, whoever that was: so it was done. */
  reached = false;
  /** It was still missing somewhere when it was late. */
  overdue = false;
  /** Only named participants had to get it: it is kept when it is complete. */
  named = false;
  /** Its neighbours among the room's messages in flight. */
  before: Message | undefined;
  after: Message | undefined;

  /** Everything but its number and who must get it. */
  begin(sending: Sending, room: Room, senderSlot: number): void {
    this.room = room;
    this.event = eventIndex[sending.event];
    this.segment = sending.segment;
    this.sender = sending.sender ?? -1;
    this.senderSlot = senderSlot;
    this.viaStimulus = sending.via === 'stimulus';
    this.lengthChars = sending.lengthChars ?? 0;
    this.intendedMs = sending.intendedMs;
    this.sentMs = sending.sentMs;
    this.arrived = 0;
    this.reached = false;
    this.overdue = false;
    this.named = sending.expected !== undefined;
  }

  /** What arrived of its sender before. Stimuli are apart from what the same sender emits. */
  track(): Track | undefined {
    if (this.senderSlot === noSlot) return undefined;
    return this.room.track(this.viaStimulus ? serverEventNames.length : this.event, this.senderSlot);
  }

  ensureSlots(slots: number): void {
    this.slots = slots;
    if (this.standings.length >= slots) return;
    const capacity = 2 ** Math.ceil(Math.log2(slots));
    this.standings = new Uint8Array(capacity);
    this.arrivalsMs = new Float64Array(capacity);
  }
}
