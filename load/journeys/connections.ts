import { printable } from '../../fixtures/targets/printable.ts';
import { nowMs, type Recorder } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { Alarm, type Pacer } from './pacer.ts';
import { type Participant, type ParticipantSocket, presence } from './participant.ts';
import { cut, guardThread, listen, socketsFor } from './socket.ts';

/** Times that a connection is tried for a seat before it is given up. */
const mostAttempts = 3;
const firstPauseMs = 250;
/** As the documented client does: within a second and a half, and seldom more than five seconds apart. */
const returnMs = { first: 1_000, most: 5_000 };
const heldUp =
  'The driver lost the handshake of a connection and went on without it; the time that it waited is not counted.';
const tooLate = 'it came too late for the run';

/** What the client library says, and what it was told by the network. */
function why(reason: unknown): string {
  const { message, description } = (reason ?? {}) as { message?: string; description?: { message?: string } };
  const cause = description?.message;
  return printable(`${message ?? String(reason)}${cause ? ` (${cause})` : ''}`, 120);
}

/** An attempt that is under way. */
interface Attempt {
  startedMs: number;
  number: number;
  alarm: Alarm;
  /** Absent for one who returns: he tries until the run is over. */
  done?: (failure?: string) => void;
}

export interface ConnectionsOptions {
  plan: WorkerPlan;
  recorder: Recorder;
  pacer: Pacer;
  random: () => number;
  /** What every socket listens to, by event. */
  listeners: ReadonlyMap<string, (this: ParticipantSocket, argument: unknown) => void>;
  /** Somebody has returned after an absence. */
  onReturn(participant: Participant): void;
  /** Somebody will not come back: the server sent him away. */
  onGone(participant: Participant): void;
}

/** Opens connections, and opens them again. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #socketFor: ReturnType<typeof socketsFor>;
  /** One function for each event, shared by all sockets: the client library calls it with the socket as `this`. */
  readonly #listeners: ConnectionsOptions['listeners'];
  readonly #attempts = new Map<Participant, Attempt>();
  readonly #absent = new Set<Participant>();
  #closing = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#socketFor = socketsFor(options.plan.target, options.plan.stepMs);
    guardThread();
    const connections = this;
    this.#listeners = new Map([
      ...options.listeners,
      [
        'connect',
        function onConnect(this: ParticipantSocket) {
          connections.#connected(this.participant);
        },
      ],
      [
        'connect_error',
        function onConnectError(this: ParticipantSocket, error: unknown) {
          connections.#fail(this.participant, error);
        },
      ],
      [
        'disconnect',
        function onDisconnect(this: ParticipantSocket, reason: unknown) {
          connections.#ended(this.participant, reason);
        },
      ],
    ]);
  }

  /** How many are away and will be back. */
  get absent(): number {
    return this.#absent.size;
  }

  /** Connects a participant for the first time. `done` gets the reason when it is given up. */
  open(participant: Participant, done: (failure?: string) => void): void {
    if (this.#closing || participant.presence === presence.gone) {
      done(tooLate);
      return;
    }
    const socket: ParticipantSocket = Object.assign(this.#socketFor(participant), { participant });
    participant.socket = socket;
    listen(socket, this.#listeners);
    this.#options.recorder.joining(this.#businessRoom(participant), participant.handle);
    this.#try(participant, 1, done);
  }

  /** Cuts a participant off, as a network does. It returns after that time, and later still when it is not let in. */
  breakOff(participant: Participant, returnAfterMs: number): void {
    if (!participant.there) return;
    this.#lose(participant, true);
    cut(participant.socket as ParticipantSocket);
    // What is still on its way may be lost with the connection, through no fault of the server's.
    this.#options.recorder.cut(participant.sentLast, nowMs());
    this.#return(participant, 1, returnAfterMs);
  }

  /** Closes a connection for good, as a client does that is done. */
  leave(participant: Participant): void {
    if (participant.there) this.#options.recorder.disconnected(true);
    this.#leaves(participant);
    this.#settle(participant);
    participant.socket?.disconnect();
  }

  /** From now on nobody connects or returns. */
  close(): void {
    this.#closing = true;
    for (const participant of [...this.#attempts.keys()]) {
      const attempt = this.#settle(participant);
      participant.socket?.disconnect();
      attempt?.done?.(tooLate);
    }
  }

  #try(participant: Participant, number: number, done?: Attempt['done']): void {
    if (this.#closing) {
      done?.(tooLate);
      return;
    }
    const alarm = new Alarm(() => this.#fail(participant, 'no answer'));
    this.#attempts.set(participant, { startedMs: nowMs(), number, alarm, done });
    this.#options.pacer.after(this.#options.plan.stepMs, alarm);
    participant.socket?.connect();
  }

  #settle(participant: Participant): Attempt | undefined {
    const attempt = this.#attempts.get(participant);
    if (!attempt) return undefined;
    this.#attempts.delete(participant);
    this.#options.pacer.cancel(attempt.alarm);
    return attempt;
  }

  #fail(participant: Participant, reason: unknown): void {
    const attempt = this.#settle(participant);
    if (!attempt) return;
    const { recorder, pacer } = this.#options;
    recorder.refused();
    recorder.problem(`A connection failed: ${why(reason)}.`);
    participant.socket?.disconnect();
    if (!attempt.done) {
      this.#return(participant, attempt.number + 1);
      return;
    }
    if (attempt.number >= mostAttempts) {
      this.#leaves(participant);
      recorder.depart(participant.handle);
      attempt.done(why(reason));
      return;
    }
    const again = new Alarm(() => this.#try(participant, attempt.number + 1, attempt.done));
    pacer.after(firstPauseMs * 2 ** (attempt.number - 1), again);
  }

  #return(participant: Participant, number: number, afterMs?: number): void {
    const { pacer, random } = this.#options;
    const pauseMs = Math.min(returnMs.first * 2 ** (number - 1), returnMs.most) * (0.5 + random());
    const alarm = new Alarm(() => {
      if (participant.presence === presence.away) this.#try(participant, number);
    });
    pacer.after(afterMs ?? pauseMs, alarm);
  }

  #lose(participant: Participant, asked: boolean): void {
    const { recorder } = this.#options;
    participant.presence = presence.away;
    this.#absent.add(participant);
    recorder.disconnected(asked);
    recorder.away(participant.handle, nowMs());
  }

  #businessRoom(participant: Participant): number {
    return this.#options.recorder.businessRoom(participant.business);
  }

  #connected(participant: Participant): void {
    const attempt = this.#settle(participant);
    if (!attempt) return;
    if (participant.presence === presence.gone) {
      participant.socket?.disconnect();
      attempt.done?.(tooLate);
      return;
    }
    const { recorder } = this.#options;
    const atMs = nowMs();
    const ownMs = participant.socket?.ownDelayMs ?? 0;
    recorder.connected(atMs - ownMs - attempt.startedMs);
    if (ownMs > 0) {
      recorder.heldUp(participant.handle, ownMs);
      recorder.problem(heldUp);
    }
    participant.presence = presence.there;
    this.#absent.delete(participant);
    recorder.joined(this.#businessRoom(participant), participant.handle, atMs);
    if (attempt.done) attempt.done();
    else this.#options.onReturn(participant);
  }

  /** A connection ended, and not by this side; or before it was one. */
  #ended(participant: Participant, reason: unknown): void {
    if (this.#attempts.has(participant)) {
      this.#fail(participant, reason);
      return;
    }
    if (!participant.there) return;
    this.#lose(participant, false);
    this.#options.recorder.problem(`A connection ended that nobody closed here: ${why(reason)}.`);
    // The documented client comes back, unless the server sent it away.
    if (reason !== 'io server disconnect') {
      this.#return(participant, 1);
      return;
    }
    this.#leaves(participant);
    this.#options.recorder.depart(participant.handle);
    this.#options.onGone(participant);
  }

  #leaves(participant: Participant): void {
    participant.presence = presence.gone;
    this.#absent.delete(participant);
  }
}
