import { nowMs, sinceMs } from './clock.ts';

/*
 * Takes the place of `measure/host.ts`. A script in k6 learns nothing of the process it runs in: who started it reads
 * that from outside, and completes the record.
 */

export function hostName(): string {
  return __ENV.PINGBACK_HOST ?? __ENV.HOSTNAME ?? 'k6';
}

export function processId(): number {
  return 0;
}

export function residentBytes(): number {
  return 0;
}

export function threadCpuMs(): number {
  return 0;
}

export function openFiles(): { open: number; limit: number } {
  return { open: 0, limit: 0 };
}

/** What to give a timer that is to go off after so long: k6's know fractions of milliseconds. */
export function timerMs(delayMs: number): number {
  return Math.max(delayMs, 0);
}

/** Calls back again and again. Returns what ends it, without which the virtual user would go on for ever. */
export function again(everyMs: number, act: () => void): () => void {
  const timer = setInterval(act, everyMs);
  return () => clearInterval(timer);
}

let heard: ((waitedMs: number, atMs: number) => void) | undefined;

/** Tells of frames of the network how long each had been read before it was handled, and when. */
export function watchFrames(listener: (waitedMs: number, atMs: number) => void): void {
  heard = listener;
}

let readAtMs = 0;

/** A frame is about to be handled that was read then, in milliseconds since 1970. */
export function frameRead(timestamp: number): void {
  const atMs = nowMs();
  const waitedMs = Math.max(sinceMs(timestamp), 0);
  readAtMs = atMs - waitedMs;
  heard?.(waitedMs, atMs);
}

/** When what is being handled came in: how long it waited for this script is no part of its latency. */
export function arrivedMs(): number {
  return readAtMs;
}

/** k6 lets no script write to a file. */
export function linesInto(_variable: string): undefined {}
