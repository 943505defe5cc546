import type { ParticipantTraits } from './recorder-types.ts';

type Role = ParticipantTraits['role'];

interface Person extends ParticipantTraits {
  connected: boolean;
  served: boolean;
}

/** Who takes part: who was connected, and who of them came to be served. */
export class People {
  readonly #all: Person[] = [];
  readonly #present: Record<Role, number> = { widget: 0, agent: 0 };
  readonly #most: Record<Role, number> = { widget: 0, agent: 0 };

  add(traits: ParticipantTraits): void {
    this.#all.push({ ...traits, connected: false, served: false });
  }

  traitsOf(participant: number): ParticipantTraits | undefined {
    return this.#all[participant];
  }

  /** Its connection stood. */
  connected(participant: number): void {
    const person = this.#all[participant];
    if (person !== undefined) person.connected = true;
  }

  /** It has got to where it belongs. */
  served(participant: number): void {
    const person = this.#all[participant];
    if (person === undefined || person.served) return;
    person.served = true;
    this.#present[person.role] += 1;
    this.#most[person.role] = Math.max(this.#most[person.role], this.#present[person.role]);
  }

  /** It is gone for good. Once for each. */
  departed(participant: number): void {
    const person = this.#all[participant];
    if (person?.served) this.#present[person.role] -= 1;
  }

  /** `widgets` and `agents`: the most that were served at once. `unserved`: who was connected, and never was. */
  record(): { widgets: number; agents: number; unserved: number } {
    const unserved = this.#all.filter(({ connected, served }) => connected && !served).length;
    return { widgets: this.#most.widget, agents: this.#most.agent, unserved };
  }
}
