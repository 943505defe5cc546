import { z } from 'zod';
import { intervalRecord, segmentRecord, workerRecord } from '../measure/index.ts';
import { workerPlan } from '../plan.ts';

/*
 * What the coordinator (the `load` command) and its workers say to each other, as JSON over a WebSocket on loopback.
 * Times are milliseconds of the system's monotonic clock, which all processes of a host share.
 */

/** What a worker says once a second. */
export const tick = z.object({
  kind: z.literal('tick'),
  phase: z.enum(['arriving', 'waiting', 'warm-up', 'measuring', 'draining']),
  sockets: z.number().int(),
  /** Conversations that are open, and participants that are where they belong. */
  conversations: z.number().int(),
  seated: z.number().int(),
  /** These three count from the start of the run. */
  intended: z.number().int(),
  sent: z.number().int(),
  deliveries: z.number().int(),
  /** In flight now. */
  inFlight: z.number().int(),
  lost: z.number().int(),
  /** new_message in the last second, per delivery. */
  p50Ms: z.number(),
  p99Ms: z.number(),
  eventLoopDelayMaxMs: z.number(),
  /** Absent where nobody can tell. */
  cpuShare: z.number().optional(),
});
export type Tick = z.infer<typeof tick>;

export const fromWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), worker: z.number().int(), pid: z.number().int() }),
  tick,
  /** Everybody is connected, in a conversation and served; `missing` names who is not, when time ran out. */
  z.object({ kind: z.literal('ready'), missing: z.array(z.string()) }),
  /** A segment is over and drained; where it is not the last, the coordinator judges it and says whether to go on. */
  z.object({
    kind: z.literal('segment'),
    index: z.number().int(),
    record: segmentRecord,
  }),
  /** Seconds of the record that is about to come, the first ones first: those of days are too much for one message. */
  z.object({ kind: z.literal('seconds'), intervals: z.array(intervalRecord) }),
  /** Its seconds are those that were sent ahead and those in it. */
  z.object({ kind: z.literal('done'), record: workerRecord }),
  /** It cannot go on. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

export const toWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), plan: workerPlan }),
  /** Warm-up begins at `atMs`. */
  z.object({ kind: z.literal('begin'), atMs: z.number() }),
  /** The next segment begins at `atMs`. */
  z.object({ kind: z.literal('go-on'), atMs: z.number() }),
  /** End after the segment that runs, or now: drain, tell, leave. */
  z.object({ kind: z.literal('stop'), when: z.enum(['segment', 'now']) }),
]);
export type ToWorker = z.infer<typeof toWorker>;
