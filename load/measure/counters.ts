import { readTotals } from './counters-read.ts';
import { isSumOf, sumOf } from './counters-sum.ts';
import { shown, Tree } from './counters-tree.ts';
import type { Histogram } from './histogram.ts';
import { type Measured, measuredOf } from './measured.ts';
import { RecordError, refusingBroken } from './merge.ts';
import type { WorkerRecord } from './record.ts';
import { type ReconnectTotals, type SegmentTotals, streamParts, type Totals, totalsOf } from './totals.ts';

/*
 * A record as counters: names and numbers that can be added up by somebody who knows nothing of them, such as a load
 * driver that runs on several hosts. What adds up has a name of its own, such as
 *
 *   pb.segment.0.stream.new_message.corrected.<bucket>     pb.segment.0.ledger.new_message.lost
 *
 * What does not (a worker's CPU share, a time) has the worker in its name, so that nothing is ever added to it.
 * A sum over all of them tells whether something was lost on the way (`counters-sum.ts`). Histograms of single seconds stay behind: they would be most of it. What nobody could tell reads as 0 afterwards, which
 * concerns no driver that hands over counters.
 */

export type Counters = Record<string, number>;

const prefix = 'pb';
const escaped = (part: string | number) =>
  encodeURIComponent(String(part).toWellFormed()).replaceAll('.', '%2E');

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
  writer.count(['sum'], sumOf(Object.entries(writer.counters)));
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
  writer.count([...path, 'label', label, worker], 1);
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

/**
 * For runs on hosts that no coordinator reaches, whose load driver hands back nothing but counters; the `load` command
 * has records and does without. Reads counters that came of one worker's record or of several, added up: the same as
 * merging the records, but for the latencies of single seconds. Other counters may be among them. Throws a RecordError
 * for counters of another run, or none, for those that are not all there, and for such as no worker writes.
 */
export function measuredFromCounters(counters: Counters, runId: string): Measured {
  return measuredOf(totalsFromCounters(counters, runId));
}

/** The same as totals, to which those of others can be added. */
export function totalsFromCounters(counters: Counters, runId: string): Totals {
  const ours = Object.entries(counters).filter(([name]) => name.startsWith(`${prefix}.`));
  const tree = treeOf(ours);
  const runs = [...tree.at('run').parts.keys()];
  if (runs.length !== 1 || runs[0] !== runId) {
    throw new RecordError(
      `Expected counters of run ${shown(runId)}, got those of ${shown(runs.join(', ')) || 'no run'}.`,
    );
  }
  const totals = refusingBroken(() => readTotals(tree, runId));
  const counted = ours.filter(([name]) => name !== `${prefix}.sum`);
  if (!isSumOf(tree.number('sum'), counted) || tree.number('run', runId) !== totals.workers.size) {
    throw new RecordError(
      'The counters are not those that the workers wrote: some are missing or changed on the way. Fetch them again from where they were written; where they are the same there, run it again.',
    );
  }
  return totals;
}

function treeOf(counters: readonly (readonly [string, number])[]): Tree {
  const tree = new Tree();
  for (const [name, value] of counters) {
    const [, ...path] = name.split('.');
    if (!Number.isFinite(value)) throw new RecordError(`Counter ${shown(name)} has no number.`);
    try {
      tree.add(path.map(decodeURIComponent), value);
    } catch {
      throw new RecordError(`Counter ${shown(name)} has a name that no worker writes.`);
    }
  }
  return tree;
}
