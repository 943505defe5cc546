import { z } from 'zod';
import { serverEventNames } from '../../conformance/contract/index.ts';
import { ledgerCounts, stimulusCounts } from '../../reports/results/index.ts';
import { inHdr } from './encoded.ts';

/*
 * What one worker measured, in a form that travels: between threads, processes and hosts, and through files. Everything
 * in it adds up: histograms merge bucket by bucket, counts by sum. Nothing here is a percentile.
 */

/** Numbers of whatever kind stay below what can be calculated with. */
const mostMs = 1e13;
const mostStorms = 10_000;
const labelChars = 1_000;

const count = z.number().int().nonnegative();
const timeMs = z.number().min(-mostMs).max(mostMs);
const spanMs = z.number().nonnegative().max(mostMs);
const cores = z.number().nonnegative().max(1e6);
const atS = z.number().int().min(-1e7).max(1e7);

const notNegative = (counts: Record<string, number>) => Object.values(counts).every((one) => one >= 0);
const negative = 'expected no number below 0';
const ledger = ledgerCounts.refine(notNegative, negative);
const stimuli = stimulusCounts.extend({ longestWaitMs: spanMs }).refine(notNegative, negative);

/** What a number in a record, or made of counters, may be. */
export const numbers = { count, timeMs, spanMs, cores, atS, storms: count.max(mostStorms) };

const events: ReadonlySet<string> = new Set(serverEventNames);

/** Whether the contract has an event of that name. */
export function isEventName(name: string): boolean {
  return events.has(name);
}

/** By names that are looked at before the values are: a record of zod leaves out `__proto__` without a word. */
function byName<Schema extends z.ZodType>(isName: (name: string) => boolean, what: string, schema: Schema) {
  return z
    .unknown()
    .superRefine((given, context) => {
      const strange = Object.keys(Object(given)).find((name) => !isName(name));
      if (strange === undefined) return;
      context.addIssue(`${JSON.stringify(strange.slice(0, 60))} is no ${what}`);
    })
    .pipe(z.record(z.string(), schema));
}

const byEvent = <Schema extends z.ZodType>(schema: Schema) =>
  byName(isEventName, 'event of the contract', schema);
const isLabel = (name: string) => name.length <= labelChars && name !== '__proto__';

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
export const segmentRecord = z
  .object({
    label: z.string().max(labelChars),
    fromMs: timeMs,
    toMs: timeMs,
    /** Messages that the schedule asked for, and that were sent. */
    intended: count,
    sent: count,
    /** Connections that ended without being asked to, since it began and until the next one did. */
    dropped: count,
    /** Absent where nobody asked for any. */
    stimuli: stimuli.optional(),
    /** By name of the server's event. */
    streams: byEvent(streamRecord),
    ledgers: byEvent(ledger),
    /** How the generator fared in it; absent from a driver that can't tell. */
    generator: z
      .object({
        eventLoopDelay: encoded,
        sendLag: encoded,
        /** Absent from a driver that can't tell, and to which nobody could look in. */
        cpuShare: cores.optional(),
        frameWait: encoded.optional(),
      })
      .optional(),
    /** Histograms of a part of the deliveries, by label; of what, says the record of the worker. */
    breakdown: byName(isLabel, 'label', encoded).optional(),
  })
  .refine(({ fromMs, toMs }) => toMs >= fromMs, 'expected it to end after it began');
export type SegmentRecord = z.infer<typeof segmentRecord>;

/** One second. `atS` counts from the start of the measured window, and is negative before it. */
export const intervalRecord = z.object({
  atS,
  intended: count,
  sent: count,
  deliveries: count,
  sockets: count,
  /** new_message, per delivery; absent in a second without any. */
  latency: encoded.optional(),
  eventLoopDelayMaxMs: spanMs,
  /** Share of one core that the worker's thread took. This and its memory: absent where nobody could tell. */
  cpuShare: cores.optional(),
  residentBytes: count.optional(),
});
export type IntervalRecord = z.infer<typeof intervalRecord>;

export const workerRecord = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  /** Position of the worker among all, from 0. */
  worker: count,
  host: z.string(),
  pid: count,
  /** ISO 8601, UTC: when the measured window began. */
  startedAt: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'expected a date'),
  phasesMs: z.object({ ramp: spanMs, warmUp: spanMs, measured: spanMs, drain: spanMs }),
  sockets: z.object({
    widgets: count,
    agents: count,
    /** Who was connected and never came to be served. */
    unserved: count,
    peak: count,
    refused: count,
    dropped: count,
  }),
  connect: encoded,
  segments: z.array(segmentRecord),
  /** Deliveries outside the measured window. */
  outside: ledger,
  /** Histograms of a part of the deliveries, by label, such as `1 > 2` for a pair of nodes. */
  breakdown: z
    .object({ by: z.enum(['nodes', 'transport', 'size']), rows: byName(isLabel, 'label', encoded) })
    .optional(),
  reconnect: z
    .object({
      storms: numbers.storms,
      participants: count,
      servedAgain: encoded,
      allServedMs: z.array(timeMs),
      neverServed: count,
      missedWhileAway: count,
    })
    .refine(({ storms, allServedMs }) => allServedMs.length === storms, 'expected a time for each storm')
    .optional(),
  intervals: z.array(intervalRecord),
  generator: z.object({
    /** Histograms of the measured window. */
    eventLoopDelay: encoded,
    sendLag: encoded,
    /** Absent, as `residentBytes`, where nobody could tell. */
    cpuShare: cores.optional(),
    /** How long frames that had been read waited to be handled; absent from a driver that can't tell. */
    frameWait: encoded.optional(),
    /** Of the event loop while people connected, before the window; and the worst delay at any time. */
    arrivalDelay: encoded.optional(),
    worstDelayMs: spanMs.optional(),
    droppedSamples: count,
    openFiles: count,
    fileLimit: count,
    residentBytes: count.optional(),
  }),
  /** Events that arrived and were not of this run: others use the target, too. They are ignored. Absent: none. */
  foreignEvents: count.optional(),
  /** Latencies over 60 s, which the histograms hold as 60 s. Absent: none. */
  clamped: count.optional(),
  /** What the worker has to say for itself: an error, a place that nobody took. */
  problems: z.array(z.string()),
});
export type WorkerRecord = z.infer<typeof workerRecord>;
