import { Histogram } from './histogram.ts';
import type { IntervalRecord } from './record.ts';

/** What the generator did since it was looked at last. */
export interface HealthSample {
  eventLoopDelayMaxMs: number;
  /** Share of one core that this thread took. */
  cpuShare: number;
  residentBytes: number;
}

/** One-second buckets, counted from the start of the measured window. Deliveries count in the second they arrive in. */
export class Intervals {
  #windowMs: number;
  #firstS = 0;
  readonly #rows: IntervalRecord[] = [];
  /** Latencies of new_message in the second `#currentS`. */
  readonly #current = new Histogram();
  #currentS: number;
  #healthUpToS: number;
  #lastSecond = { p50Ms: 0, p99Ms: 0 };

  /** Until `begin` is called the seconds count from now, and are forgotten then. */
  constructor(nowMs: number) {
    this.#windowMs = nowMs;
    this.#currentS = 0;
    this.#healthUpToS = -1;
  }

  /** The measured window begins at `windowMs`; seconds are kept from `nowMs` on. */
  begin(windowMs: number, nowMs: number): void {
    this.#windowMs = windowMs;
    this.#rows.length = 0;
    this.#current.reset();
    this.#firstS = this.#secondOf(nowMs);
    this.#currentS = this.#firstS;
    this.#healthUpToS = this.#firstS - 1;
  }

  due(intendedMs: number): void {
    this.#row(this.#secondOf(intendedMs)).intended += 1;
  }

  sent(atMs: number): void {
    this.#row(this.#secondOf(atMs)).sent += 1;
  }

  delivered(atMs: number): void {
    this.#moveTo(atMs);
    this.#row(this.#currentS).deliveries += 1;
  }

  /** The latency of a new_message that was `delivered` just now. */
  latency(latencyMs: number): void {
    this.#current.record(latencyMs);
  }

  /** Notes how the generator fared in the seconds since this was last called. Call about once a second. */
  pulse(nowMs: number, sockets: number, health: HealthSample): { p50Ms: number; p99Ms: number } {
    this.#moveTo(nowMs);
    // A timer that fires once a second is a little late each time: what it saw is the second that went by.
    const seenS = Math.max(this.#secondOf(nowMs - 500), this.#firstS);
    for (let second = Math.min(this.#healthUpToS + 1, seenS); second <= seenS; second += 1) {
      const row = this.#row(second);
      row.sockets = sockets;
      row.eventLoopDelayMaxMs = Math.max(row.eventLoopDelayMaxMs, health.eventLoopDelayMaxMs);
      row.cpuShare = Math.max(row.cpuShare ?? 0, health.cpuShare);
      row.residentBytes = health.residentBytes;
    }
    this.#healthUpToS = Math.max(this.#healthUpToS, seenS);
    return this.#lastSecond;
  }

  /** All seconds so far, the one that runs included. */
  records(): IntervalRecord[] {
    this.#close();
    return this.#rows.map((row) => ({ ...row }));
  }

  #secondOf(atMs: number): number {
    return Math.floor((atMs - this.#windowMs) / 1000);
  }

  /** Closes the seconds before `atMs`. */
  #moveTo(atMs: number): void {
    const second = this.#secondOf(atMs);
    if (second <= this.#currentS) return;
    this.#close();
    this.#currentS = second;
  }

  #close(): void {
    this.#lastSecond = { p50Ms: this.#current.percentile(50), p99Ms: this.#current.percentile(99) };
    if (this.#current.count === 0) return;
    const row = this.#row(this.#currentS);
    if (row.latency !== undefined) this.#current.add(Histogram.decode(row.latency));
    row.latency = this.#current.encode();
    this.#current.reset();
  }

  /** Seconds before the first one that is kept count in that. */
  #row(second: number): IntervalRecord {
    const at = Math.max(second - this.#firstS, 0);
    while (this.#rows.length <= at) {
      this.#rows.push({
        atS: this.#firstS + this.#rows.length,
        intended: 0,
        sent: 0,
        deliveries: 0,
        sockets: 0,
        eventLoopDelayMaxMs: 0,
        cpuShare: 0,
        residentBytes: 0,
      });
    }
    return this.#rows[at] as IntervalRecord;
  }
}
