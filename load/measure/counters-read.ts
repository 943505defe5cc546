import { shown, type Tree } from './counters-tree.ts';
import { RecordError } from './merge.ts';
import { isEventName, numbers } from './record.ts';
import {
  entry,
  type IntervalTotals,
  noStream,
  noTotals,
  noteWindow,
  partsOfIdentity,
  type ReconnectTotals,
  type SegmentTotals,
  streamParts,
  type Totals,
} from './totals.ts';

/** What counters say, as totals. Throws a RecordError, or a RangeError for a histogram that is none. */
export function readTotals(tree: Tree, runId: string): Totals {
  const totals = noTotals(runId);
  readWorkers(tree.at('worker'), totals);
  readSegments(tree.at('segment'), totals);
  for (const kind of ['widgets', 'agents', 'unserved', 'refused', 'dropped'] as const) {
    totals.sockets[kind] = tree.number('sockets', kind);
  }
  totals.connect = tree.histogram('connect');
  totals.outside = tree.counts('outside');
  totals.breakdown = readBreakdown(tree.at('breakdown'));
  totals.reconnect = readReconnect(tree.at('reconnect'));
  for (const [written, second] of tree.at('second').parts) {
    const atS = /^-?\d+$/.test(written) ? Number(written) : Number.NaN;
    if (!numbers.atS.safeParse(atS).success)
      throw new RecordError(`Expected counters of seconds, got some of ${shown(written)}.`);
    totals.intervals.set(atS, readSecond(atS, second));
  }
  totals.foreignEvents = tree.number('foreignEvents');
  totals.clamped = tree.number('clamped');
  totals.problems = [...tree.at('problem').parts.keys()];
  return totals;
}

function readWorkers(tree: Tree, totals: Totals): void {
  for (const [worker, one] of tree.parts) {
    if (one.value !== 1)
      throw new RecordError(`Counters of worker ${shown(worker)} were added up ${one.value} times.`);
    if (partsOfIdentity(worker) === undefined)
      throw new RecordError(`Expected a worker by its number, host and process, got ${shown(worker)}.`);
    totals.workers.set(worker, {
      eventLoopDelay: one.histogram('eventLoopDelay'),
      sendLag: one.histogram('sendLag'),
      frameWait: one.histogram('frameWait'),
      arrivalDelay: one.histogram('arrivalDelay'),
      worstDelayMs: one.at('worstDelayMs').as('spanMs'),
      cpuShare: one.at('cpuShare').as('cores'),
      droppedSamples: one.number('droppedSamples'),
      openFiles: one.number('openFiles'),
      fileLimit: one.number('fileLimit'),
      residentBytes: one.number('residentBytes'),
      peakSockets: one.number('peakSockets'),
    });
    const startedAtMs = one.at('startedAtMs').as('timeMs');
    totals.startedAtMs = Math.min(totals.startedAtMs, startedAtMs);
    totals.lastStartedAtMs = Math.max(totals.lastStartedAtMs, startedAtMs);
    for (const [host, at] of one.at('windowFromMs').parts) noteWindow(totals, host, at.as('timeMs'));
  }
  for (const phase of ['ramp', 'warmUp', 'measured', 'drain'] as const) {
    totals.phasesMs[phase] = tree.most('spanMs', phase);
  }
}

/** Segments have their numbers from 0 on, each worker says of which label those are that it has. */
function readSegments(tree: Tree, totals: Totals): void {
  const labels = new Map([...totals.workers.keys()].map((worker) => [worker, [] as string[]]));
  for (let index = 0; index < tree.parts.size; index += 1) {
    const segment = tree.parts.get(String(index));
    if (segment === undefined)
      throw new RecordError(`There are counters of ${tree.parts.size} segments, but none of ${index}.`);
    for (const [label, { parts }] of segment.at('label').parts) {
      for (const worker of parts.keys()) labels.get(worker)?.push(label);
    }
    totals.segments.push(readSegment(segment, index, totals.workers));
  }
  totals.outlines = new Set([...labels.values()].map((those) => JSON.stringify(those)));
}

function readSegment(segment: Tree, index: number, workers: Totals['workers']): SegmentTotals {
  const times = segment.at('time');
  const [label = ''] = segment.at('label').parts.keys();
  const those = [...segment.at('label').parts.values()].flatMap(({ parts }) => [...parts]);
  for (const [worker, { value }] of those) {
    const fared = segment.at('worker', worker).value;
    if (value === 1 && fared === 1 && workers.has(worker)) continue;
    throw new RecordError(`Counters of worker ${shown(worker)} in segment ${index} are not all there.`);
  }
  if (those.length === 0)
    throw new RecordError(`There are counters of segment ${index}, but of no worker in it.`);
  const froms = those.map(([worker]) => times.at(worker, 'fromMs').as('timeMs'));
  const tos = those.map(([worker]) => times.at(worker, 'toMs').as('timeMs'));
  if (tos.some((toMs, at) => toMs < (froms[at] as number)))
    throw new RecordError(`Expected segment ${index} to end after it began.`);
  const generators = [...segment.at('worker').parts].map(([worker, one]) => {
    const [eventLoopDelay, sendLag] = [one.histogram('eventLoopDelay'), one.histogram('sendLag')];
    const frameWait = one.histogram('frameWait');
    return [
      worker,
      { eventLoopDelay, sendLag, frameWait, cpuShare: one.at('cpuShare').as('cores') },
    ] as const;
  });
  return {
    label,
    fromMs: Math.min(...froms),
    toMs: Math.max(...tos),
    intended: segment.number('intended'),
    sent: segment.number('sent'),
    dropped: segment.number('dropped'),
    stimuli: {
      asked: segment.number('stimuli', 'asked'),
      refused: segment.number('stimuli', 'refused'),
      unanswered: segment.number('stimuli', 'unanswered'),
      queued: segment.number('stimuli', 'queued'),
      longestWaitMs: times.most('spanMs', 'longestWaitMs'),
      unsent: segment.number('stimuli', 'unsent'),
    },
    streams: readStreams(segment.at('stream')),
    ledgers: new Map([...eventsOf(segment.at('ledger'))].map(([event, one]) => [event, one.counts()])),
    generator: new Map(generators),
  };
}

function readStreams(tree: Tree): SegmentTotals['streams'] {
  const streams: SegmentTotals['streams'] = new Map();
  for (const [event, stream] of eventsOf(tree)) {
    const sum = entry(streams, event, noStream);
    for (const part of streamParts) sum[part].add(stream.histogram(part));
  }
  return streams;
}

function eventsOf({ parts }: Tree): Map<string, Tree> {
  const strange = [...parts.keys()].find((name) => !isEventName(name));
  if (strange === undefined) return parts;
  throw new RecordError(`Expected counters of events of the contract, got some of ${shown(strange)}.`);
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
  const workers = tree.at('worker');
  const storms = workers.most('storms');
  return {
    storms,
    participants: tree.number('participants'),
    servedAgain: tree.histogram('servedAgain'),
    allServedMs: Array.from({ length: storms }, (_, storm) => workers.most('timeMs', String(storm))),
    neverServed: tree.number('neverServed'),
    missedWhileAway: tree.number('missedWhileAway'),
  };
}

function readSecond(atS: number, second: Tree): IntervalTotals {
  const workers = second.at('worker');
  return {
    atS,
    intended: second.number('intended'),
    sent: second.number('sent'),
    deliveries: second.number('deliveries'),
    sockets: second.number('sockets'),
    residentBytes: second.number('residentBytes'),
    eventLoopDelayMaxMs: workers.most('spanMs', 'eventLoopDelayMaxMs'),
    cpuShare: workers.most('cores', 'cpuShare'),
    latencies: [],
  };
}
