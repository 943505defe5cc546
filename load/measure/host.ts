import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { nowMs } from './clock.ts';

/*
 * What measuring has to ask of whoever it runs in, which is Node here. In k6 `load/k6/script/host.ts` takes its place.
 */

export function hostName(): string {
  return hostname();
}

export function processId(): number {
  return process.pid;
}

/** Memory of this process. */
export function residentBytes(): number {
  return process.memoryUsage.rss();
}

/** CPU time of this thread so far; before Node 23.9, of the whole process, which is never less. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

/** Files that this process has open, and may have open. 0: the system does not say. Takes milliseconds with thousands of them. */
export function openFiles(): { open: number; limit: number } {
  return { open: orZero(() => readdirSync('/proc/self/fd').length), limit: orZero(fileLimit) };
}

function fileLimit(): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(soft ?? 0);
}

function orZero(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}

/** What to give a timer that is to go off after so long and not before: Node's count whole milliseconds. */
export function timerMs(delayMs: number): number {
  return Math.max(Math.ceil(delayMs), 1);
}

/** Calls back again and again, and keeps nothing alive for it. Returns what ends it. */
export function again(everyMs: number, act: () => void): () => void {
  const timer = setInterval(act, everyMs).unref();
  return () => clearInterval(timer);
}

/** Tells of frames of the network how long each had been read before it was handled, and when. Node does not say. */
export function watchFrames(_heard: (waitedMs: number, atMs: number) => void): void {}

/** When what is being handled came in, in milliseconds of `nowMs()`. Node says of no frame when it was read. */
export const arrivedMs = nowMs;

/** Takes lines of text. */
export interface Lines {
  add(line: string): void;
  /** Call when the last one was added. */
  flush(): void;
}

const linesBytes = 65_536;

/** Adds lines to the file that this variable of the environment names. Nothing where it names none. */
export function linesInto(variable: string): Lines | undefined {
  const path = process.env[variable];
  if (!path) return undefined;
  const file = openSync(path, 'a');
  let waiting = '';
  const flush = () => {
    writeSync(file, waiting);
    waiting = '';
  };
  return {
    add(line) {
      waiting += `${line}\n`;
      if (waiting.length > linesBytes) flush();
    },
    flush,
  };
}
