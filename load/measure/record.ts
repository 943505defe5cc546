import { z } from 'zod';
import { ledgerCounts, stimulusCounts } from '../../reports/results/index.ts';
import { inHdr } from './encoded.ts';

/*
 * What one worker measured, in a form that travels: between threads, processes and hosts, and through files. Everything
 * in it adds up: histograms merge bucket by bucket, counts by sum. Nothing here is a percentile.
 */

/** HDR histogram of microseconds, V2, compressed, base64. Read also as plain buckets, which cost less to write. */
const encoded = z.string().transform((text, context) => {
  try {
    return inHdr(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

/** What was recorded of the deliveries of one kind of event, in one segment. */
export const streamRecord = z.object({
  corrected: encoded,
  uncorrected: encoded,
  firstRecipient: encoded,
  medianRecipient: encoded,
  lastRecipient: encoded,
});
export type StreamRecord = z.infer<typeof streamRecord>;

/** A part of the run that is judged by itself; most scenarios have one. Times in milliseconds of the system's monotonic clock. */
export const segmentRecord = z.object({
  label: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  /** Messages that the schedule asked for, and that were sent. */
  intended: z.number().int(),
  sent: z.number().int(),
  /** Connections that ended without being asked to, since it began and until the next one did. */
  dropped: z.number().int(),
  /** Absent where nobody asked for any. */
  stimuli: stimulusCounts.optional(),
  /** By name of the server's event. */
  streams: z.record(z.string(), streamRecord),
  ledgers: z.record(z.string(), ledgerCounts),
  /** How the generator fared in it; absent from a driver that can't tell. */
  generator: z
    .object({
      eventLoopDelay: encoded,
      sendLag: encoded,
      /** Absent from a driver that can't tell, and to which nobody could look in. */
      cpuShare: z.number().optional(),
      frameWait: encoded.optional(),
    })
    .optional(),
  /** Histograms of a part of the deliveries, by label; of what, says the record of the worker. */
  breakdown: z.record(z.string(), encoded).optional(),
});
export type SegmentRecord = z.infer<typeof segmentRecord>;

/** One second. `atS` counts from the start of the measured window, and is negative before it. */
export const intervalRecord = z.object({
  atS: z.number().int(),
  intended: z.number().int(),
  sent: z.number().int(),
  deliveries: z.number().int(),
  sockets: z.number().int(),
  /** new_message, per delivery; absent in a second without any. */
  latency: encoded.optional(),
  eventLoopDelayMaxMs: z.number(),
  /** Share of one core that the worker's thread took. This and its memory: absent where nobody could tell. */
  cpuShare: z.number().optional(),
  residentBytes: z.number().optional(),
});
export type IntervalRecord = z.infer<typeof intervalRecord>;

export const workerRecord = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  /** Position of the worker among all, from 0. */
  worker: z.number().int(),
  host: z.string(),
  pid: z.number().int(),
  /** ISO 8601, UTC: when the measured window began. */
  startedAt: z.string(),
  phasesMs: z.object({ ramp: z.number(), warmUp: z.number(), measured: z.number(), drain: z.number() }),
  sockets: z.object({
    widgets: z.number().int(),
    agents: z.number().int(),
    /** Who was connected and never came to be served. */
    unserved: z.number().int(),
    peak: z.number().int(),
    refused: z.number().int(),
    dropped: z.number().int(),
  }),
  connect: encoded,
  segments: z.array(segmentRecord),
  /** Deliveries outside the measured window. */
  outside: ledgerCounts,
  /** Histograms of a part of the deliveries, by label, such as `1 > 2` for a pair of nodes. */
  breakdown: z
    .object({ by: z.enum(['nodes', 'transport', 'size']), rows: z.record(z.string(), encoded) })
    .optional(),
  reconnect: z
    .object({
      storms: z.number().int(),
      participants: z.number().int(),
      servedAgain: encoded,
      allServedMs: z.array(z.number()),
      neverServed: z.number().int(),
      missedWhileAway: z.number().int(),
    })
    .optional(),
  intervals: z.array(intervalRecord),
  generator: z.object({
    /** Histograms of the measured window. */
    eventLoopDelay: encoded,
    sendLag: encoded,
    /** Absent, as `residentBytes`, where nobody could tell. */
    cpuShare: z.number().optional(),
    /** How long frames that had been read waited to be handled; absent from a driver that can't tell. */
    frameWait: encoded.optional(),
    /** Of the event loop while people connected, before the window; and the worst delay at any time. */
    arrivalDelay: encoded.optional(),
    worstDelayMs: z.number().optional(),
    droppedSamples: z.number().int(),
    openFiles: z.number().int(),
    fileLimit: z.number().int(),
    residentBytes: z.number().int().optional(),
  }),
  /** Events that arrived and were not of this run: others use the target, too. They are ignored. Absent: none. */
  foreignEvents: z.number().int().optional(),
  /** Latencies over 60 s, which the histograms hold as 60 s. Absent: none. */
  clamped: z.number().int().optional(),
  /** What the worker has to say for itself: an error, a place that nobody took. */
  problems: z.array(z.string()),
});
export type WorkerRecord = z.infer<typeof workerRecord>;
