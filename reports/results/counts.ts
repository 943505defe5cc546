import { z } from 'zod';

export const ledgerCounts = z
  .object({
    sent: z
      .number()
      .int()
      .describe(
        'How many messages and other events were sent, without those that may never have got to the server: the run itself cut their connection, or their stimulus was refused, or was not answered and reached nobody.',
      ),
    expected: z
      .number()
      .int()
      .describe(
        'How many deliveries had to happen: one for each participant who was served there when the event was sent; the sender only where the target is known to send back. What is under way to a connection that ends is taken off.',
      ),
    delivered: z.number().int().describe('How many of the expected did happen, late ones included.'),
    lost: z.number().int().describe('How many of the expected never came before the run ended.'),
    duplicated: z
      .number()
      .int()
      .describe('How many deliveries there were beyond the first to the same participant, however late.'),
    outOfOrder: z
      .number()
      .int()
      .describe(
        'How many of the delivered came after a later event of the same kind, sender and conversation. Not judged for stimuli, which have no order.',
      ),
    late: z
      .number()
      .int()
      .describe('How many of the delivered took longer than the limit for being late (knob `late`).'),
    leaked: z.number().int().describe('How many deliveries went to participants that must not get them.'),
    altered: z
      .number()
      .int()
      .default(0)
      .describe(
        'How many deliveries, of whatever kind, said something else than what was sent. Absent in older results, which did not look: it counts as 0.',
      ),
  })
  .describe(
    'Exact counts. A delivery is one event reaching one participant. An event counts where it was due, whenever it arrives.',
  );
export type LedgerCounts = z.infer<typeof ledgerCounts>;

export const stimulusCounts = z
  .object({
    asked: z.number().int().describe('How many requests were asked for.'),
    refused: z
      .number()
      .int()
      .describe(
        'How many were answered with something else than success, or not let in: certainly not done.',
      ),
    unanswered: z
      .number()
      .int()
      .describe(
        'How many were sent and not answered in time: they may have been done. Those that had still to reach somebody, and reached nobody, are not counted as sent.',
      ),
    queued: z.number().int().describe('How many had to wait until others were answered.'),
    longestWaitMs: z.number().describe('The longest wait of those, in milliseconds; 0 where none waited.'),
    unsent: z.number().int().describe('How many of those that waited never got their turn.'),
  })
  .describe('Requests that have the target do what no client event triggers, by when they were due.');
export type StimulusCounts = z.infer<typeof stimulusCounts>;
