import { z } from 'zod';

/**
 * Latencies in milliseconds. `count` is the number of values behind them; without any, all are 0.
 * Percentiles are the upper end of the histogram's bucket, so none is better than what was measured.
 */
export const latency = z.object({
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
  mean: z.number(),
  count: z.number().int(),
});
export type Latency = z.infer<typeof latency>;

/** An HDR histogram of microseconds (3 significant digits, up to 60 s): V2, compressed, base64. */
const encodedHistogram = z.string();

/** What was measured of one kind of event. Every latency counts from the intended sending, unless it says otherwise. */
export const eventLatencies = z.object({
  /** Per delivery. */
  latencyMs: latency,
  /** Per delivery, as a generator would see it that sends the next message when the one before has arrived. */
  uncorrectedMs: latency,
  /** Per message: its first recipient, the one in the middle, the last. */
  firstRecipientMs: latency,
  medianRecipientMs: latency,
  lastRecipientMs: latency,
  histogram: encodedHistogram,
  uncorrectedHistogram: encodedHistogram,
  firstRecipientHistogram: encodedHistogram,
  medianRecipientHistogram: encodedHistogram,
  lastRecipientHistogram: encodedHistogram,
});
export type EventLatencies = z.infer<typeof eventLatencies>;

/** Exact counts over the measured window. A delivery is one message reaching one participant. */
export const ledgerCounts = z.object({
  /** Messages and other events sent. */
  sent: z.number().int(),
  /** Deliveries that had to happen. */
  expected: z.number().int(),
  /** Of those, the ones that did, late ones included. */
  delivered: z.number().int(),
  /** Of the expected, the ones that never came. */
  lost: z.number().int(),
  /** Deliveries beyond the first to the same participant. */
  duplicated: z.number().int(),
  /** Deliveries that came after a later message of the same sender. */
  outOfOrder: z.number().int(),
  /** Deliveries that took longer than the limit for being late. */
  late: z.number().int(),
  /** Deliveries to participants that must not get them. */
  leaked: z.number().int(),
  /** Deliveries, of whatever kind, that said something else than what was sent. Results of before hold none. */
  altered: z.number().int().default(0),
});
export type LedgerCounts = z.infer<typeof ledgerCounts>;

/** Requests that have the target do what no client event triggers. */
export const stimulusCounts = z.object({
  asked: z.number().int(),
  /** Answered with something else than success, or not let in: certainly not done. */
  refused: z.number().int(),
  /** Sent and not answered in time: it may have been done. */
  unanswered: z.number().int(),
  /** Waited until others were answered, the longest for so long; and of those, the ones that never got their turn. */
  queued: z.number().int(),
  longestWaitMs: z.number(),
  unsent: z.number().int(),
});
export type StimulusCounts = z.infer<typeof stimulusCounts>;

/** One second of the measured window, or of what is around it. */
export const loadInterval = z.object({
  /** Seconds since the measured window began; negative during warm-up. */
  atS: z.number().int(),
  /** So many seconds in one, where a file was made smaller: counts are added, histograms merged. Absent: one second. */
  spanS: z.number().int().positive().optional(),
  intended: z.number().int(),
  sent: z.number().int(),
  deliveries: z.number().int(),
  /** Connections open at the end of the second. */
  sockets: z.number().int(),
  /** new_message, per delivery; absent in a second without any. */
  latencyMs: latency.optional(),
  histogram: encodedHistogram.optional(),
  generator: z.object({
    eventLoopDelayMaxMs: z.number(),
    /** Absent where nobody could tell. */
    cpuShare: z.number().optional(),
    /** What was measured in this second may be the generator's own. Results of before do not say. */
    pastLimits: z.boolean().optional(),
  }),
  /** The server under test, all its parts together; shares in cores. */
  server: z
    .object({
      cpuShare: z.number(),
      residentBytes: z.number(),
      eventLoopDelayMs: z.number().optional(),
      parts: z.array(z.object({ name: z.string(), cpuShare: z.number(), residentBytes: z.number() })),
    })
    .optional(),
});
export type LoadInterval = z.infer<typeof loadInterval>;

/** How the generator itself fared. */
export const generatorHealth = z.object({
  workers: z.number().int(),
  /** The worst of all workers over the measured window. */
  eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  /** How long frames that had been read waited to be handled, which counts in it; absent where the driver can't tell. */
  frameWaitMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).optional(),
  /**
   * Share of one core that the busiest worker's thread took, 0 to 1; of k6, all of it, which may be several cores. This and its
   * memory are absent where nobody could tell: a script of k6 by itself does not know of its process.
   */
  cpuShare: z.number().optional(),
  /** Messages that the schedule asked for, and that were sent, in the measured window. */
  intended: z.number().int(),
  achieved: z.number().int(),
  /** How late messages were sent, against their schedule. */
  sendLagMs: latency,
  /** Deliveries that could not be recorded. */
  droppedSamples: z.number().int(),
  files: z.object({ open: z.number().int(), limit: z.number().int() }),
  residentBytes: z.number().int().optional(),
});
export type GeneratorHealth = z.infer<typeof generatorHealth>;

export const sloResult = z.object({
  /** As it was given, such as `new_message.p99<200ms`. */
  slo: z.string(),
  met: z.boolean(),
  /** What was measured, in the unit of the SLO. */
  actual: z.number(),
  unit: z.enum(['ms', 'count', 'ratio', 'per-second']),
  /** Why nothing could be said, when `actual` means nothing. */
  remark: z.string().optional(),
});
export type SloResult = z.infer<typeof sloResult>;

/** A part of the window that is judged by itself: a step of `capacity`, a storm. */
export const loadSegment = z.object({
  label: z.string(),
  fromS: z.number(),
  toS: z.number(),
  intendedPerSecond: z.number(),
  achievedPerSecond: z.number(),
  latencyMs: latency,
  ledger: ledgerCounts,
  /** Connections that ended in it without being asked to. */
  dropped: z.number().int().optional(),
  /** Whether it kept the SLOs; absent where none apply. */
  met: z.boolean().optional(),
  trusted: z.boolean(),
});
export type LoadSegment = z.infer<typeof loadSegment>;

/** Latencies of a part of the deliveries: by pair of nodes, transport or payload size. */
export const breakdown = z.object({
  by: z.enum(['nodes', 'transport', 'size']),
  rows: z.array(z.object({ label: z.string(), latencyMs: latency, histogram: encodedHistogram })),
});

export const loadVerdict = z.enum(['met', 'breached', 'untrusted']);

/** `load.json`. */
export const loadResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('load'),
  suite: z.object({ name: z.string(), version: z.string(), node: z.string(), platform: z.string() }),
  driver: z.enum(['artillery', 'k6']),
  scenario: z.string(),
  /** The question that the scenario answers. */
  question: z.string(),
  /** Every knob, as the run had it. */
  knobs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  verdict: loadVerdict,
  /** The verdict in a sentence. */
  summary: z.string(),
  /** The run was ended before its time: what it holds is true, and less than was asked for. */
  partial: z.boolean(),
  /** ISO 8601, UTC: when the measured window began. */
  startedAt: z.string(),
  durationMs: z.number(),
  phasesMs: z.object({ ramp: z.number(), warmUp: z.number(), measured: z.number(), drain: z.number() }),
  /**
   * When the measured window began, in milliseconds of the monotonic clock that the stamps in messages are of: so what
   * others say of single messages can be held against the counts. Absent where workers were on several hosts.
   */
  windowFromMs: z.number().optional(),
  /** The command that repeats this run. */
  command: z.string().optional(),
  seed: z.number().int(),
  target: z.object({
    kind: z.enum(['url', 'embedded', 'containers']),
    nodes: z.array(z.string()),
    choice: z.string(),
    businesses: z.array(z.string()),
    stimuli: z.string(),
    /** What was found out before the run. */
    manner: z.object({
      echoesToSender: z.boolean(),
      newMessageToBusiness: z.boolean(),
      creatorFollows: z.boolean(),
    }),
  }),
  /** That of the generator; absent where workers were on hosts of their own. */
  machine: z.object({ cpus: z.number().int(), cpuModel: z.string(), memoryBytes: z.number() }).optional(),
  sockets: z.object({
    widgets: z.number().int(),
    agents: z.number().int(),
    peak: z.number().int(),
    /** Who was connected and never came to be served: neither among the widgets nor among the agents. */
    unserved: z.number().int().optional(),
    /** Connections that were refused, and that ended without being asked to. */
    refused: z.number().int(),
    dropped: z.number().int(),
  }),
  connectMs: latency,
  connectHistogram: encodedHistogram,
  /** By name of the server's event. */
  events: z.record(z.string(), eventLatencies),
  breakdown: breakdown.optional(),
  ledger: ledgerCounts,
  /** The same by name of the server's event. */
  ledgerByEvent: z.record(z.string(), ledgerCounts),
  /** What happened outside the measured window: during arrival, warm-up and drain. */
  outside: ledgerCounts,
  segments: z.array(loadSegment),
  /** What became of the requests to the target's stimulus endpoint, over the measured window. Absent where there were none. */
  stimuli: stimulusCounts.optional(),
  reconnect: z
    .object({
      storms: z.number().int(),
      participants: z.number().int(),
      /** From the drop until a participant is served again. */
      servedAgainMs: latency,
      /** From the first drop until the last participant was served again, per storm. */
      allServedMs: z.array(z.number()),
      neverServed: z.number().int(),
      /** Deliveries that went by while participants were away. */
      missedWhileAway: z.number().int(),
    })
    .optional(),
  capacity: z
    .object({
      /** The highest rate that kept the SLOs; absent when none did. */
      sustainedPerSecond: z.number().optional(),
      /** The rate from which latency leaves its line; absent when it never did. */
      kneePerSecond: z.number().optional(),
      /** Why the steps ended. */
      ended: z.string(),
    })
    .optional(),
  /** Least-squares slopes over the window: of memory (bytes per hour) and of p99 (ms per hour). */
  slopes: z
    .object({
      serverBytesPerHour: z.number().optional(),
      generatorBytesPerHour: z.number().optional(),
      p99MsPerHour: z.number().optional(),
    })
    .optional(),
  intervals: z.array(loadInterval),
  generator: generatorHealth,
  trust: z.object({
    trusted: z.boolean(),
    /** What spoke against the measurement, and what to do about it. */
    reasons: z.array(z.object({ reason: z.string(), advice: z.string() })),
  }),
  slo: z.array(sloResult),
  notes: z.array(z.string()),
});
export type LoadResult = z.infer<typeof loadResult>;

/** What a command that measured ends with. */
export const loadExitCodes: Readonly<Record<LoadResult['verdict'], number>> = {
  met: 0,
  breached: 1,
  untrusted: 4,
};
