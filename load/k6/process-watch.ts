import type { FromWorker } from '../control/index.ts';
import { type IntervalRecord, nowMs, type SegmentRecord } from '../measure/index.ts';
import { ProcessGroup } from './process-group.ts';
import { Readings } from './readings.ts';

const everyMs = 250;

/**
 * Watches the process of k6 from outside, and adds to what its scripts say of themselves what they cannot know: CPU,
 * memory, open files. Where the system does not tell (there is no /proc), CPU and memory are absent.
 */
export class ProcessWatch {
  readonly #pid: number;
  readonly #scripts: number;
  readonly #group: ProcessGroup;
  readonly #readings = new Readings();
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  #files = { openFiles: 0, fileLimit: 0 };
  #windowFromMs: number | undefined;

  /** `pid` leads a process group. `scripts`: virtual users, each of which hands over a record of its own. */
  constructor(pid: number, scripts: number) {
    this.#pid = pid;
    this.#scripts = scripts;
    this.#group = new ProcessGroup(pid);
    this.#timer = setInterval(() => void this.#look(), everyMs);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Cores that it took between two times of `nowMs()`: 1.5 is one and a half of them. Absent where nobody can tell. */
  shareBetween(fromMs: number, toMs: number): number | undefined {
    return this.#readings.shareBetween(fromMs, toMs);
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
    const cpuShare = first && this.shareBetween(first.fromMs, segments.at(-1)?.toMs ?? first.toMs);
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
    const cpuShare = this.shareBetween(fromMs, toMs);
    return { ...second, cpuShare, residentBytes: this.#bytesAt(toMs) };
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const used = await this.#group.usage();
      this.#readings.add({ atMs: nowMs(), ...used });
    } catch {
      // It has ended, or the system does not tell.
    } finally {
      this.#looking = false;
    }
  }

  /** What falls to each script. */
  #bytesAt(atMs: number): number | undefined {
    const bytes = this.#readings.bytesAt(atMs);
    return bytes === undefined ? undefined : Math.round(bytes / this.#scripts);
  }

  #countFiles(): void {
    const files = this.#group.openFiles();
    if (files === undefined) return;
    this.#files = { openFiles: Math.max(files.open, this.#files.openFiles), fileLimit: files.limit };
  }
}
