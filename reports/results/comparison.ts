import { z } from 'zod';
import { loadResult, sloResult } from './load.ts';

/**
 * How the new run stands to the base. `same`: the difference is within the tolerance, and one of more than twice that
 * would have shown. `unclear`: the runs were too short or too restless to say. `not-judged`: shown for what it explains.
 */
export const metricVerdict = z.enum(['better', 'same', 'worse', 'unclear', 'not-judged']);
export type MetricVerdict = z.infer<typeof metricVerdict>;

export const metricUnit = z.enum(['ms', 'count', 'ratio', 'per-second', 'cores', 'bytes']);
export type MetricUnit = z.infer<typeof metricUnit>;

/** One figure of both runs. */
export const metricComparison = z.object({
  /** As in SLOs where there is one: `new_message.p99`, `last.new_message.p99`, `connect.p99`, `ledger.lost`, `rate`. */
  id: z.string(),
  unit: metricUnit,
  /** Absent where the run has none. */
  base: z.number().optional(),
  new: z.number().optional(),
  /** New less base, in the unit; and as a share of the base, where that is not 0. */
  difference: z.number().optional(),
  change: z.number().optional(),
  /** Between these the difference lies, in the unit. Absent where nothing can be said of chance. */
  interval: z.object({ low: z.number(), high: z.number() }).optional(),
  /** A difference up to so much is none, in the unit. Absent where the smallest counts, or none. */
  tolerance: z.number().optional(),
  verdict: metricVerdict,
  /** How it was judged, where that needs words. */
  remark: z.string().optional(),
});
export type MetricComparison = z.infer<typeof metricComparison>;

/** What is known of a run that is compared. */
export const comparedRun = z.object({
  /** The name of its file, with that of its folder: `1.0/load.json`. */
  file: z.string(),
  ...loadResult.pick({
    suite: true,
    driver: true,
    scenario: true,
    knobs: true,
    verdict: true,
    summary: true,
    partial: true,
    startedAt: true,
    command: true,
    seed: true,
    machine: true,
  }).shape,
  /** The length of the measured window, in milliseconds. */
  measuredMs: z.number(),
  target: loadResult.shape.target.pick({ kind: true, nodes: true, choice: true }),
  sockets: z.number().int(),
  /** Latency of new_message: so many percent of the deliveries took at most so long, in milliseconds. */
  spectrum: z.array(z.object({ percentile: z.number(), valueMs: z.number() })),
  /** The same by time, in seconds since the measured window began. */
  seconds: z.array(z.object({ atS: z.number(), p50Ms: z.number(), p99Ms: z.number() })),
});
export type ComparedRun = z.infer<typeof comparedRun>;

/**
 * `worse`: at least one metric is. `better`: at least one is, and none worse. `unclear`: none is worse, and the median of
 * what the run is about cannot be told, or its p99 looks like another one and may be chance. `same`: all that can be told
 * is; `summary` names what cannot. `untrusted`, `not-comparable`: nothing is said.
 */
export const comparisonVerdict = z.enum([
  'better',
  'same',
  'worse',
  'unclear',
  'untrusted',
  'not-comparable',
]);
export type ComparisonVerdict = z.infer<typeof comparisonVerdict>;

/** `compare.json`. */
export const comparisonResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('comparison'),
  verdict: comparisonVerdict,
  /** The verdict in a sentence. */
  summary: z.string(),
  /** Whether the new run may pass: nothing is worse, and its SLOs were held. */
  gate: z.object({
    passed: z.boolean(),
    /** Of `report --compare`. */
    exitCode: z.number().int(),
    /** What keeps it from passing. */
    reasons: z.array(z.string()),
  }),
  base: comparedRun,
  new: comparedRun,
  /** What speaks against the comparison, and what only has to be known. */
  warnings: z.array(z.object({ kind: z.enum(['warning', 'note']), text: z.string() })),
  metrics: z.array(metricComparison),
  /** Of the new run. */
  slo: z.array(sloResult),
  /** How intervals were made: how sure those are that are shown, and those that an accusation takes; 0 to 1. */
  method: z.object({
    confidence: z.number(),
    sureAt: z.number(),
    resamples: z.number().int(),
    seed: z.number().int(),
  }),
});
export type ComparisonResult = z.infer<typeof comparisonResult>;
