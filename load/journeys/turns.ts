import type { Recorder } from '../measure/index.ts';
import type { Pacer } from './pacer.ts';
import type { Done, Participant } from './participant.ts';
import { nextOf, type Rhythm } from './rhythm.ts';

/**
 * Whose turn it is: an open schedule, in which everybody sends when it is due, whether or not what was sent before has
 * arrived. A turn that comes while its participant is still busy with the one before is taken late, and counts from when
 * it was due; a turn of somebody who is away is left out, as there is nobody to take it.
 */
export class Turns {
  readonly #pacer: Pacer;
  readonly #recorder: Recorder;
  /** Participants that have turns left. */
  readonly #active = new Set<Participant>();
  #over = false;
  /** Those who wait for a turn, or for the end. */
  readonly #waiting = new Set<Participant>();

  constructor(pacer: Pacer, recorder: Recorder) {
    this.#pacer = pacer;
    this.#recorder = recorder;
  }

  /** Nobody has a turn left. */
  get taken(): boolean {
    return this.#active.size === 0;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Gives everybody their times. */
  begin(rhythms: ReadonlyMap<Participant, readonly Rhythm[]>): void {
    for (const [participant, own] of rhythms) {
      participant.rhythms = own;
      if (!nextOf(own)) continue;
      this.#active.add(participant);
      if (participant.resume) this.#queue(participant);
    }
  }

  /** Calls `done` when it is this participant's turn, or when all is over; for one with a `turn`, when all is over. */
  wait(participant: Participant, done: Done): void {
    if (this.#over) {
      done();
      return;
    }
    participant.resume = done;
    this.#waiting.add(participant);
    this.#queue(participant);
  }

  /** The turn of a participant has come. */
  take(participant: Participant): void {
    const rhythm = participant.rhythm as Rhythm;
    participant.intendedMs = rhythm.nextMs;
    rhythm.nextMs += rhythm.periodMs;
    if (!participant.there) {
      this.#queue(participant);
      return;
    }
    participant.turns += 1;
    if (participant.turn) {
      for (const act of participant.turn) act(participant);
      this.#queue(participant);
      return;
    }
    const { resume } = participant;
    participant.resume = undefined;
    this.#waiting.delete(participant);
    resume?.();
  }

  /** Nobody gets another turn. Turns that were due already are owed: the schedule asked for them. */
  cut(nowMs: number): void {
    for (const participant of this.#active) {
      this.#pacer.cancel(participant);
      for (const rhythm of participant.there ? participant.rhythms : []) this.#owe(rhythm, nowMs);
      participant.rhythms = [];
    }
    this.#active.clear();
  }

  #owe(rhythm: Rhythm, nowMs: number): void {
    const untilMs = Math.min(rhythm.untilMs, nowMs);
    for (; rhythm.nextMs < untilMs; rhythm.nextMs += rhythm.periodMs) this.#recorder.due(rhythm.nextMs);
  }

  /** It takes no more turns: its flow leaves the loop. */
  leave(participant: Participant): void {
    this.#pacer.cancel(participant);
    this.#active.delete(participant);
    this.#waiting.delete(participant);
  }

  /** Lets everybody go on who waits, to where there are no more turns. */
  end(): void {
    this.#over = true;
    for (const participant of this.#waiting) {
      this.#pacer.cancel(participant);
      const { resume } = participant;
      participant.resume = undefined;
      resume?.();
    }
    this.#waiting.clear();
  }

  #queue(participant: Participant): void {
    participant.rhythm = nextOf(participant.rhythms);
    if (participant.rhythm) this.#pacer.at(participant.rhythm.nextMs, participant);
    else this.#active.delete(participant);
  }
}
