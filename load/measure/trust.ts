import type { Latency, LoadInterval, LoadResult } from '../../reports/results/index.ts';
import { mostStimuliAtOnce } from '../most-stimuli.ts';
import { type Fared, heldUpMs, type Measured, type MeasuredSegment } from './measured.ts';
import { doubtsOfCounting } from './trust-counted.ts';

/*
 * Whether what was measured was the server, or the generator itself. Every limit is here.
 *
 * What is measured waits in the generator twice: a message before it is sent, and its delivery before it is stamped,
 * while the event loop is busy. Both are in the reported latency, so what counts is their sum. The delays were recorded
 * as they would befall something that comes at any moment, so their percentiles can be laid beside those that are
 * reported: how much of the one can be the other? Below some milliseconds nobody takes it for a slow server, as long
 * as no SLO hangs on them.
 */

/** Something of a `Latency`. */
export type Figure = Exclude<keyof Latency, 'count'>;

export const limits = {
  /** Share of a reported percentile that the generator's own delays at the same percentile may make up. */
  ownShare: 0.5,
  /** Delays that never matter, by percentile: both together. */
  harmlessMs: { p50: 8, p90: 15, p95: 20, p99: 30, p999: 200, max: 1000 },
  /** Share of the time in which the event loop may be held up, by `heldUpMs` or more. */
  heldUpShare: 0.25,
  /** p99.9 of fewer deliveries is a handful of them. */
  fewestForP999: 1000,
  /**
   * Of what it can have: one core for a worker's thread; above, every burst queues up. k6 can have all cores: its scripts
   * have a thread each, and reading, writing and tidying up go on beside them. A script that has no room left shows by
   * what frames wait for it; at this share there is no room beside it either.
   */
  cpuShare: 0.9,
  /** The time of day may not be set by more than that where the driver has no other clock. */
  clockSetMs: 1,
  /** Of what the schedule asked for. */
  achievedShare: 0.99,
  /** Of the window: so far apart may workers begin that nobody starts together. */
  apartShare: 0.1,
  /** Of the stimuli: had to wait for others to be answered. Such a wait may matter from so long on. */
  queuedShare: 0.01,
  harmlessWaitMs: 100,
  droppedSamples: 0,
  /** A generator that stood still for so long may have cost connections: neither side waits for ever for an answer. */
  silentMs: 2000,
  /** Of the places for widgets and agents. */
  seatsShare: 0.99,
  /** Of the files that a process may have open, and those it needs besides its sockets. */
  filesShare: 0.95,
  filesBesides: 256,
  /** Resident memory of a socket with all that belongs to it, and of a worker without any. */
  bytesPerSocket: 60_000,
  bytesPerWorker: 200_000_000,
} as const;

export interface Doubt {
  reason: string;
  advice: string;
}

const lessLoad =
  'Use fewer sockets or a lower rate, more workers (--workers), or a machine of its own for the generator.';

/** What the machine has to offer, and what a run will take of it. */
export interface Headroom {
  workers: number;
  /** All of them share one process, and what it may open. */
  sharesProcess?: boolean;
  /** That a socket takes with all that belongs to it; as much as with Artillery, if absent. */
  bytesPerSocket?: number;
  /** Connections of the worker with the most. */
  socketsPerWorker: number;
  cpus: number;
  /** Files that a process may have open. 0: not known. */
  fileLimit: number;
  availableMemoryBytes: number;
}

/** Judges before the run, so that nobody waits for a result that can't be trusted. */
export function judgeHeadroom(headroom: Headroom): Doubt[] {
  const {
    workers,
    sharesProcess = false,
    socketsPerWorker,
    bytesPerSocket = limits.bytesPerSocket,
  } = headroom;
  const { cpus, fileLimit, availableMemoryBytes } = headroom;
  const doubts: Doubt[] = [];
  const files = socketsPerWorker * (sharesProcess ? workers : 1) + limits.filesBesides;
  if (fileLimit > 0 && files > fileLimit * limits.filesShare) {
    doubts.push({
      reason: `A process of the generator needs about ${files} open files, and may have ${fileLimit}.`,
      advice: `Raise the limit (ulimit -n ${2 ** Math.ceil(Math.log2(files / limits.filesShare))})${orMoreWorkers(sharesProcess)}.`,
    });
  }
  if (workers > cpus) {
    doubts.push({
      reason: `${workers} workers would share ${cpus} cores, and each may need one.`,
      advice: `Start at most ${cpus} workers (--workers), or use a machine with more cores.`,
    });
  }
  const bytes = workers * (limits.bytesPerWorker + socketsPerWorker * bytesPerSocket);
  if (bytes > availableMemoryBytes) {
    doubts.push({
      reason: `The generator needs about ${megabytes(bytes)} of memory, and ${megabytes(availableMemoryBytes)} are available.`,
      advice: 'Use fewer sockets, or a machine with more memory.',
    });
  }
  return doubts;
}

/** Workers of one process share what it may open, however many they are. */
function orMoreWorkers(sharesProcess = false): string {
  return sharesProcess ? '' : ', or start more workers (--workers)';
}

/** What the run was to have, and what is about to be said of it. */
export interface Asked {
  workers: number;
  widgets: number;
  agents: number;
  /** SLOs of latency that were not held: was that the server? */
  breaches: readonly LatencyBreach[];
  /** Cores that a worker can have at once, all others with it where they share a process. One, if absent. */
  cores?: number;
  /** All workers share one process. */
  sharesProcess?: boolean;
  /** By how much the time of day was set during the run; absent where the driver does not go by it. */
  clockSetMs?: number;
  /** How the target is stimulated, such as `the stimulus hook at http://localhost:3000/stimulus`. */
  stimuliAt: string;
}

/** An SLO of latency that was not held. */
export interface LatencyBreach {
  /** As it was given. */
  slo: string;
  of: 'event' | 'connect';
  figure: Figure;
  actualMs: number;
  limitMs: number;
}

/** Judges after the run. */
export function judgeTrust(measured: Measured, asked: Asked): LoadResult['trust'] {
  const { generator, sockets, fared } = measured;
  const { worstDelayMs } = measured.besides;
  const most = Object.values(measured.events).sort(
    (one, other) => other.latencyMs.count - one.latencyMs.count,
  );
  const reasons = [
    ...doubtsOfTiming(fared, (measured.events.new_message ?? most[0])?.latencyMs, measured.stimuli, asked),
    ...doubtsOfWork(fared, generator.intended, generator.achieved, asked.cores),
    ...doubtsOfArrival(measured, asked.breaches),
    ...doubtsOfCounting(measured),
  ];
  if (generator.droppedSamples > limits.droppedSamples) {
    reasons.push({
      reason: `${generator.droppedSamples} deliveries could not be recorded.`,
      advice: 'This is a defect of the suite: please report it with the load.json.',
    });
  }
  const { open, limit } = generator.files;
  if (limit > 0 && open > limit * limits.filesShare) {
    reasons.push({
      reason: `A worker had ${open} files open of the ${limit} it may have: connections may have failed for want of one.`,
      advice: `Raise the limit (ulimit -n)${orMoreWorkers(asked.sharesProcess)}.`,
    });
  }
  const seats = asked.widgets + asked.agents;
  const taken = sockets.widgets + sockets.agents;
  if ((sockets.dropped > 0 || taken < seats) && worstDelayMs > limits.silentMs) {
    reasons.push({
      reason: `Connections ended or did not come about, and the generator stood still for ${inMs(worstDelayMs)}: that may be why.`,
      advice: lessLoad,
    });
  }
  // Who was connected and not served is the server's, and for an SLO: sockets.neverServed.
  const came = taken + (sockets.unserved ?? 0);
  if (came < seats * limits.seatsShare) {
    reasons.push({
      reason: `${came} of ${seats} widgets and agents were connected: it was a smaller load than was asked for.`,
      advice: 'See the problems that the workers name; a longer ramp (--ramp) eases the arrival.',
    });
  }
  const { startsApartMs = 0, phasesMs } = measured;
  if (startsApartMs > phasesMs.measured * limits.apartShare) {
    reasons.push({
      reason: `Workers began up to ${inMs(startsApartMs)} apart, in a window of ${inMs(phasesMs.measured)}: for a part of it the load was smaller than was asked for.`,
      advice: 'Have all workers ready before the first begins, or make the window longer (--duration).',
    });
  }
  const { clockSetMs = 0 } = asked;
  if (Math.abs(clockSetMs) > limits.clockSetMs) {
    reasons.push({
      reason: `The time of day was set by ${inMs(clockSetMs)} during the run, and k6 measures by it.`,
      advice: 'Run it again; keep whatever sets the time of day from doing so meanwhile, or use Artillery.',
    });
  }
  if (generator.workers < asked.workers) {
    reasons.push({
      reason: `${asked.workers - generator.workers} of ${asked.workers} workers ended without handing over what they measured.`,
      advice: 'See their output for the reason; a process that is out of memory ends like that.',
    });
  }
  return { trusted: reasons.length === 0, reasons };
}

/** Judges one segment, such as a step of a capacity run. None: trusted. Where no worker can tell how it fared, by the rate alone. */
export function judgeSegment(
  segment: MeasuredSegment,
  asked: Pick<Asked, 'breaches' | 'stimuliAt' | 'cores'>,
): Doubt[] {
  const { fared, intended, sent, latencyMs, stimuli } = segment;
  return [
    ...doubtsOfTiming(fared, latencyMs, stimuli, asked),
    ...doubtsOfWork(fared, intended, sent, asked.cores),
  ];
}

/**
 * Whether what was measured in a second may be the generator's own. Of a second only the longest delay is known: of what
 * comes at any moment of it, one in a hundred waits for all of that delay but 10 ms, or longer. That is the second's own p99.
 */
export function secondPastLimits({ generator, latencyMs }: LoadInterval): boolean {
  const ownP99Ms = generator.eventLoopDelayMaxMs - 10;
  return (generator.cpuShare ?? 0) > limits.cpuShare || ownP99Ms > mostOwnMs('p99', latencyMs?.p99 ?? 0);
}

/**
 * Of the generator first, of the endpoint for stimuli only where there are none: a generator that stood still asks for
 * all that it owes at once, and that some of it has to wait says nothing of who answers.
 */
function doubtsOfTiming(
  fared: Fared | undefined,
  reported: Latency | undefined,
  stimuli: Measured['stimuli'],
  { breaches, stimuliAt }: Pick<Asked, 'breaches' | 'stimuliAt'>,
): Doubt[] {
  const own = fared ? [...doubtsOfDelay(fared, reported), ...doubtsOfBreaches(fared, breaches)] : [];
  return own.length > 0 ? own : doubtsOfStimuli(stimuli, stimuliAt);
}

/** How much later than without the generator something may have been seen, at that figure. */
function ownMs({ eventLoopDelayMs, sendLagMs }: Fared, figure: Figure): number {
  return eventLoopDelayMs[figure] + sendLagMs[figure];
}

function ofWhat({ eventLoopDelayMs, sendLagMs }: Fared, figure: Figure): string {
  return `sent late by ${inMs(sendLagMs[figure])}, event loop held up by ${inMs(eventLoopDelayMs[figure])}`;
}

/** Of all percentiles the one that tells most. */
function doubtsOfDelay(fared: Fared, reported: Latency | undefined): Doubt[] {
  const compared = (Object.keys(limits.harmlessMs) as (keyof typeof limits.harmlessMs)[])
    .filter((percentile) => percentile !== 'p999' || (reported?.count ?? 0) >= limits.fewestForP999)
    .map((percentile) => {
      const reportedMs = reported?.[percentile] ?? 0;
      const limitMs = mostOwnMs(percentile, reportedMs);
      return { percentile, reportedMs, limitMs, excess: ownMs(fared, percentile) / limitMs };
    });
  const [worst] = compared.sort((one, other) => other.excess - one.excess);
  const doubts: Doubt[] = [];
  if (worst !== undefined && worst.excess > 1) {
    const { percentile, reportedMs, limitMs } = worst;
    doubts.push({
      reason: `The generator itself held up messages by ${inMs(ownMs(fared, percentile))} (${names[percentile]}: ${ofWhat(fared, percentile)}), where the reported latency is ${inMs(reportedMs)}: at most ${inMs(limitMs)} may be the generator's own.`,
      advice: lessLoad,
    });
  }
  if (fared.heldUpShare > limits.heldUpShare) {
    doubts.push({
      reason: `The generator's event loop was held up by ${heldUpMs} ms and more for ${percent(fared.heldUpShare)} of the time.`,
      advice: lessLoad,
    });
  }
  return doubts;
}

function mostOwnMs(percentile: keyof typeof limits.harmlessMs, reportedMs: number): number {
  return Math.max(limits.harmlessMs[percentile], reportedMs * limits.ownShare);
}

/** However small the generator's own delay is: where it decides over an SLO, nothing can be said of the server. */
function doubtsOfBreaches(fared: Fared, breaches: readonly LatencyBreach[]): Doubt[] {
  return breaches
    .filter(({ of, figure, actualMs, limitMs }) => {
      const excessMs = actualMs - limitMs;
      return of === 'event' && excessMs >= 0 && ownMs(fared, figure) >= excessMs;
    })
    .map(({ slo, figure, actualMs, limitMs }) => ({
      reason: `${slo} was missed by ${inMs(actualMs - limitMs)}, and the generator itself held up messages by ${inMs(ownMs(fared, figure))} (${names[figure]}: ${ofWhat(fared, figure)}): without that it may have been held.`,
      advice: lessLoad,
    }));
}

/** While people connect; of no matter where no SLO of connecting was missed. */
function doubtsOfArrival(
  { besides: { arrivalDelayMs }, connectMs }: Measured,
  breaches: readonly LatencyBreach[],
): Doubt[] {
  const missed = breaches.filter(({ of }) => of === 'connect');
  if (missed.length === 0) return [];
  const advice = `A longer ramp (--ramp) eases the arrival. ${lessLoad}`;
  const loop = "While people connected, the generator's event loop was held up by";
  for (const percentile of Object.keys(limits.harmlessMs) as (keyof typeof limits.harmlessMs)[]) {
    const [own, reportedMs] = [arrivalDelayMs[percentile], connectMs[percentile]];
    const limitMs = mostOwnMs(percentile, reportedMs);
    if (own <= limitMs) continue;
    const reason = `${loop} ${inMs(own)} (${names[percentile]}), where connecting took ${inMs(reportedMs)}: at most ${inMs(limitMs)} may be the generator's own.`;
    return [{ reason, advice }];
  }
  return missed
    .filter(({ figure, actualMs, limitMs }) => {
      return actualMs >= limitMs && arrivalDelayMs[figure] >= actualMs - limitMs;
    })
    .map(({ slo, figure, actualMs, limitMs }) => ({
      reason: `${loop} ${inMs(arrivalDelayMs[figure])} (${names[figure]}), and ${slo} was missed by ${inMs(actualMs - limitMs)}: without that it may have been held.`,
      advice,
    }));
}

/** Stimuli that wait are the target's doing, but what they cause comes later by a wait that nobody but this suite has. */
function doubtsOfStimuli(stimuli: Measured['stimuli'], at: string): Doubt[] {
  const { asked, queued, unsent, longestWaitMs } = stimuli;
  if (queued <= asked * limits.queuedShare || longestWaitMs <= limits.harmlessWaitMs) return [];
  const never = unsent > 0 ? `, and ${unsent} never got their turn` : '';
  return [
    {
      reason: `${queued} of ${asked} stimuli had to wait for others, up to ${inMs(longestWaitMs)}${never}: ${at} is slow to answer, and a worker has no more than ${mostStimuliAtOnce} requests to it under way.`,
      advice:
        'Have it answer sooner, ask for fewer stimuli (--rate, --reply-share, --read-share, --status-rate), or start more workers (--workers).',
    },
  ];
}

function doubtsOfWork(fared: Fared | undefined, intended: number, sent: number, cores = 1): Doubt[] {
  const doubts: Doubt[] = [];
  if (fared?.cpuShare !== undefined && fared.cpuShare > limits.cpuShare * cores) {
    doubts.push({
      reason:
        cores > 1
          ? `The generator took ${fared.cpuShare.toFixed(1)} of ${cores} cores: it had no room left.`
          : `A worker's thread took ${percent(fared.cpuShare)} of a core: it had no room left.`,
      advice: lessLoad,
    });
  }
  if (sent < intended * limits.achievedShare) {
    doubts.push({
      reason: `Of ${intended} messages that the schedule asked for, ${sent} were sent (${percent(sent / intended)}).`,
      advice: `${lessLoad} If participants were missing, see the problems that the workers name.`,
    });
  }
  return doubts;
}

const names: Record<Figure, string> = {
  ...{ p50: 'p50', p90: 'p90', p95: 'p95', p99: 'p99' },
  ...{ p999: 'p99.9', max: 'at most', mean: 'on average' },
};
const inMs = (ms: number) => `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
