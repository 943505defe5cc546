import type { Id } from '../../conformance/contract/index.ts';
import type { Conversation } from './conversation.ts';
import { Due } from './pacer.ts';
import type { Rhythm } from './rhythm.ts';

export type Role = 'widget' | 'agent';

/** Going on with a virtual user's flow. */
export type Done = (error?: Error) => void;

/** What somebody does when it is his turn. */
export type Act = (participant: Participant) => void;

/** How a participant and its connection stand. */
export const presence = {
  /** It has not been connected yet. */
  expected: 0,
  there: 1,
  /** Its connection broke, and it will be back. */
  away: 2,
  /** It left, or was given up. */
  gone: 3,
} as const;

const none: readonly number[] = [];

/** What journeys do with a Socket.IO connection: a part of what socket.io-client offers. */
export interface JourneySocket {
  /** Of the time that connecting took, what the driver itself lost, in milliseconds. */
  readonly ownDelayMs?: number;
  connect(): unknown;
  disconnect(): unknown;
  /** A function as the last argument gets the acknowledgement. */
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  onAny(listener: (...args: unknown[]) => void): unknown;
  offAny(listener: (...args: unknown[]) => void): unknown;
}

/** A connection of its own, under which the shared handlers find whose it is. */
export interface ParticipantSocket extends JourneySocket {
  participant: Participant;
}

export interface Traits {
  role: Role;
  /** Position among those of its role at this worker, from 0. */
  index: number;
  /** Index of its business in the plan, and of its node. */
  business: number;
  node: number;
  transport: 'websocket' | 'polling';
  /** What the recorder calls it. */
  handle: number;
}

/**
 * A widget or an agent. There are thousands: small, without closures or timers of their own. As a thing that is due, it
 * is its next turn.
 */
export class Participant extends Due {
  readonly role: Role;
  readonly index: number;
  readonly business: number;
  readonly node: number;
  readonly transport: Traits['transport'];
  readonly handle: number;
  presence: number = presence.expected;
  socket: ParticipantSocket | undefined;
  /** Conversations that it is in, or on its way into. */
  conversations: Conversation[] = [];
  /** What it does by schedule; empty while nothing is sent. */
  rhythms: readonly Rhythm[] = [];
  /** Of its rhythms, the one whose turn is next or was last. */
  rhythm: Rhythm | undefined;
  /** When its turn had to be. */
  intendedMs = 0;
  /** All that it does in a turn; absent while its flow does that, step by step. */
  turn: readonly Act[] | undefined;
  /** Goes on with its flow, while it waits for its turn; with a `turn`, for the end. */
  resume: Done | undefined;
  /** Numbers of what it sent last over its socket, the latest first. Kept where connections are cut on purpose. */
  sentLast: readonly number[] = none;
  /** Turns taken, of what it does in a share of them. */
  turns = 0;
  /** The agent of the business in whose name it changes status. */
  voice: Id | undefined;
  /** What came last that it could mark as read. */
  unread: Id | undefined;
  readonly #onTurn: (participant: Participant) => void;

  constructor(traits: Traits, onTurn: (participant: Participant) => void) {
    super();
    this.role = traits.role;
    this.index = traits.index;
    this.business = traits.business;
    this.node = traits.node;
    this.transport = traits.transport;
    this.handle = traits.handle;
    this.#onTurn = onTurn;
  }

  get there(): boolean {
    return this.presence === presence.there;
  }

  /** For messages to people; counted from 1. */
  get name(): string {
    return `${this.role} ${this.index + 1}`;
  }

  /** Its turn has come. */
  override happen(): void {
    this.#onTurn(this);
  }
}
