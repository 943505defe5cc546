import { z } from 'zod';
import { duration } from '../../fixtures/targets/index.ts';

const count = z.number().int().nonnegative();
const some = z.number().int().positive();
const perSecond = z.number().nonnegative();
const share = z.number().min(0).max(1);
/** As `duration`, or none at all. */
const none = z
  .string()
  .regex(/^0\s*(ms|s|m|min|h)?$/)
  .transform(() => 0);
const durationOrNone = z.union([z.literal(0), none, duration]);

/**
 * Every knob, with the value it has where a script does not name it. Durations are written as `20s`, `250ms` or a number
 * of milliseconds, and become milliseconds.
 */
export const knobsSchema = z.strictObject({
  widgets: some.default(80),
  agents: some.default(20),
  ramp: durationOrNone.default(0),
  warmUp: durationOrNone.prefault('5s'),
  duration: duration.prefault('30s'),
  drain: duration.prefault('10s'),
  late: duration.prefault('5s'),
  step: duration.prefault('10s'),
  rate: perSecond.default(0),
  replyShare: share.default(0),
  typingShare: share.default(0),
  typingRate: perSecond.default(0),
  readShare: share.default(0),
  statusRate: perSecond.default(0),
  sizes: z.array(some).min(1).default([64]),
  pollingShare: share.default(0),
  hotConversations: count.default(0),
  storms: count.default(0),
  stormEvery: durationOrNone.default(0),
  returnWithin: durationOrNone.default(0),
  steps: some.default(1),
  stepFactor: z.number().gt(1).default(1.5),
});
/** Every knob with its value; durations in milliseconds. */
export type Knobs = z.output<typeof knobsSchema>;
/** Knobs as people write them. */
export type KnobsInput = z.input<typeof knobsSchema>;
export type KnobName = keyof Knobs;

/** How a value is written: a whole number, `20s`, a number per second, a share from 0 to 1, a number above 1, a list. */
export type KnobUnit = 'count' | 'duration' | 'per second' | 'share' | 'factor' | 'list of characters';

/** What each knob means, for help and documentation. */
export const knobTable: Record<KnobName, { unit: KnobUnit; says: string }> = {
  widgets: { unit: 'count', says: 'connections of customers' },
  agents: { unit: 'count', says: 'connections of agents' },
  ramp: { unit: 'duration', says: 'time over which they connect' },
  warmUp: { unit: 'duration', says: 'time at full rate before the measured window' },
  duration: { unit: 'duration', says: 'the measured window; where there are steps, each of them' },
  drain: { unit: 'duration', says: 'the longest wait for what is in flight at the end' },
  late: { unit: 'duration', says: 'from this latency on a delivery is late' },
  step: {
    unit: 'duration',
    says: 'the longest wait for a connection, a conversation, a confirmed join, an answer of the hook',
  },
  rate: { unit: 'per second', says: 'messages, by everybody together' },
  replyShare: { unit: 'share', says: 'of the messages: sent by agents (needs stimuli)' },
  typingShare: { unit: 'share', says: 'of the messages: announced by typing' },
  typingRate: { unit: 'per second', says: 'typing events besides, by everybody together' },
  readShare: {
    unit: 'share',
    says: 'of the turns of a widget: marks what came last as read (needs stimuli)',
  },
  statusRate: { unit: 'per second', says: 'changes of agents’ status (needs stimuli)' },
  sizes: { unit: 'list of characters', says: 'lengths of messages, taken in turn' },
  pollingShare: { unit: 'share', says: 'of the connections: use long-polling alone' },
  hotConversations: {
    unit: 'count',
    says: 'conversations that everybody shares; 0: each widget has its own',
  },
  storms: { unit: 'count', says: 'times that everybody drops and returns' },
  stormEvery: {
    unit: 'duration',
    says: 'from the beginning of the window to the first storm, and between storms',
  },
  returnWithin: { unit: 'duration', says: 'time over which those who dropped return' },
  steps: { unit: 'count', says: 'measured windows one after the other, each at a higher rate' },
  stepFactor: { unit: 'factor', says: 'the rate of a step over the rate of the one before' },
};

export const knobNames = Object.keys(knobTable) as KnobName[];
