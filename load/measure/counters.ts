import type { LedgerCounts } from '../../reports/results/index.ts';
import { countNames, noCounts } from './counts.ts';
import { Histogram } from './histogram.ts';
import { type Measured, measuredOf } from './measured.ts';
import { RecordError } from './merge.ts';
import type { WorkerRecord } from './record.ts';
import {
  entry,
  type IntervalTotals,
  noStream,
  noTotals,
  noteWindow,
  type ReconnectTotals,
  type SegmentTotals,
  streamParts,
  type Totals,
  totalsOf,
} from './totals.ts';

/*
 * A record as counters: names and numbers that can be added up by somebody who knows nothing of them, such as a load
 * driver that runs on several hosts. What adds up has a name of its own, such as
 *
 *   pb.segment.0.stream.new_message.corrected.<bucket>     pb.segment.0.ledger.new_message.lost
 *
 * What does not (a worker's CPU share, a time) has the worker in its name, so that nothing is ever added to it.
 * Histograms of single seconds stay behind: they would be most of it. What nobody could tell reads as 0 afterwards, which
 * concerns no driver that hands over counters.
 */

export type Counters = Record<string, number>;

const prefix = 'pb';
const escaped = (part: string | number) => encodeURIComponent(part).replaceAll('.', '%2E');

class Writer {
  readonly counters: Counters = {};

  count(path: readonly (string | number)[], count: number): void {
    if (count !== 0) this.counters[[prefix, ...path.map(escaped)].join('.')] = count;
  }

  all(path: readonly (string | number)[], counts: Record<string, number | undefined>): void {
    for (const [name, count] of Object.entries(counts)) this.count([...path, name], count ?? 0);
  }

  histogram(path: readonly (string | number)[], histogram: Histogram): void {
    histogram.eachBucket((bucket, count) => this.count([...path, bucket], count));
  }
}

/** A worker's record as counters. */
export function toCounters(record: WorkerRecord): Counters {
  const totals = totalsOf(record);
  const writer = new Writer();
  const [worker = ''] = totals.workers.keys();
  writer.count(['run', totals.runId], 1);
  writeWorker(writer, worker, totals);
  for (const [index, segment] of totals.segments.entries()) writeSegment(writer, worker, index, segment);
  writer.all(['sockets'], totals.sockets);
  writer.histogram(['connect'], totals.connect);
  writer.all(['outside'], { ...totals.outside });
  if (totals.breakdown !== undefined) {
    writer.count(['breakdown', totals.breakdown.by], 1);
    for (const [label, row] of totals.breakdown.rows) {
      writer.histogram(['breakdown', totals.breakdown.by, label], row);
    }
  }
  if (totals.reconnect !== undefined) writeReconnect(writer, worker, totals.reconnect);
  for (const [atS, interval] of totals.intervals) {
    const { intended, sent, deliveries, sockets, residentBytes, eventLoopDelayMaxMs, cpuShare } = interval;
    writer.count(['second', atS], 1);
    writer.all(['second', atS], { intended, sent, deliveries, sockets, residentBytes });
    writer.all(['second', atS, 'worker', worker], { eventLoopDelayMaxMs, cpuShare });
  }
  writer.all([], { foreignEvents: totals.foreignEvents, clamped: totals.clamped });
  for (const problem of totals.problems) writer.count(['problem', problem], 1);
  return writer.counters;
}

function writeWorker(writer: Writer, worker: string, totals: Totals): void {
  const { startedAtMs, windowFromMs, phasesMs } = totals;
  for (const health of totals.workers.values()) {
    const { eventLoopDelay, sendLag, frameWait, arrivalDelay, ...numbers } = health;
    writer.count(['worker', worker], 1);
    writer.all(['worker', worker], { ...numbers, ...phasesMs, startedAtMs });
    writer.all(['worker', worker, 'windowFromMs'], Object.fromEntries(windowFromMs));
    writer.histogram(['worker', worker, 'eventLoopDelay'], eventLoopDelay);
    writer.histogram(['worker', worker, 'sendLag'], sendLag);
    writer.histogram(['worker', worker, 'frameWait'], frameWait);
    writer.histogram(['worker', worker, 'arrivalDelay'], arrivalDelay);
  }
}

function writeSegment(writer: Writer, worker: string, index: number, segment: SegmentTotals): void {
  const { label, fromMs, toMs, intended, sent, dropped } = segment;
  const path = ['segment', index];
  writer.count([...path, 'label', label], 1);
  writer.all(path, { intended, sent, dropped });
  const { longestWaitMs, ...stimuli } = segment.stimuli;
  writer.all([...path, 'stimuli'], stimuli);
  for (const [event, stream] of segment.streams) {
    for (const part of streamParts) writer.histogram([...path, 'stream', event, part], stream[part]);
  }
  for (const [event, counts] of segment.ledgers) writer.all([...path, 'ledger', event], { ...counts });
  writer.all([...path, 'time', worker], { fromMs, toMs, longestWaitMs });
  for (const { eventLoopDelay, sendLag, frameWait, cpuShare } of segment.generator.values()) {
    writer.count([...path, 'worker', worker], 1);
    writer.all([...path, 'worker', worker], { cpuShare });
    writer.histogram([...path, 'worker', worker, 'eventLoopDelay'], eventLoopDelay);
    writer.histogram([...path, 'worker', worker, 'sendLag'], sendLag);
    writer.histogram([...path, 'worker', worker, 'frameWait'], frameWait);
  }
}

function writeReconnect(writer: Writer, worker: string, reconnect: ReconnectTotals): void {
  const { storms, allServedMs, servedAgain, ...counts } = reconnect;
  writer.all(['reconnect'], counts);
  writer.histogram(['reconnect', 'servedAgain'], servedAgain);
  writer.count(['reconnect', 'here'], 1);
  writer.count(['reconnect', 'worker', worker], storms);
  writer.all(['reconnect', 'worker', worker], Object.fromEntries(allServedMs.entries()));
}

/** Counters by the parts of their names. */
class Tree {
  value = 0;
  readonly parts = new Map<string, Tree>();

  add(path: readonly string[], value: number): void {
    let tree: Tree = this;
    for (const part of path) tree = entry(tree.parts, part, () => new Tree());
    tree.value += value;
  }

  at(...path: string[]): Tree {
    let tree: Tree = this;
    for (const part of path) tree = tree.parts.get(part) ?? new Tree();
    return tree;
  }

  number(...path: string[]): number {
    return this.at(...path).value;
  }

  histogram(...path: string[]): Histogram {
    const histogram = new Histogram();
    for (const [bucket, { value }] of this.at(...path).parts) histogram.addToBucket(Number(bucket), value);
    return histogram;
  }

  counts(...path: string[]): LedgerCounts {
    const counts = noCounts();
    for (const name of countNames) counts[name] = this.number(...path, name);
    return counts;
  }

  /** The largest of what the parts say. */
  most(...path: string[]): number {
    return Math.max(...[...this.parts.values()].map((part) => part.number(...path)));
  }
}

/**
 * For runs on hosts that no coordinator reaches, whose load driver hands back nothing but counters; the `load` command
 * has records and does without. Reads counters that came of one worker's record or of several, added up: the same as merging the records, but for the
 * latencies of single seconds. Other counters may be among them. Throws a RecordError for counters of another run, or none.
 */
export function measuredFromCounters(counters: Counters, runId: string): Measured {
  return measuredOf(totalsFromCounters(counters, runId));
}

/** The same as totals, to which those of others can be added. */
export function totalsFromCounters(counters: Counters, runId: string): Totals {
  const tree = new Tree();
  for (const [name, value] of Object.entries(counters)) {
    const [first, ...path] = name.split('.');
    if (first === prefix) tree.add(path.map(decodeURIComponent), value);
  }
  const runs = [...tree.at('run').parts.keys()];
  if (runs.length !== 1 || runs[0] !== runId) {
    throw new RecordError(`Expected counters of run ${runId}, got those of ${runs.join(', ') || 'no run'}.`);
  }
  const totals = noTotals(runId);
  readWorkers(tree.at('worker'), totals);
  totals.segments = readSegments(tree.at('segment'));
  for (const kind of ['widgets', 'agents', 'unserved', 'refused', 'dropped'] as const) {
    totals.sockets[kind] = tree.number('sockets', kind);
  }
  totals.connect = tree.histogram('connect');
  totals.outside = tree.counts('outside');
  totals.breakdown = readBreakdown(tree.at('breakdown'));
  totals.reconnect = readReconnect(tree.at('reconnect'));
  for (const [atS, second] of tree.at('second').parts)
    totals.intervals.set(Number(atS), readSecond(atS, second));
  totals.foreignEvents = tree.number('foreignEvents');
  totals.clamped = tree.number('clamped');
  for (const [problem, { value }] of tree.at('problem').parts) {
    totals.problems.push(...Array.from({ length: value }, () => problem));
  }
  return totals;
}

function readWorkers(tree: Tree, totals: Totals): void {
  for (const [worker, one] of tree.parts) {
    if (one.value !== 1)
      throw new RecordError(`Counters of worker ${worker} were added up ${one.value} times.`);
    totals.workers.set(worker, {
      eventLoopDelay: one.histogram('eventLoopDelay'),
      sendLag: one.histogram('sendLag'),
      frameWait: one.histogram('frameWait'),
      arrivalDelay: one.histogram('arrivalDelay'),
      worstDelayMs: one.number('worstDelayMs'),
      cpuShare: one.number('cpuShare'),
      droppedSamples: one.number('droppedSamples'),
      openFiles: one.number('openFiles'),
      fileLimit: one.number('fileLimit'),
      residentBytes: one.number('residentBytes'),
      peakSockets: one.number('peakSockets'),
    });
    const startedAtMs = one.number('startedAtMs');
    totals.startedAtMs = Math.min(totals.startedAtMs, startedAtMs);
    totals.lastStartedAtMs = Math.max(totals.lastStartedAtMs, startedAtMs);
    for (const [host, { value }] of one.at('windowFromMs').parts) noteWindow(totals, host, value);
  }
  for (const phase of ['ramp', 'warmUp', 'measured', 'drain'] as const) {
    totals.phasesMs[phase] = tree.most(phase);
  }
}

function readSegments(tree: Tree): SegmentTotals[] {
  const inOrder = [...tree.parts].sort(([one], [other]) => Number(one) - Number(other));
  return inOrder.map(([, segment]) => {
    const times = [...segment.at('time').parts.values()];
    const [label = ''] = segment.at('label').parts.keys();
    const streams: SegmentTotals['streams'] = new Map();
    for (const [event, stream] of segment.at('stream').parts) {
      const sum = entry(streams, event, noStream);
      for (const part of streamParts) sum[part].add(stream.histogram(part));
    }
    const ledgers = [...segment.at('ledger').parts].map(([event, one]) => [event, one.counts()] as const);
    const generators = [...segment.at('worker').parts].map(([worker, one]) => {
      const [eventLoopDelay, sendLag] = [one.histogram('eventLoopDelay'), one.histogram('sendLag')];
      const frameWait = one.histogram('frameWait');
      return [worker, { eventLoopDelay, sendLag, frameWait, cpuShare: one.number('cpuShare') }] as const;
    });
    return {
      label,
      fromMs: Math.min(...times.map((time) => time.number('fromMs'))),
      toMs: Math.max(...times.map((time) => time.number('toMs'))),
      intended: segment.number('intended'),
      sent: segment.number('sent'),
      dropped: segment.number('dropped'),
      stimuli: {
        asked: segment.number('stimuli', 'asked'),
        refused: segment.number('stimuli', 'refused'),
        unanswered: segment.number('stimuli', 'unanswered'),
        queued: segment.number('stimuli', 'queued'),
        longestWaitMs: Math.max(...times.map((time) => time.number('longestWaitMs'))),
        unsent: segment.number('stimuli', 'unsent'),
      },
      streams,
      ledgers: new Map(ledgers),
      generator: new Map(generators),
    };
  });
}

function readBreakdown(tree: Tree): Totals['breakdown'] {
  for (const by of ['nodes', 'transport', 'size'] as const) {
    const rows = tree.parts.get(by);
    if (rows === undefined) continue;
    return { by, rows: new Map([...rows.parts.keys()].map((label) => [label, rows.histogram(label)])) };
  }
  return undefined;
}

function readReconnect(tree: Tree): ReconnectTotals | undefined {
  if (tree.number('here') === 0) return undefined;
  const storms = Math.max(
    0,
    ...tree
      .at('worker')
      .parts.values()
      .map(({ value }) => value),
  );
  return {
    storms,
    participants: tree.number('participants'),
    servedAgain: tree.histogram('servedAgain'),
    allServedMs: Array.from({ length: storms }, (_, storm) => tree.at('worker').most(String(storm))),
    neverServed: tree.number('neverServed'),
    missedWhileAway: tree.number('missedWhileAway'),
  };
}

function readSecond(atS: string, second: Tree): IntervalTotals {
  const workers = second.at('worker');
  return {
    atS: Number(atS),
    intended: second.number('intended'),
    sent: second.number('sent'),
    deliveries: second.number('deliveries'),
    sockets: second.number('sockets'),
    residentBytes: second.number('residentBytes'),
    eventLoopDelayMaxMs: Math.max(0, workers.most('eventLoopDelayMaxMs')),
    cpuShare: Math.max(0, workers.most('cpuShare')),
    latencies: [],
  };
}
