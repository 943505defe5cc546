import { z } from 'zod';

export const latency = z
  .object({
    p50: z.number().describe('The median: half of the values were at most so long, in milliseconds.'),
    p90: z.number().describe('90 of 100 values were at most so long, in milliseconds.'),
    p95: z.number().describe('95 of 100 values were at most so long, in milliseconds.'),
    p99: z.number().describe('99 of 100 values were at most so long, in milliseconds.'),
    p999: z.number().describe('999 of 1,000 values were at most so long (p99.9), in milliseconds.'),
    max: z.number().describe('The longest of the values, in milliseconds.'),
    mean: z.number().describe('The mean, in milliseconds; each value counts as the middle of its bucket.'),
    count: z.number().int().describe('How many values are behind these figures.'),
  })
  .describe(
    'Figures of a distribution of times, in milliseconds. Percentiles and `max` are the upper end of the histogram’s bucket, so none is better than what was measured; times over 60 s count as 60 s. Without any values, all are 0.',
  );
export type Latency = z.infer<typeof latency>;

export const encodedHistogram = z
  .string()
  .describe(
    'An HDR histogram of microseconds (3 significant digits, up to 60 s; what is longer counts as 60 s): V2, compressed, base64, as the HdrHistogram libraries read it. Text of no characters holds no values.',
  );

export const eventLatencies = z
  .object({
    latencyMs: latency.describe('Per delivery: from the intended sending until it arrived.'),
    uncorrectedMs: latency.describe(
      'Per delivery, as a generator would see it that sends the next message when the one before has arrived: from the actual sending, or from the arrival of the sender’s event before it at the same participant, whichever was later.',
    ),
    firstRecipientMs: latency.describe(
      'Per message that everybody got who had to: until its first recipient had it.',
    ),
    medianRecipientMs: latency.describe(
      'Per message that everybody got who had to: until the recipient in the middle had it; of an even number, the later of the two.',
    ),
    lastRecipientMs: latency.describe(
      'Per message that everybody got who had to: until its last recipient had it.',
    ),
    histogram: encodedHistogram.describe('The values behind `latencyMs`.'),
    uncorrectedHistogram: encodedHistogram.describe('The values behind `uncorrectedMs`.'),
    firstRecipientHistogram: encodedHistogram.describe('The values behind `firstRecipientMs`.'),
    medianRecipientHistogram: encodedHistogram.describe('The values behind `medianRecipientMs`.'),
    lastRecipientHistogram: encodedHistogram.describe('The values behind `lastRecipientMs`.'),
  })
  .describe(
    'What was measured of one kind of event: of those that were due in the measured window, the deliveries that had to happen. Every latency counts from the intended sending, unless it says otherwise.',
  );
export type EventLatencies = z.infer<typeof eventLatencies>;

export const breakdown = z
  .object({
    by: z
      .enum(['nodes', 'transport', 'size'])
      .describe(
        'What the deliveries are told apart by: `nodes`, those of sender and recipient; `transport`, that of the recipient; `size`, the length of the content.',
      ),
    rows: z
      .array(
        z.object({
          label: z
            .string()
            .describe(
              'Which deliveries: `1 > 2` for a pair of nodes, counted from 1 (`stimulus > 2` where no connection sent); `websocket` or `polling`; `60 characters`.',
            ),
          latencyMs: latency.describe('Of these deliveries, from the intended sending.'),
          histogram: encodedHistogram.describe('The values behind `latencyMs`.'),
        }),
      )
      .describe('One for each part of the deliveries, by label.'),
  })
  .describe('Latencies of new_message over the measured window, by a trait of the delivery.');
