import { z } from 'zod';
import { latency } from './latency.ts';

const delay = z.object({
  p50: z.number().describe('At most so long in half of all cases, in milliseconds.'),
  p99: z.number().describe('At most so long in 99 of 100 cases, in milliseconds.'),
  max: z.number().describe('The longest, in milliseconds.'),
});

export const generatorHealth = z
  .object({
    workers: z.number().int().describe('How many workers handed over what they measured.'),
    eventLoopDelayMs: delay.describe(
      'How long something that came at any moment of the measured window had to wait for the event loop: each figure is that of the worst worker. Long delays after the window are in it, too, while deliveries were still due.',
    ),
    frameWaitMs: delay
      .optional()
      .describe(
        'How long frames that had been read waited to be handled, over the measured window, which counts in `eventLoopDelayMs`: each figure is that of the worst worker. Absent where the driver can’t tell.',
      ),
    cpuShare: z
      .number()
      .optional()
      .describe(
        'Share of one core that the busiest worker’s thread took over the measured window, 0 to 1; of k6, all that it took, in cores, which may be several. This and `residentBytes` are absent where nobody could tell: a script of k6 by itself does not know of its process.',
      ),
    intended: z
      .number()
      .int()
      .describe(
        'How many messages and other events the schedule asked for in the measured window, without those that could not be sent, or of which nobody knows whether they were done, through no fault of the generator.',
      ),
    achieved: z.number().int().describe('How many of them were sent.'),
    sendLagMs: latency.describe(
      'How late messages and other events of the measured window were sent, against their schedule; a stimulus, until the generator was ready to ask for it.',
    ),
    droppedSamples: z.number().int().describe('How many deliveries could not be recorded, in the whole run.'),
    files: z
      .object({
        open: z.number().int().describe('How many files it was seen to have open, at most.'),
        limit: z.number().int().describe('How many it may have open; 0 where that is not known.'),
      })
      .describe('Files and connections that are open in the worker that came closest to its limit.'),
    residentBytes: z
      .number()
      .int()
      .optional()
      .describe(
        'Resident memory of all workers together at the end of the run, in bytes. Absent where nobody could tell that of each.',
      ),
  })
  .describe('How the generator itself fared.');
export type GeneratorHealth = z.infer<typeof generatorHealth>;
