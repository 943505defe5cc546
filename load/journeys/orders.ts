import type { ToWorker } from '../control/index.ts';

/** What the coordinator ordered, for one who waits for it. */
export class Orders {
  #waiting: ((atMs: number | undefined) => void) | undefined;
  /** A start that came before anybody waited for it. */
  #startMs: number | undefined;
  #ends = false;
  readonly #now = new AbortController();

  take(message: ToWorker): void {
    if (message.kind === 'stop') {
      this.#ends = true;
      if (message.when === 'now') this.#now.abort();
      this.#waiting?.(undefined);
    }
    if (message.kind !== 'begin' && message.kind !== 'go-on') return;
    if (this.#waiting) this.#waiting(message.atMs);
    else this.#startMs = message.atMs;
  }

  /** Aborted when the run has to end at once. */
  get stop(): AbortSignal {
    return this.#now.signal;
  }

  /** When the next segment begins; nothing when there is to be none. */
  async nextStart(): Promise<number | undefined> {
    const startMs = this.#startMs;
    this.#startMs = undefined;
    if (this.#ends || startMs !== undefined) return this.#ends ? undefined : startMs;
    const atMs = await new Promise<number | undefined>((resolve) => {
      this.#waiting = resolve;
    });
    this.#waiting = undefined;
    return atMs;
  }
}
