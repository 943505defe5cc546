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

  /** What nine in ten recent deliveries needed at most; 0 before the first. */
  get deliveryMs(): number {
    const sorted = this.#samplesMs.toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  }

  /** Twice that, within bounds. */
  get quietMs(): number {
    return Math.min(Math.max(2 * this.deliveryMs, shortestMs), longestMs);
  }
}

/** Enough to keep a server busy for a moment, little enough for one that is shared; and what is still a flood. */
const flood = { most: 500, least: 100 };

/**
 * How many events make a flood for a target that has just served a burst of so many in `tookMs`: as many as it serves
 * within `withinMs` at that pace. A slow target is then as busy as a quick one, and not out of time for everybody.
 */
export function floodSize(burst: { events: number; tookMs: number }, withinMs: number): number {
  const served = Math.round((withinMs * burst.events) / burst.tookMs);
  return Math.min(Math.max(served, flood.least), flood.most);
}
