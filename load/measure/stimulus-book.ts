import type { StimulusCounts } from '../../reports/results/index.ts';
import type { Ledger } from './ledger.ts';
import type { Segments } from './segments.ts';
import type { Sendings } from './sendings.ts';

/**
 * What becomes of the stimuli that are asked for, by the segment in which they were intended. That some fail is the
 * target's doing: those that certainly did nothing count neither as asked for by the schedule nor as sent.
 */
export class StimulusBook {
  readonly #segments: Segments;
  readonly #sendings: Sendings;
  readonly #ledger: Ledger;

  constructor(segments: Segments, sendings: Sendings, ledger: Ledger) {
    this.#segments = segments;
    this.#sendings = sendings;
    this.#ledger = ledger;
  }

  asked(intendedMs: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.asked += 1;
  }

  /** It had to wait for others to be answered, for so long. */
  waited(intendedMs: number, waitedMs: number): void {
    const counts = this.#countsAt(intendedMs);
    if (!counts) return;
    counts.queued += 1;
    counts.longestWaitMs = Math.max(counts.longestWaitMs, waitedMs);
  }

  /** It was certainly not done: what was entered for it is taken back, unless somebody got it all the same. */
  refused(intendedMs: number, seq: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.refused += 1;
    if (this.#ledger.cancel(seq)) this.#sendings.takenBack(this.#ledger.segmentOf(seq));
  }

  /** No answer tells what became of it. It stays entered. */
  unanswered(intendedMs: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.unanswered += 1;
  }

  /** It still waited at the end. */
  unsent(intendedMs: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.unsent += 1;
    this.#sendings.calledOff(intendedMs);
  }

  #countsAt(intendedMs: number): StimulusCounts | undefined {
    return this.#segments.all[this.#segments.at(intendedMs)]?.stimuli;
  }
}
