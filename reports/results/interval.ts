import { z } from 'zod';
import { encodedHistogram, latency } from './latency.ts';

const generator = z
  .object({
    eventLoopDelayMaxMs: z
      .number()
      .describe('The longest that the event loop of a worker was held up in it, in milliseconds.'),
    cpuShare: z
      .number()
      .optional()
      .describe(
        'Share of one core that the thread of the busiest worker took in it, 0 to 1; of k6, all that it took, in cores, which may be several. Absent where nobody could tell.',
      ),
    pastLimits: z
      .boolean()
      .optional()
      .describe(
        'Whether the generator was past its limits, so that what was measured in it may be the generator’s own. Absent in older results, which do not say.',
      ),
  })
  .describe('How the generator itself fared in it, at the worst of the workers.');

const cpuShare = z.number().describe('Processor time that it took, in cores: 1.5 is one and a half of them.');
const residentBytes = z.number().describe('Its resident memory at the end of the second, in bytes.');

const server = z.object({
  cpuShare,
  residentBytes,
  eventLoopDelayMs: z
    .number()
    .optional()
    .describe(
      'Delay of the event loop, as the slowest of its processes tells it, in milliseconds. Absent where none does: only metrics of a server in Node.js have it.',
    ),
  parts: z
    .array(
      z.object({
        name: z
          .string()
          .describe('What the part is known by: a process, a container, the host of its metrics.'),
        cpuShare,
        residentBytes,
      }),
    )
    .describe('Each process, container or source of metrics by itself.'),
});

export const loadInterval = z
  .object({
    atS: z
      .number()
      .int()
      .describe(
        'When it began, in seconds since the measured window did; negative during warm-up. Behind the window comes the drain.',
      ),
    spanS: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'So many seconds in one, where a file was made smaller: counts are added, histograms merged (without them, each figure is the highest), delays are the longest, processor and memory the mean, connections those at the end. Absent: one second.',
      ),
    intended: z
      .number()
      .int()
      .describe('How many messages and other events the schedule asked for to be sent in it.'),
    sent: z.number().int().describe('How many messages and other events were sent in it.'),
    deliveries: z
      .number()
      .int()
      .describe('How many of the expected deliveries, of any event, arrived in it; no duplicates.'),
    sockets: z.number().int().describe('How many connections were open at the end of it.'),
    latencyMs: latency
      .optional()
      .describe(
        'Of new_message, per delivery that arrived in it, from the intended sending. Absent in a second without any.',
      ),
    histogram: encodedHistogram
      .optional()
      .describe(
        'The values behind `latencyMs`. Absent in a second without any, and where the file holds figures alone.',
      ),
    generator,
    server: server
      .optional()
      .describe(
        'What the server under test took in it, all its parts together. Absent where that could not be read, in this second or in the whole run.',
      ),
  })
  .describe('One second of the measured window, or of what is around it.');
export type LoadInterval = z.infer<typeof loadInterval>;
