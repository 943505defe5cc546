import type { StimulusCounts } from '../../reports/results/index.ts';
import type { Ledger } from './ledger.ts';
import type { Segments } from './segments.ts';
import type { Sendings } from './sendings.ts';

/**
 * What becomes of the stimuli that are asked for, by the segment in which they were intended. That some fail is the
 * target's doing: those that did nothing, and those of which nobody knows whether they did, count neither as asked for
 * by the schedule nor as sent. A delivery is lost only when it was due.
 */
export class StimulusBook {
  readonly #segments: Segments;
  readonly #sendings: Sendings;
  readonly #ledger: Ledger;
  /** The events of those that nobody answered. */
  readonly #doubtful: number[] = [];

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
    this.#takeBack(seq);
  }

  /** No answer tells what became of it: what was entered for it may still come, until `settle`. */
  unanswered(intendedMs: number, seq: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.unanswered += 1;
    this.#doubtful.push(seq);
  }

  /** The run was ended while it might still have been answered. As `unanswered`, and not counted. */
  brokenOff(seq: number): void {
    this.#doubtful.push(seq);
  }

  /** Nothing more is awaited. Of what was not answered, that of which nobody got anything may not have been done, and is taken back. */
  settle(): void {
    for (const seq of this.#doubtful.splice(0)) this.#takeBack(seq);
  }

  /** It still waited at the end. */
  unsent(intendedMs: number): void {
    const counts = this.#countsAt(intendedMs);
    if (counts) counts.unsent += 1;
    this.#sendings.calledOff(intendedMs);
  }

  #takeBack(seq: number): void {
    if (this.#ledger.cancel(seq)) this.#sendings.takenBack(this.#ledger.segmentOf(seq));
  }

  #countsAt(intendedMs: number): StimulusCounts | undefined {
    return this.#segments.all[this.#segments.at(intendedMs)]?.stimuli;
  }
}
