import { performance } from 'node:perf_hooks';
import { setTimeout as pass } from 'node:timers/promises';
import type { Frame } from '../../reports/results/index.ts';
import type { Flood } from './flood.ts';
import { afterPatience } from './patience.ts';

export interface JournalEntry {
  /** Milliseconds on the monotonic clock. */
  atMs: number;
  who: string;
  direction: Frame['direction'];
  event: string;
  /** What was sent or got, argument by argument; hostile where the target sent it. */
  args: readonly unknown[];
  /** Whether it belongs to somebody else's conversation; it is no evidence then. */
  foreign?: boolean;
}

/** The time-stamped list of everything that the participants of one check sent and got. */
export class Journal {
  readonly startedAtMs = performance.now();
  readonly entries: JournalEntry[] = [];
  /** What ended the check, once more came than it can hold. */
  flood: Flood | undefined;
  readonly #ending = new AbortController();
  #waiting = new Set<() => void>();
  #wakeUp: NodeJS.Immediate | undefined;

  record(
    who: string,
    direction: Frame['direction'],
    event: string,
    args: readonly unknown[] = [],
  ): JournalEntry {
    const entry: JournalEntry = { atMs: performance.now(), who, direction, event, args };
    this.entries.push(entry);
    this.#wake();
    return entry;
  }

  /** Ends all waiting, now and later: nothing more is read. The first flood counts. */
  giveUp(flood: Flood): void {
    this.flood ??= flood;
    this.#ending.abort();
    this.#wake();
  }

  /** Lets time go by, in milliseconds. Rejects with the finding of a flood. */
  async pass(forMs: number): Promise<void> {
    await pass(forMs, undefined, { signal: this.#ending.signal }).catch(() => {
      throw this.flood?.finding;
    });
  }

  #wake(): void {
    this.#wakeUp ??= setImmediate(() => {
      this.#wakeUp = undefined;
      for (const look of this.#waiting) look();
    });
  }

  /** Where the journal ends now; what is recorded later has this position or a higher one. */
  get position(): number {
    return this.entries.length;
  }

  /** Where the journal ended at a moment, in milliseconds on the monotonic clock. */
  positionAt(atMs: number): number {
    return this.entries.findLastIndex((entry) => entry.atMs < atMs) + 1;
  }

  /** What `who` got under the name of `event` at or after `since`. */
  got(who: string, event: string, since = 0): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let index = since; index < this.entries.length; index += 1) {
      const entry = this.entries[index] as JournalEntry;
      if (entry.direction === 'got' && entry.who === who && entry.event === event) found.push(entry);
    }
    return found;
  }

  /**
   * Looks again whenever something is recorded, until `find` finds something or the patience is at its end. Rejects with
   * the finding of a flood.
   */
  until<T>(find: () => T | undefined, timeoutMs: number): Promise<T | undefined> {
    if (this.flood) return Promise.reject(this.flood.finding);
    const already = find();
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        callOff();
        this.#waiting.delete(look);
        settle();
      };
      const look = () => {
        try {
          if (this.flood) throw this.flood.finding;
          const found = find();
          if (found !== undefined) end(() => resolve(found));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const callOff = afterPatience(timeoutMs, () => end(() => resolve(undefined)));
      this.#waiting.add(look);
    });
  }
}
