import type { KnobsInput } from '../scenarios/index.ts';

/** How much a calibration measures. Times in milliseconds. */
export interface Extent {
  /** Of `steady`. */
  delays: Partial<KnobsInput>;
  /** Parts of the window: how long each is, how many quiet ones are wanted, how many are measured at most for that. */
  part: { durationMs: number; wanted: number; most: number };
  stall: { knobs: Partial<KnobsInput>; durationMs: number };
}

/** About a minute, for 24,000 deliveries of each delay. */
export const usualExtent: Extent = {
  delays: {
    // Groups of five, spread over the nodes: what disturbs a message disturbs it on the way to each of them.
    ...{ widgets: 400, agents: 100, hotConversations: 100 },
    ...{ rate: 1000, typingShare: 0.1, ramp: '1s', warmUp: '3s' },
  },
  part: { durationMs: 3_000, wanted: 8, most: 16 },
  // Few who say much: each has dozens of messages due while the server stands still.
  stall: {
    knobs: { widgets: 8, agents: 2, rate: 200, ramp: 0, warmUp: '500ms', duration: '8s' },
    durationMs: 2_000,
  },
};

/** Nominal delays in milliseconds, one node for each; the first is for the floor. */
export const delaysMs = [0, 1, 5, 50, 500] as const;

export const percentiles = [50, 99, 99.9] as const;
/** p50 of a window in which the server stood still for a quarter says nothing of that. */
export const stallPercentiles = [90, 99, 99.9] as const;
