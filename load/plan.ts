import { z } from 'zod';
import { idForm } from '../conformance/contract/index.ts';
import { configSchema } from '../fixtures/targets/index.ts';
import { turnStepNames } from './journeys/turn-steps.ts';

/*
 * What a worker is told before it begins. It is plain JSON: it travels to Artillery's worker threads, to k6 and to
 * other hosts.
 */

/** What the page leaves open, and this target was seen to do. */
export const manner = z.object({
  /** The sender of a new_message gets it, too (OBS-1). */
  echoesToSender: z.boolean(),
  /** new_message reaches connections of the business that did not join (OBS-3). */
  newMessageToBusiness: z.boolean(),
  /** Who opens a conversation is in it without joining (OBS-4). */
  creatorFollows: z.boolean(),
  /** The sender of typing gets it, too (OBS-2). */
  typingToSender: z.boolean(),
});
export type Manner = z.infer<typeof manner>;

/** What a journey can be made to do. Each scenario names those that it uses, with its own defaults. */
export const journeyKnobs = z.object({
  /** Messages per second, by all participants of the run together. */
  rate: z.number().nonnegative(),
  /** Share of messages that agents send, through a stimulus; 0 where there is none. */
  replyShare: z.number().min(0).max(1),
  /** Share of messages that are announced by typing. */
  typingShare: z.number().min(0).max(1),
  /** typing events per second besides, by all participants together. */
  typingRate: z.number().nonnegative(),
  /** Share of messages that are marked read, through a stimulus. */
  readShare: z.number().min(0).max(1),
  /** Changes of agents' status per second, through a stimulus. */
  statusRate: z.number().nonnegative(),
  /** Lengths of contents in characters, taken in turn. */
  sizes: z.array(z.number().int().positive()).min(1),
  /** Share of connections that use long-polling alone. */
  pollingShare: z.number().min(0).max(1),
  /** Conversations of this worker that everybody shares; 0: each widget has its own, and an agent who serves it. */
  hotConversations: z.number().int().nonnegative(),
  /** Storms in which everybody drops and returns, and the seconds between them. */
  storms: z.number().int().nonnegative(),
  stormEveryMs: z.number().nonnegative(),
  /** Time over which those who dropped come back. */
  returnWithinMs: z.number().nonnegative(),
});
export type JourneyKnobs = z.infer<typeof journeyKnobs>;

/** A stretch of the run with a rate of its own; `capacity` has several. */
export const planSegment = z.object({
  label: z.string(),
  durationMs: z.number().positive(),
  rate: z.number().nonnegative(),
});
export type PlanSegment = z.infer<typeof planSegment>;

const turnSteps = z.array(z.enum(turnStepNames));

export const workerPlan = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  scenario: z.string(),
  seed: z.number().int(),
  /** Position among the workers, from 0, and how many there are. */
  worker: z.number().int().nonnegative(),
  workers: z.number().int().positive(),
  target: z.object({
    nodes: z.array(z.string()).min(1),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    auth: z.record(z.string(), z.unknown()),
    /** The certificate authority, as PEM text. */
    ca: z.string().optional(),
    ids: idForm,
    businesses: z
      .array(z.object({ id: z.string(), agents: z.array(z.union([z.string(), z.number()])) }))
      .min(1),
    manner,
    /** How the target is made to do what no client event triggers. */
    stimuli: configSchema.shape.stimuli,
  }),
  /** Connections of this worker. */
  seats: z.object({ widgets: z.number().int().nonnegative(), agents: z.number().int().nonnegative() }),
  /** Rates in it are this worker's share. */
  journey: journeyKnobs,
  /** What widgets and agents do in a turn; absent where the script's flow says so step by step. */
  turns: z.object({ widget: turnSteps.optional(), agent: turnSteps.optional() }),
  breakdown: z.enum(['nodes', 'transport', 'size']).optional(),
  rampMs: z.number().nonnegative(),
  warmUpMs: z.number().nonnegative(),
  segments: z.array(planSegment).min(1),
  /** The longest wait for messages in flight when the last one was sent. */
  drainMs: z.number().nonnegative(),
  /** From this latency on a delivery is late. */
  lateMs: z.number().positive(),
  /** The longest wait for a connection, a conversation's id, a confirmed join. */
  stepMs: z.number().positive(),
});
export type WorkerPlan = z.infer<typeof workerPlan>;
