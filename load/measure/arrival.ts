import { recordDelay } from './generator-health.ts';
import { Histogram } from './histogram.ts';

/**
 * How the event loop fared apart from the measured segments: while people connected, which weighs on the time that
 * connecting takes; and at its worst at any time, which may cost connections.
 */
export class Arrival {
  readonly #delaysMs: number[] = [];
  /** So many of them were before the last connection stood. */
  #counted = 0;
  #over = false;
  #worstMs = 0;

  looped(delayMs: number): void {
    this.#worstMs = Math.max(this.#worstMs, delayMs);
    if (!this.#over) this.#delaysMs.push(delayMs);
  }

  /** A connection stands. The loop's own word on what it took may come after that. */
  connected(): void {
    if (!this.#over) this.#counted = this.#delaysMs.length + 1;
  }

  /** Everybody is there. */
  end(): void {
    this.#over = true;
  }

  record(): { arrivalDelay: string; worstDelayMs: number } {
    const arrivalDelay = new Histogram();
    for (const delayMs of this.#delaysMs.slice(0, this.#counted)) recordDelay(arrivalDelay, delayMs);
    return { arrivalDelay: arrivalDelay.encode(), worstDelayMs: this.#worstMs };
  }
}
