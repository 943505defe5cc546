import { readdirSync, readFileSync } from 'node:fs';
import type { FromWorker } from '../control/index.ts';
import { type IntervalRecord, nowMs, type SegmentRecord } from '../measure/index.ts';
import { usageOfProcess } from '../resources/index.ts';

interface Reading {
  atMs: number;
  cpuMs: number;
  residentBytes: number;
}

const everyMs = 250;

/**
 * Watches the process of k6 from outside, and adds to what its scripts say of themselves what they cannot know: CPU,
 * memory, open files. Where the system does not tell (there is no /proc), what is unknown stays 0.
 */
export class ProcessWatch {
  readonly #pid: number;
  readonly #scripts: number;
  readonly #readings: Reading[] = [];
  readonly #timer: NodeJS.Timeout;
  #files = { openFiles: 0, fileLimit: 0 };
  #windowFromMs: number | undefined;

  /** `scripts`: virtual users, each of which hands over a record of its own. */
  constructor(pid: number, scripts: number) {
    this.#pid = pid;
    this.#scripts = scripts;
    this.#timer = setInterval(() => void this.#look(), everyMs);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Cores that it took between two times of `nowMs()`: 1.5 is one and a half of them. */
  shareBetween(fromMs: number, toMs: number): number {
    const cpuMs = this.#cpuAt(toMs) - this.#cpuAt(fromMs);
    return toMs > fromMs ? Math.max(cpuMs, 0) / (toMs - fromMs) : 0;
  }

  complete(message: FromWorker): FromWorker {
    switch (message.kind) {
      case 'hello':
        return { ...message, pid: this.#pid };
      case 'tick':
        return { ...message, cpuShare: this.shareBetween(nowMs() - 1_000, nowMs()) };
      case 'ready':
        this.#countFiles();
        return message;
      case 'segment':
        this.#windowFromMs ??= message.record.fromMs;
        return { ...message, record: this.#withCpu(message.record) };
      case 'seconds':
        return { ...message, intervals: message.intervals.map((second) => this.#withUsage(second)) };
      case 'done':
        return { ...message, record: this.#completed(message.record) };
      case 'failed':
        return message;
    }
  }

  #completed(record: Extract<FromWorker, { kind: 'done' }>['record']): typeof record {
    this.#countFiles();
    const segments = record.segments.map((segment) => this.#withCpu(segment));
    const [first] = segments;
    const cpuShare = first ? this.shareBetween(first.fromMs, segments.at(-1)?.toMs ?? first.toMs) : 0;
    const generator = {
      ...record.generator,
      ...this.#files,
      cpuShare,
      residentBytes: this.#bytesAt(nowMs()),
    };
    const intervals = record.intervals.map((second) => this.#withUsage(second));
    return { ...record, pid: this.#pid, segments, intervals, generator };
  }

  #withCpu(segment: SegmentRecord): SegmentRecord {
    const { generator, fromMs, toMs } = segment;
    return generator
      ? { ...segment, generator: { ...generator, cpuShare: this.shareBetween(fromMs, toMs) } }
      : segment;
  }

  #withUsage(second: IntervalRecord): IntervalRecord {
    if (this.#windowFromMs === undefined) return second;
    const fromMs = this.#windowFromMs + second.atS * 1_000;
    const toMs = fromMs + 1_000;
    return { ...second, cpuShare: this.shareBetween(fromMs, toMs), residentBytes: this.#bytesAt(toMs) };
  }

  async #look(): Promise<void> {
    try {
      const { cpuS, residentBytes } = await usageOfProcess(this.#pid);
      this.#readings.push({ atMs: nowMs(), cpuMs: cpuS * 1_000, residentBytes });
    } catch {
      // It has ended, or the system does not tell.
    }
  }

  /** Between two readings, as if it had gone on evenly. */
  #cpuAt(atMs: number): number {
    const after = this.#readings.findIndex((reading) => reading.atMs >= atMs);
    const next = this.#readings[after];
    const before = this.#readings[after - 1];
    if (next === undefined) return this.#readings.at(-1)?.cpuMs ?? 0;
    if (before === undefined) return next.cpuMs;
    const share = (atMs - before.atMs) / (next.atMs - before.atMs);
    return before.cpuMs + share * (next.cpuMs - before.cpuMs);
  }

  /** What falls to each script. */
  #bytesAt(atMs: number): number {
    const reading = this.#readings.findLast((one) => one.atMs <= atMs) ?? this.#readings[0];
    return Math.round((reading?.residentBytes ?? 0) / this.#scripts);
  }

  #countFiles(): void {
    try {
      const open = readdirSync(`/proc/${this.#pid}/fd`).length;
      const limits = readFileSync(`/proc/${this.#pid}/limits`, 'utf8');
      const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
      this.#files = { openFiles: Math.max(open, this.#files.openFiles), fileLimit: limit };
    } catch {
      // As above.
    }
  }
}
