import type { LedgerCounts, StimulusCounts } from '../../reports/results/index.ts';
import { addCounts, noCounts } from './counts.ts';
import { Histogram } from './histogram.ts';
import type { IntervalRecord, SegmentRecord, StreamRecord, WorkerRecord } from './record.ts';
import { addStimuli, noStimuli } from './stimulus-counts.ts';

export const streamParts = [
  'corrected',
  'uncorrected',
  'firstRecipient',
  'medianRecipient',
  'lastRecipient',
] as const satisfies (keyof StreamRecord)[];
export type StreamTotals = Record<keyof StreamRecord, Histogram>;

export function noStream(): StreamTotals {
  return Object.fromEntries(streamParts.map((part) => [part, new Histogram()])) as StreamTotals;
}

/** How one worker fared: what can't be added up is kept apart. */
export interface WorkerHealth {
  eventLoopDelay: Histogram;
  sendLag: Histogram;
  /** How long frames that had been read waited to be handled; empty where the driver can't tell. */
  frameWait: Histogram;
  /** While people connected. */
  arrivalDelay: Histogram;
  worstDelayMs: number;
  /** Absent, as `residentBytes`, where nobody could tell. */
  cpuShare?: number;
  droppedSamples: number;
  openFiles: number;
  fileLimit: number;
  residentBytes?: number;
  peakSockets: number;
}

export interface SegmentTotals {
  label: string;
  /** Since the measured window began. */
  fromMs: number;
  toMs: number;
  intended: number;
  sent: number;
  /** Connections that ended without being asked to. */
  dropped: number;
  stimuli: StimulusCounts;
  streams: Map<string, StreamTotals>;
  ledgers: Map<string, LedgerCounts>;
  /** By worker; of those that can tell. */
  generator: Map<string, Pick<WorkerHealth, 'eventLoopDelay' | 'sendLag' | 'frameWait' | 'cpuShare'>>;
}

/** `latencies`: a histogram of each worker, encoded. There is one for every second of a run of days: whole, they fill the memory. */
export type IntervalTotals = Omit<IntervalRecord, 'latency'> & { latencies: readonly string[] };

export interface ReconnectTotals {
  storms: number;
  participants: number;
  servedAgain: Histogram;
  allServedMs: number[];
  neverServed: number;
  missedWhileAway: number;
}

/** What any number of workers measured, added up. Nothing of their histograms and counts is lost. */
export interface Totals {
  runId: string;
  /** By worker: its number, host and process. */
  workers: Map<string, WorkerHealth>;
  /** Of the first to begin, and of the last. */
  startedAtMs: number;
  lastStartedAtMs: number;
  /** When the measured window began, on the monotonic clock of each host. */
  windowFromMs: Map<string, number>;
  phasesMs: WorkerRecord['phasesMs'];
  sockets: Omit<WorkerRecord['sockets'], 'peak'>;
  connect: Histogram;
  segments: SegmentTotals[];
  /** The labels of a worker's segments, as JSON: all should have the same. */
  outlines: Set<string>;
  outside: LedgerCounts;
  breakdown?: { by: 'nodes' | 'transport' | 'size'; rows: Map<string, Histogram> };
  reconnect?: ReconnectTotals;
  /** By second. */
  intervals: Map<number, IntervalTotals>;
  foreignEvents: number;
  clamped: number;
  problems: string[];
}

export function noTotals(runId: string): Totals {
  return {
    runId,
    workers: new Map(),
    startedAtMs: Number.POSITIVE_INFINITY,
    lastStartedAtMs: Number.NEGATIVE_INFINITY,
    windowFromMs: new Map(),
    phasesMs: { ramp: 0, warmUp: 0, measured: 0, drain: 0 },
    sockets: { widgets: 0, agents: 0, unserved: 0, refused: 0, dropped: 0 },
    connect: new Histogram(),
    segments: [],
    outlines: new Set(),
    outside: noCounts(),
    intervals: new Map(),
    foreignEvents: 0,
    clamped: 0,
    problems: [],
  };
}

/** The value of that key; made first when there is none. */
export function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** The window of a host begins with that of its first worker. */
export function noteWindow({ windowFromMs }: Totals, host: string, fromMs: number): void {
  windowFromMs.set(host, Math.min(windowFromMs.get(host) ?? fromMs, fromMs));
}

/** Adds what another worker measured, or several did. */
export function addTotals(into: Totals, from: Totals): void {
  for (const [worker, health] of from.workers) into.workers.set(worker, health);
  into.startedAtMs = Math.min(into.startedAtMs, from.startedAtMs);
  into.lastStartedAtMs = Math.max(into.lastStartedAtMs, from.lastStartedAtMs);
  for (const [host, fromMs] of from.windowFromMs) noteWindow(into, host, fromMs);
  for (const phase of ['ramp', 'warmUp', 'measured', 'drain'] as const) {
    into.phasesMs[phase] = Math.max(into.phasesMs[phase], from.phasesMs[phase]);
  }
  for (const kind of ['widgets', 'agents', 'unserved', 'refused', 'dropped'] as const) {
    into.sockets[kind] += from.sockets[kind];
  }
  into.connect.add(from.connect);
  from.segments.forEach((segment, index) => {
    const same = into.segments[index];
    if (same === undefined) into.segments[index] = segment;
    else addSegment(same, segment);
  });
  for (const outline of from.outlines) into.outlines.add(outline);
  addCounts(into.outside, from.outside);
  addBreakdown(into, from);
  addReconnect(into, from);
  for (const [atS, interval] of from.intervals) addInterval(into, atS, interval);
  into.foreignEvents += from.foreignEvents;
  into.clamped += from.clamped;
  for (const problem of from.problems) into.problems.push(problem);
}

export function addSegment(into: SegmentTotals, from: SegmentTotals): void {
  into.fromMs = Math.min(into.fromMs, from.fromMs);
  into.toMs = Math.max(into.toMs, from.toMs);
  into.intended += from.intended;
  into.sent += from.sent;
  into.dropped += from.dropped;
  addStimuli(into.stimuli, from.stimuli);
  for (const [event, stream] of from.streams) {
    const sum = entry(into.streams, event, noStream);
    for (const part of streamParts) sum[part].add(stream[part]);
  }
  for (const [event, counts] of from.ledgers) addCounts(entry(into.ledgers, event, noCounts), counts);
  for (const [worker, generator] of from.generator) into.generator.set(worker, generator);
}

function addBreakdown(into: Totals, { breakdown }: Totals): void {
  if (breakdown === undefined) return;
  into.breakdown ??= { by: breakdown.by, rows: new Map() };
  for (const [label, row] of breakdown.rows) {
    entry(into.breakdown.rows, label, () => new Histogram()).add(row);
  }
}

function addReconnect(into: Totals, { reconnect: from }: Totals): void {
  if (from === undefined) return;
  const sum = into.reconnect;
  if (sum === undefined) {
    into.reconnect = from;
    return;
  }
  // Workers go through the same storms at the same time: a storm is over when it is over at the last of them.
  sum.storms = Math.max(sum.storms, from.storms);
  sum.participants += from.participants;
  sum.servedAgain.add(from.servedAgain);
  sum.neverServed += from.neverServed;
  sum.missedWhileAway += from.missedWhileAway;
  from.allServedMs.forEach((ms, storm) => {
    sum.allServedMs[storm] = Math.max(sum.allServedMs[storm] ?? 0, ms);
  });
}

/** The largest of those that are known. */
export function most(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function addInterval(into: Totals, atS: number, from: IntervalTotals): void {
  const sum = into.intervals.get(atS);
  if (sum === undefined) {
    into.intervals.set(atS, from);
    return;
  }
  for (const count of ['intended', 'sent', 'deliveries', 'sockets'] as const) sum[count] += from[count];
  // A sum that lacks somebody is none.
  sum.residentBytes =
    sum.residentBytes === undefined || from.residentBytes === undefined
      ? undefined
      : sum.residentBytes + from.residentBytes;
  sum.eventLoopDelayMaxMs = Math.max(sum.eventLoopDelayMaxMs, from.eventLoopDelayMaxMs);
  sum.cpuShare = most([sum.cpuShare, from.cpuShare]);
  sum.latencies = [...sum.latencies, ...from.latencies];
}

/** Number, host and process. */
export function identityOf({ worker, host, pid }: Pick<WorkerRecord, 'worker' | 'host' | 'pid'>): string {
  // What comes through counters is well-formed.
  return `${worker} ${host.toWellFormed()} ${pid}`;
}

/** The parts of such a name; nothing where it is none. */
export function partsOfIdentity(name: string): { worker: number; host: string } | undefined {
  const [, worker = '', host = ''] = /^(\d{1,15}) (.*) \d{1,15}$/s.exec(name) ?? [];
  return worker === '' ? undefined : { worker: Number(worker), host };
}

/** What one worker measured, ready to be added up. */
export function totalsOf(record: WorkerRecord): Totals {
  const worker = identityOf(record);
  const { generator, reconnect, breakdown } = record;
  const { peak, ...sockets } = record.sockets;
  const health = {
    ...generator,
    eventLoopDelay: Histogram.decode(generator.eventLoopDelay),
    sendLag: Histogram.decode(generator.sendLag),
    frameWait: decodeIfThere(generator.frameWait),
    arrivalDelay: decodeIfThere(generator.arrivalDelay),
    worstDelayMs: generator.worstDelayMs ?? 0,
    peakSockets: peak,
  };
  return {
    runId: record.runId,
    workers: new Map([[worker, health]]),
    startedAtMs: Date.parse(record.startedAt),
    lastStartedAtMs: Date.parse(record.startedAt),
    windowFromMs: new Map(record.segments.slice(0, 1).map(({ fromMs }) => [record.host, fromMs])),
    phasesMs: { ...record.phasesMs },
    sockets,
    connect: Histogram.decode(record.connect),
    segments: record.segments.map((segment) =>
      segmentTotalsOf(segment, worker, record.segments[0]?.fromMs ?? 0),
    ),
    outlines: new Set([JSON.stringify(record.segments.map(({ label }) => label))]),
    outside: { ...record.outside },
    breakdown: breakdown && { by: breakdown.by, rows: decodeAll(breakdown.rows) },
    reconnect: reconnect && {
      ...reconnect,
      servedAgain: Histogram.decode(reconnect.servedAgain),
      allServedMs: [...reconnect.allServedMs],
    },
    intervals: new Map(
      record.intervals.map(({ latency, ...interval }) => [
        interval.atS,
        { ...interval, latencies: latency === undefined ? [] : [latency] },
      ]),
    ),
    foreignEvents: record.foreignEvents ?? 0,
    clamped: record.clamped ?? 0,
    problems: [...record.problems],
  };
}

function decodeIfThere(encoded: string | undefined): Histogram {
  return encoded === undefined ? new Histogram() : Histogram.decode(encoded);
}

function decodeAll(encoded: Record<string, string>): Map<string, Histogram> {
  return new Map(Object.entries(encoded).map(([name, text]) => [name, Histogram.decode(text)]));
}

/** `windowMs`: when the measured window began. Clocks of several hosts can't be compared, times since then can. */
export function segmentTotalsOf(segment: SegmentRecord, worker: string, windowMs: number): SegmentTotals {
  const { generator } = segment;
  return {
    label: segment.label,
    intended: segment.intended,
    sent: segment.sent,
    dropped: segment.dropped,
    stimuli: segment.stimuli ? { ...segment.stimuli } : noStimuli(),
    fromMs: segment.fromMs - windowMs,
    toMs: segment.toMs - windowMs,
    streams: new Map(
      Object.entries(segment.streams).map(([event, stream]) => [
        event,
        Object.fromEntries(streamParts.map((part) => [part, Histogram.decode(stream[part])])) as StreamTotals,
      ]),
    ),
    ledgers: new Map(Object.entries(segment.ledgers).map(([event, counts]) => [event, { ...counts }])),
    generator: new Map(
      generator && [
        [
          worker,
          {
            eventLoopDelay: Histogram.decode(generator.eventLoopDelay),
            sendLag: Histogram.decode(generator.sendLag),
            frameWait: decodeIfThere(generator.frameWait),
            cpuShare: generator.cpuShare,
          },
        ],
      ],
    ),
  };
}
