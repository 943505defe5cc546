const mostSamples = 60;
const shortestMs = 20;
const longestMs = 1500;

/**
 * How fast the target delivers, as measured by this worker's checks so far. The quiet window that backs up a
 * barrier is derived from it, so that it grows with a slow target or a busy machine instead of being guessed.
 */
export class Tempo {
  readonly #samplesMs: number[] = [];

  delivered(latencyMs: number): void {
    this.#samplesMs.push(latencyMs);
    if (this.#samplesMs.length > mostSamples) this.#samplesMs.shift();
  }

  /** Twice what nine in ten recent deliveries needed, within bounds. */
  get quietMs(): number {
    const sorted = this.#samplesMs.toSorted((one, other) => one - other);
    const slow = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
    return Math.min(Math.max(2 * slow, shortestMs), longestMs);
  }
}
