/** What a process had used at a time of `nowMs()`. */
export interface Reading {
  atMs: number;
  cpuMs: number;
  residentBytes: number;
}

/** Readings of a run, which may last for days: one after the other in time, and found by halving. */
export class Readings {
  readonly #all: Reading[] = [];

  add(reading: Reading): void {
    this.#all.push(reading);
  }

  /** Cores that were taken between two times: 1.5 is one and a half of them. Absent where nothing could be read. */
  shareBetween(fromMs: number, toMs: number): number | undefined {
    const [from, to] = [this.#cpuMsAt(fromMs), this.#cpuMsAt(toMs)];
    if (from === undefined || to === undefined) return undefined;
    return toMs > fromMs ? Math.max(to - from, 0) / (toMs - fromMs) : 0;
  }

  /** As it was read last before that time. Absent where nothing could be read. */
  bytesAt(atMs: number): number | undefined {
    const after = this.#firstFrom(atMs);
    const same = this.#all[after]?.atMs === atMs;
    return (this.#all[same ? after : after - 1] ?? this.#all[0])?.residentBytes;
  }

  /** Between two readings, as if it had gone on evenly. */
  #cpuMsAt(atMs: number): number | undefined {
    const after = this.#firstFrom(atMs);
    const next = this.#all[after];
    const before = this.#all[after - 1];
    if (next === undefined) return before?.cpuMs;
    if (before === undefined) return next.cpuMs;
    const share = (atMs - before.atMs) / (next.atMs - before.atMs);
    return before.cpuMs + share * (next.cpuMs - before.cpuMs);
  }

  /** The place of the first one at that time or later. */
  #firstFrom(atMs: number): number {
    let [from, to] = [0, this.#all.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#all[middle] as Reading).atMs < atMs) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
