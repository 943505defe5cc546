import { z } from 'zod';

/** Verdict of one clause. `excluded`: the configuration declares the capability absent, or the clause was not asked for. */
export const clauseVerdict = z.enum([
  'pass',
  'fail',
  'expected-failure',
  'stale-expectation',
  'not-testable',
  'excluded',
]);
export type ClauseVerdict = z.infer<typeof clauseVerdict>;

/** One frame of a journal: what a participant sent or got, and when. */
export const frame = z.object({
  /** Milliseconds since the check of the clause began. */
  atMs: z.number(),
  /** The participant's name in the check, such as `alice`. */
  who: z.string(),
  /** `sent`, `got`, or `note` for connects, disconnects and stimuli. */
  direction: z.enum(['sent', 'got', 'note']),
  /** Event name, or what the note is about. */
  event: z.string(),
  /** The payload as JSON text, shortened; hostile. */
  payload: z.string().optional(),
});
export type Frame = z.infer<typeof frame>;

/** A frame that came close to the one that was waited for, and the first reasons why it did not match. */
export const nearMiss = z.object({ frame, reasons: z.array(z.string()) });
export type NearMiss = z.infer<typeof nearMiss>;

export const clauseResult = z.object({
  id: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  section: z.string(),
  /** The promise in words. */
  title: z.string(),
  source: z.string(),
  verdict: clauseVerdict,
  durationMs: z.number(),
  /** Why the verdict is not `pass`, in a sentence or two; notes on a pass. */
  message: z.string().optional(),
  /** For failures: what should have happened, and what did. */
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** The journals of all participants, merged and in order of time, around the failure. */
  evidence: z.array(frame),
  nearMisses: z.array(nearMiss),
  /** The command that checks this clause alone. */
  rerun: z.string().optional(),
});
export type ClauseResult = z.infer<typeof clauseResult>;

export const observation = z.object({ id: z.string(), question: z.string(), answer: z.string() });
export type Observation = z.infer<typeof observation>;

export const conformanceVerdict = z.enum(['conformant', 'nonconformant', 'incomplete', 'observed']);

/** What was measured, as far as it may be shown: no secret is in here. */
export const targetSummary = z.object({
  kind: z.enum(['url', 'embedded', 'containers']),
  nodes: z.array(z.string()),
  businesses: z.array(z.string()),
  /** One line: which target, and why this one. */
  choice: z.string(),
  ids: z.string(),
  stimuli: z.string(),
  /** What the handshake announced, in milliseconds. */
  heartbeat: z.object({ pingIntervalMs: z.number(), pingTimeoutMs: z.number() }).optional(),
});
export type TargetSummary = z.infer<typeof targetSummary>;

/** `conformance.json`. */
export const conformanceResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('conformance'),
  suite: z.object({
    name: z.string(),
    version: z.string(),
    /** Version of Node.js that ran the suite. */
    node: z.string(),
    /** Operating system and processor, such as `linux x64`. */
    platform: z.string().optional(),
  }),
  /**
   * `conformant`: exit 0. `nonconformant`: something failed. `incomplete`: nothing failed, but a MUST could not be tested.
   * `observed`: exit 0; only questions were asked, which judge nobody.
   */
  verdict: conformanceVerdict,
  /** The verdict in a sentence. */
  summary: z.string(),
  target: targetSummary,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  /** Whether SHOULD clauses count (`--strict`). */
  strict: z.boolean(),
  /** Which clauses were asked for, in words; absent when all were. */
  selection: z.string().optional(),
  /** The command that repeats the whole run. */
  command: z.string().optional(),
  clauses: z.array(clauseResult),
  observations: z.array(observation),
  /** What the suite noticed and nobody has to mend, such as frames of other traffic that broke a schema. */
  notes: z.array(z.string()),
});
export type ConformanceResult = z.infer<typeof conformanceResult>;
