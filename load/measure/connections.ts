import { Histogram } from './histogram.ts';

/** Connections as they come and go. */
export class Connections {
  readonly tookMs = new Histogram();
  #open = 0;
  #peak = 0;
  #refused = 0;
  #dropped = 0;

  connected(tookMs: number): void {
    this.tookMs.record(tookMs);
    this.#open += 1;
    this.#peak = Math.max(this.#peak, this.#open);
  }

  disconnected(asked: boolean): void {
    this.#open -= 1;
    if (!asked) this.#dropped += 1;
  }

  refused(): void {
    this.#refused += 1;
  }

  get open(): number {
    return this.#open;
  }

  record(): { peak: number; refused: number; dropped: number } {
    return { peak: this.#peak, refused: this.#refused, dropped: this.#dropped };
  }
}
