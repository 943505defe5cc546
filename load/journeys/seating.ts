import type { Recorder } from '../measure/index.ts';
import type { Cast } from './cast.ts';
import { type Participant, presence, type Role } from './participant.ts';

/** Who has got to where he belongs, who was given up, and why. */
export class Seating {
  readonly #cast: Cast;
  readonly #recorder: Recorder;
  readonly #seated = new Set<Participant>();
  readonly #failures = new Map<Participant, string>();
  readonly #everybody = Promise.withResolvers<void>();
  /** Why nobody waits any longer for those who are on their way. */
  #brokenOff = 'the way to a conversation took too long';
  /** Waits anew for the next who is seated. */
  #waitAnew = () => {};

  constructor(cast: Cast, recorder: Recorder) {
    this.#cast = cast;
    this.#recorder = recorder;
  }

  get seated(): number {
    return this.#seated.size;
  }

  isSeated(participant: Participant): boolean {
    return this.#seated.has(participant);
  }

  seat(participant: Participant): void {
    this.#seated.add(participant);
    this.#recorder.seated(participant.handle);
    this.#waitAnew();
    this.#look();
  }

  giveUp(participant: Participant, why: string): void {
    this.#failures.set(participant, why);
    this.#look();
  }

  /** Resolves when everybody is seated or given up, when nobody was seated for so long, or when nobody waits any more. */
  async complete(patienceMs: number, stop: AbortSignal): Promise<void> {
    const give = () => this.#everybody.resolve();
    const interrupt = () => {
      this.#brokenOff = 'the run was interrupted before that';
      give();
    };
    let patience = setTimeout(give, patienceMs);
    this.#waitAnew = () => {
      clearTimeout(patience);
      patience = setTimeout(give, patienceMs);
    };
    stop.addEventListener('abort', interrupt, { once: true });
    if (stop.aborted) interrupt();
    await this.#everybody.promise;
    stop.removeEventListener('abort', interrupt);
    clearTimeout(patience);
    this.#waitAnew = () => {};
    for (const participant of this.#cast.all) {
      if (participant.presence !== presence.expected) continue;
      participant.presence = presence.gone;
      this.#recorder.depart(participant.handle);
    }
  }

  /** Whose place is empty and why, in sentences. */
  missing(): string[] {
    const byReason = new Map<string, { role: Role; why: string; count: number }>();
    for (const participant of this.#cast.all) {
      if (this.#seated.has(participant)) continue;
      const { role } = participant;
      const why = this.#failures.get(participant) ?? this.#brokenOff;
      const known = byReason.get(role + why) ?? { role, why, count: 0 };
      known.count += 1;
      byReason.set(role + why, known);
    }
    return [...byReason.values()].map(
      ({ role, why, count }) => `${count} ${role}${count > 1 ? 's' : ''} took no part: ${why}.`,
    );
  }

  #look(): void {
    if (this.#seated.size + this.#failures.size >= this.#cast.size) this.#everybody.resolve();
  }
}
