import type { Histogram } from './histogram.ts';
import { again, openFiles, residentBytes, threadCpuMs } from './host.ts';
import type { HealthSample } from './intervals.ts';

/** How often the event loop is asked whether it is free. Costs about 0.1 % of a core. */
const samplePeriodMs = 10;

/**
 * Records how long something that came due at any moment had to wait for a loop that was held up for `delayMs`: what
 * came first waited all of it, what came later less. Without this a loop that is blocked half of the time would show
 * one bad sample among many good ones.
 */
export function recordDelay(into: Histogram, delayMs: number): void {
  for (let waitedMs = delayMs; ; waitedMs -= samplePeriodMs) {
    into.record(Math.max(waitedMs, 0));
    if (waitedMs <= samplePeriodMs) return;
  }
}

/**
 * Watches the thread it runs in. Samples of its own, because those of `monitorEventLoopDelay` can be had only as
 * percentiles, which do not add up over segments and workers. Its error is that of Node's timers, about 1 ms.
 */
export class GeneratorHealth {
  readonly #onDelay: (delayMs: number, atMs: number) => void;
  readonly #nowMs: () => number;
  #end: (() => void) | undefined;
  #lastFiredMs = 0;
  #worstMs = 0;
  #sampledAtMs: number;
  #sampledCpuMs: number;

  /** `onDelay` hears of every sample: how late the loop was, and when. */
  constructor(nowMs: () => number, onDelay: (delayMs: number, atMs: number) => void) {
    this.#nowMs = nowMs;
    this.#onDelay = onDelay;
    this.#sampledAtMs = nowMs();
    this.#sampledCpuMs = threadCpuMs();
  }

  start(): void {
    this.stop();
    this.#lastFiredMs = this.#nowMs();
    this.#end = again(samplePeriodMs, () => this.#fired());
  }

  stop(): void {
    this.#end?.();
    this.#end = undefined;
  }

  #fired(): void {
    const atMs = this.#nowMs();
    const delayMs = Math.max(atMs - this.#lastFiredMs - samplePeriodMs, 0);
    this.#lastFiredMs = atMs;
    if (delayMs > this.#worstMs) this.#worstMs = delayMs;
    this.#onDelay(delayMs, atMs);
  }

  /** Since this was last called. */
  sample(): HealthSample {
    const atMs = this.#nowMs();
    const cpuMs = threadCpuMs();
    const wallMs = atMs - this.#sampledAtMs;
    // A loop that is held up now has not been able to say so.
    const waitingMs = this.#end === undefined ? 0 : atMs - this.#lastFiredMs - samplePeriodMs;
    const sample = {
      eventLoopDelayMaxMs: Math.max(this.#worstMs, waitingMs, 0),
      cpuShare: share(cpuMs - this.#sampledCpuMs, wallMs),
      residentBytes: residentBytes(),
    };
    this.#worstMs = 0;
    this.#sampledAtMs = atMs;
    this.#sampledCpuMs = cpuMs;
    return sample;
  }
}

/** CPU time against wall time; 0 over no time at all, and never more than 1. */
export function share(cpuMs: number, wallMs: number): number {
  return wallMs > 0 ? Math.min(Math.max(cpuMs / wallMs, 0), 1) : 0;
}

/** The most files that were seen open. Looking takes milliseconds when there are thousands: not during measuring. */
export class OpenFiles {
  #most = 0;

  look(): void {
    this.#most = Math.max(this.#most, openFiles().open);
  }

  record(): { openFiles: number; fileLimit: number } {
    this.look();
    return { openFiles: this.#most, fileLimit: openFiles().limit };
  }
}
