import type { Id } from '../../conformance/contract/index.ts';

/** Whether what arrives names the conversation that it was sent in. */
export class Fidelity {
  /** By room, once it is known. */
  readonly #ids: (Id | undefined)[] = [];

  name(room: number, id: Id): void {
    this.#ids[room] = id;
  }

  /**
   * `named`: anything that a server sends. An id as text is taken for the same as a number: which it has to be is no
   * question of load.
   */
  isOf(room: number, named: unknown): boolean {
    const id = this.#ids[room];
    if (id === undefined || named === id) return true;
    if (typeof named !== 'string' && typeof named !== 'number') return false;
    return String(named) === String(id);
  }
}
