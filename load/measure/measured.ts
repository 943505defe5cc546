import type {
  EventLatencies,
  GeneratorHealth,
  Latency,
  LedgerCounts,
  LoadInterval,
  LoadResult,
  LoadSegment,
  StimulusCounts,
} from '../../reports/results/index.ts';
import { addCounts, noCounts, sumCounts } from './counts.ts';
import { mergeEncoded } from './encoded.ts';
import { Histogram } from './histogram.ts';
import { addStimuli, noStimuli } from './stimulus-counts.ts';
import {
  entry,
  type IntervalTotals,
  most,
  noStream,
  type SegmentTotals,
  type StreamTotals,
  streamParts,
  type Totals,
  type WorkerHealth,
} from './totals.ts';

/** How the generator fared, at the worst of the workers. */
export interface Fared {
  /** How long something that came at any moment had to wait for the event loop; where that is known, frames among it. */
  eventLoopDelayMs: Latency;
  /** How long frames that had been read waited to be handled. Absent where the driver can't tell. */
  frameWaitMs?: Latency;
  sendLagMs: Latency;
  /** Share of the time in which that was `heldUpMs` or more. */
  heldUpShare: number;
  /** Absent where nobody could tell. */
  cpuShare?: number;
}

/** From this delay on the event loop counts as held up. */
export const heldUpMs = 20;

/** What was measured of a segment; whether it met its SLOs and can be trusted is for others to say. */
export type MeasuredSegment = Omit<LoadSegment, 'met' | 'trusted'> & {
  stimuli: StimulusCounts;
  intended: number;
  sent: number;
  dropped: number;
  /** By name of the server's event. */
  events: Record<string, EventLatencies>;
  ledgerByEvent: Record<string, LedgerCounts>;
  /** Absent when no worker can tell. */
  fared?: Fared;
};

/** The parts of a load result that were measured. */
export type Measured = Pick<
  LoadResult,
  | 'startedAt'
  | 'phasesMs'
  | 'windowFromMs'
  | 'sockets'
  | 'connectMs'
  | 'connectHistogram'
  | 'events'
  | 'breakdown'
  | 'ledger'
  | 'ledgerByEvent'
  | 'outside'
  | 'reconnect'
  | 'intervals'
  | 'generator'
> & {
  segments: MeasuredSegment[];
  stimuli: StimulusCounts;
  fared: Fared;
  /** Of the generator's event loop apart from the window. */
  besides: {
    /** While people connected, before it. */
    arrivalDelayMs: Latency;
    /** At any time. */
    worstDelayMs: number;
  };
  /** Resident memory of all workers by second: for its slope. */
  generatorMemory: { atS: number; bytes: number }[];
  /** Between the beginnings of the first worker's window and of the last one's, by their hosts' time of day. Absent: together. */
  startsApartMs?: number;
  /** Workers have other segments than others have. Absent: all have the same. */
  segmentsDiffer?: true;
  /** Events of other traffic that were ignored, and latencies over 60 s that the histograms hold as 60 s. */
  foreignEvents: number;
  clamped: number;
  /** What the workers have to say, each thing once. */
  problems: string[];
};

export function measuredOf(totals: Totals): Measured {
  const streams = new Map<string, StreamTotals>();
  const ledgers = new Map<string, LedgerCounts>();
  for (const segment of totals.segments) {
    for (const [event, stream] of segment.streams) {
      const sum = entry(streams, event, noStream);
      for (const part of streamParts) sum[part].add(stream[part]);
    }
    for (const [event, counts] of segment.ledgers) addCounts(entry(ledgers, event, noCounts), counts);
  }
  const stimuli = noStimuli();
  for (const segment of totals.segments) addStimuli(stimuli, segment.stimuli);
  const intervals = [...totals.intervals.values()].sort((one, other) => one.atS - other.atS);
  return {
    startedAt: new Date(totals.startedAtMs).toISOString(),
    phasesMs: totals.phasesMs,
    windowFromMs: totals.windowFromMs.size === 1 ? [...totals.windowFromMs.values()][0] : undefined,
    sockets: { ...totals.sockets, peak: peakSockets(totals) },
    connectMs: totals.connect.latency(),
    connectHistogram: totals.connect.encode(),
    events: mapValues(streams, eventLatenciesOf),
    breakdown: breakdownOf(totals),
    ledger: sumCounts(ledgers.values()),
    ledgerByEvent: mapValues(ledgers, (counts) => counts),
    outside: totals.outside,
    reconnect: reconnectOf(totals),
    segments: totals.segments.map(measuredSegmentOf),
    stimuli,
    intervals: intervals.map(intervalOf),
    generatorMemory: intervals.flatMap(({ atS, residentBytes }) =>
      residentBytes === undefined ? [] : { atS, bytes: residentBytes },
    ),
    ...(totals.outlines.size > 1 && { segmentsDiffer: true }),
    startsApartMs: totals.lastStartedAtMs - totals.startedAtMs,
    generator: generatorOf(totals),
    fared: faredOf([...totals.workers.values()]),
    besides: besidesOf([...totals.workers.values()]),
    foreignEvents: totals.foreignEvents,
    clamped: totals.clamped,
    problems: [...new Set(totals.problems)].sort(),
  };
}

export function measuredSegmentOf(segment: SegmentTotals): MeasuredSegment {
  const { label, intended, sent, dropped, streams, ledgers } = segment;
  const durationS = (segment.toMs - segment.fromMs) / 1000;
  const perSecond = (count: number) => (durationS > 0 ? count / durationS : 0);
  const generators = [...segment.generator.values()];
  return {
    label,
    fromS: segment.fromMs / 1000,
    toS: segment.toMs / 1000,
    intended,
    sent,
    intendedPerSecond: perSecond(intended),
    achievedPerSecond: perSecond(sent),
    dropped,
    stimuli: segment.stimuli,
    latencyMs: (mainStream(streams) ?? noStream()).corrected.latency(),
    ledger: sumCounts(ledgers.values()),
    events: mapValues(streams, eventLatenciesOf),
    ledgerByEvent: mapValues(ledgers, (counts) => counts),
    ...(generators.length > 0 && { fared: faredOf(generators) }),
  };
}

/** new_message; in a scenario without, what was delivered most. */
function mainStream(streams: Map<string, StreamTotals>): StreamTotals | undefined {
  const most = [...streams.values()].sort((one, other) => other.corrected.count - one.corrected.count);
  return streams.get('new_message') ?? most[0];
}

function eventLatenciesOf(stream: StreamTotals): EventLatencies {
  return {
    latencyMs: stream.corrected.latency(),
    uncorrectedMs: stream.uncorrected.latency(),
    firstRecipientMs: stream.firstRecipient.latency(),
    medianRecipientMs: stream.medianRecipient.latency(),
    lastRecipientMs: stream.lastRecipient.latency(),
    histogram: stream.corrected.encode(),
    uncorrectedHistogram: stream.uncorrected.encode(),
    firstRecipientHistogram: stream.firstRecipient.encode(),
    medianRecipientHistogram: stream.medianRecipient.encode(),
    lastRecipientHistogram: stream.lastRecipient.encode(),
  };
}

function breakdownOf({ breakdown }: Totals): LoadResult['breakdown'] {
  if (breakdown === undefined) return undefined;
  const rows = [...breakdown.rows].map(([label, row]) => ({
    label,
    latencyMs: row.latency(),
    histogram: row.encode(),
  }));
  const byLabel = new Intl.Collator('en', { numeric: true });
  return { by: breakdown.by, rows: rows.sort((one, other) => byLabel.compare(one.label, other.label)) };
}

function reconnectOf({ reconnect }: Totals): LoadResult['reconnect'] {
  if (reconnect === undefined) return undefined;
  const { servedAgain, ...counts } = reconnect;
  return { ...counts, servedAgainMs: servedAgain.latency() };
}

function intervalOf({ latencies, residentBytes: _, ...interval }: IntervalTotals): LoadInterval {
  const { eventLoopDelayMaxMs, cpuShare, ...counts } = interval;
  return {
    ...counts,
    ...(latencies.length > 0 && secondOf(latencies)),
    generator: { eventLoopDelayMaxMs, cpuShare },
  };
}

function secondOf(latencies: readonly string[]): Pick<LoadInterval, 'latencyMs' | 'histogram'> {
  const latency = mergeEncoded(latencies);
  const [only, ...others] = latencies;
  return { latencyMs: latency.latency(), histogram: others.length === 0 ? only : latency.encode() };
}

/** Of several workers the most that they had in the same second: their own peaks need not fall together. */
function peakSockets({ workers, intervals }: Totals): number {
  const [first] = workers.values();
  if (workers.size <= 1) return first?.peakSockets ?? 0;
  return [...intervals.values()].reduce((most, { sockets }) => Math.max(most, sockets), 0);
}

/** The worst of each. A worker that stood still is not hidden by others that ran. */
function faredOf(
  workers: Pick<WorkerHealth, 'eventLoopDelay' | 'sendLag' | 'frameWait' | 'cpuShare'>[],
): Fared {
  const worst = (of: (worker: (typeof workers)[number]) => number) => Math.max(0, ...workers.map(of));
  const sendLag = new Histogram();
  for (const worker of workers) sendLag.add(worker.sendLag);
  const delays = workers.map(({ eventLoopDelay }) => eventLoopDelay);
  const waits = workers.map(({ frameWait }) => frameWait).filter(({ count }) => count > 0);
  return {
    // The loop's own samples miss what one frame of many had to wait for; frames miss the time in which none came.
    eventLoopDelayMs: worstOf([...delays, ...waits]),
    ...(waits.length > 0 && { frameWaitMs: worstOf(waits) }),
    sendLagMs: sendLag.latency(),
    heldUpShare: worst(({ eventLoopDelay }) => eventLoopDelay.shareFrom(heldUpMs)),
    cpuShare: most(workers.map(({ cpuShare }) => cpuShare)),
  };
}

/** Figure by figure the worst of several. */
function worstOf(histograms: readonly Histogram[]): Latency {
  const worst = new Histogram().latency();
  for (const latency of histograms.map((one) => one.latency())) {
    for (const figure of Object.keys(worst) as (keyof Latency)[]) {
      worst[figure] = Math.max(worst[figure], latency[figure]);
    }
  }
  return worst;
}

/** The worst of each, as above. */
function besidesOf(workers: WorkerHealth[]): Measured['besides'] {
  return {
    arrivalDelayMs: worstOf(workers.map(({ arrivalDelay }) => arrivalDelay)),
    worstDelayMs: Math.max(0, ...workers.map(({ worstDelayMs }) => worstDelayMs)),
  };
}

function generatorOf({ workers, segments }: Totals): GeneratorHealth {
  const all = [...workers.values()];
  const sum = (of: (worker: (typeof all)[number]) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  const fullest = all.toSorted((one, other) => filled(other) - filled(one))[0];
  const { eventLoopDelayMs, frameWaitMs, sendLagMs, cpuShare } = faredOf(all);
  const inShort = ({ p50, p99, max }: Latency) => ({ p50, p99, max });
  return {
    workers: all.length,
    ...{ eventLoopDelayMs: inShort(eventLoopDelayMs), sendLagMs, cpuShare },
    ...(frameWaitMs && { frameWaitMs: inShort(frameWaitMs) }),
    intended: segments.reduce((total, { intended }) => total + intended, 0),
    achieved: segments.reduce((total, { sent }) => total + sent, 0),
    droppedSamples: sum(({ droppedSamples }) => droppedSamples),
    files: { open: fullest?.openFiles ?? 0, limit: fullest?.fileLimit ?? 0 },
    residentBytes: all.some(({ residentBytes }) => residentBytes === undefined)
      ? undefined
      : sum(({ residentBytes }) => residentBytes ?? 0),
  };
}

const filled = ({ openFiles, fileLimit }: { openFiles: number; fileLimit: number }) =>
  fileLimit > 0 ? openFiles / fileLimit : 0;

function mapValues<From, To>(map: Map<string, From>, of: (value: From) => To): Record<string, To> {
  const byName = [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(byName.map(([name, value]) => [name, of(value)]));
}
