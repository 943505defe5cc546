import { type ServerEventName, serverEventNames } from '../../conformance/contract/index.ts';
import type { LedgerCounts } from '../../reports/results/index.ts';
import { Breakdown, type Dimension } from './breakdown.ts';
import { recordDelay, share } from './generator-health.ts';
import { Histogram } from './histogram.ts';
import { threadCpuMs } from './host.ts';
import type { Message } from './message.ts';
import type { SegmentRecord, StreamRecord } from './record.ts';
import { noStimuli } from './stimulus-counts.ts';

/** Delays from this on matter by themselves. */
const noticedMs = 100;

/** What is recorded of the deliveries of one kind of event. */
class Stream {
  readonly corrected = new Histogram();
  readonly uncorrected = new Histogram();
  readonly firstRecipient = new Histogram();
  readonly medianRecipient = new Histogram();
  readonly lastRecipient = new Histogram();

  completed({ arrivalsMs, arrived, intendedMs }: Message): void {
    this.firstRecipient.record((arrivalsMs[0] as number) - intendedMs);
    // Of an even number the later of the two in the middle: nothing looks better than it was.
    this.medianRecipient.record((arrivalsMs[arrived >> 1] as number) - intendedMs);
    this.lastRecipient.record((arrivalsMs[arrived - 1] as number) - intendedMs);
  }

  record(): StreamRecord {
    return {
      corrected: this.corrected.encode(),
      uncorrected: this.uncorrected.encode(),
      firstRecipient: this.firstRecipient.encode(),
      medianRecipient: this.medianRecipient.encode(),
      lastRecipient: this.lastRecipient.encode(),
    };
  }
}

/** A part of the run that is judged by itself. */
export class Segment {
  readonly label: string;
  readonly fromMs: number;
  toMs: number;
  intended = 0;
  sent = 0;
  dropped = 0;
  readonly stimuli = noStimuli();
  readonly sendLag = new Histogram();
  readonly eventLoopDelay = new Histogram();
  /** How long frames that had been read waited to be handled; nothing where the host does not say. */
  readonly frameWait = new Histogram();
  readonly breakdown: Breakdown | undefined;
  /** By event. */
  readonly #streams: (Stream | undefined)[] = serverEventNames.map(() => undefined);
  #cpu: { fromMs: number; toMs: number; cpuFromMs: number; cpuToMs: number } | undefined;

  constructor(label: string, fromMs: number, toMs: number, by?: Dimension) {
    this.label = label;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.breakdown = by === undefined ? undefined : new Breakdown(by);
  }

  stream(event: number): Stream {
    let stream = this.#streams[event];
    if (stream === undefined) {
      stream = new Stream();
      this.#streams[event] = stream;
    }
    return stream;
  }

  /** The event loop was late by `delayMs` at `atMs`. */
  looped(delayMs: number, atMs: number): void {
    recordDelay(this.eventLoopDelay, delayMs);
    const cpuMs = threadCpuMs();
    this.#cpu ??= { fromMs: atMs, toMs: atMs, cpuFromMs: cpuMs, cpuToMs: cpuMs };
    this.#cpu.toMs = atMs;
    this.#cpu.cpuToMs = cpuMs;
  }

  /**
   * The event loop was late after the end, while something was still to arrive. Short delays are left out: a thread that
   * has little to do any more would speak for one that had much.
   */
  heldUpAfter(delayMs: number, atMs: number): void {
    if (atMs >= this.toMs && delayMs >= noticedMs) recordDelay(this.eventLoopDelay, delayMs);
  }

  /** CPU time of the thread and the time it was watched, in milliseconds. */
  get watched(): { cpuMs: number; wallMs: number } {
    if (this.#cpu === undefined) return { cpuMs: 0, wallMs: 0 };
    return { cpuMs: this.#cpu.cpuToMs - this.#cpu.cpuFromMs, wallMs: this.#cpu.toMs - this.#cpu.fromMs };
  }

  record(ledgers: Partial<Record<ServerEventName, LedgerCounts>>): SegmentRecord {
    const streams: Record<string, StreamRecord> = {};
    serverEventNames.forEach((event, index) => {
      const stream = this.#streams[index];
      if (stream !== undefined) streams[event] = stream.record();
    });
    const { label, fromMs, toMs, intended, sent, dropped } = this;
    const { cpuMs, wallMs } = this.watched;
    return {
      label,
      fromMs,
      toMs,
      intended,
      sent,
      dropped,
      ...(this.stimuli.asked > 0 && { stimuli: { ...this.stimuli } }),
      streams,
      ledgers: { ...ledgers } as Record<string, LedgerCounts>,
      generator: {
        eventLoopDelay: this.eventLoopDelay.encode(),
        sendLag: this.sendLag.encode(),
        cpuShare: share(cpuMs, wallMs),
        ...(this.frameWait.count > 0 && { frameWait: this.frameWait.encode() }),
      },
      breakdown: this.breakdown?.rows(),
    };
  }
}

/** The segments of a run, in the order of time. */
export class Segments {
  readonly all: Segment[] = [];
  readonly #by: Dimension | undefined;

  constructor(by?: Dimension) {
    this.#by = by;
  }

  /** Returns its index. */
  begin(label: string, fromMs: number, toMs: number): number {
    const last = this.all.at(-1);
    if (last !== undefined && fromMs < last.toMs) {
      throw new RangeError(
        `Segment ${label} begins ${(last.toMs - fromMs).toFixed(0)} ms before the one before it ends.`,
      );
    }
    return this.all.push(new Segment(label, fromMs, toMs, this.#by)) - 1;
  }

  /** Ends the last one before its time. */
  cut(atMs: number): void {
    const last = this.all.at(-1);
    if (last !== undefined) last.toMs = Math.max(Math.min(last.toMs, atMs), last.fromMs);
  }

  /** How the generator fared in all of them together. */
  generator(): { eventLoopDelay: string; sendLag: string; cpuShare: number; frameWait?: string } {
    const eventLoopDelay = new Histogram();
    const sendLag = new Histogram();
    const frameWait = new Histogram();
    let [cpuMs, wallMs] = [0, 0];
    for (const segment of this.all) {
      eventLoopDelay.add(segment.eventLoopDelay);
      sendLag.add(segment.sendLag);
      frameWait.add(segment.frameWait);
      cpuMs += segment.watched.cpuMs;
      wallMs += segment.watched.wallMs;
    }
    return {
      eventLoopDelay: eventLoopDelay.encode(),
      sendLag: sendLag.encode(),
      cpuShare: share(cpuMs, wallMs),
      ...(frameWait.count > 0 && { frameWait: frameWait.encode() }),
    };
  }

  /** Of all of them together; none where nothing is broken down. */
  breakdown(): { by: Dimension; rows: Record<string, string> } | undefined {
    if (this.#by === undefined) return undefined;
    const sum = new Breakdown(this.#by);
    for (const { breakdown } of this.all) if (breakdown !== undefined) sum.add(breakdown);
    return { by: this.#by, rows: sum.rows() };
  }

  /** Index of the segment in which that time lies; -1: in none. */
  at(ms: number): number {
    for (let index = this.all.length - 1; index >= 0; index -= 1) {
      const segment = this.all[index] as Segment;
      if (ms >= segment.toMs) return -1;
      if (ms >= segment.fromMs) return index;
    }
    return -1;
  }
}
