import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { ledgerCounts } from './counts.ts';
import { encodedHistogram, latency } from './latency.ts';
import { machine, suite } from './origin.ts';

export const recovery = z
  .object({
    percentile: z.number().describe('Which percentile, 0 to 100.'),
    truthMs: z.number().describe('What it has to be, in milliseconds.'),
    measuredMs: z.number().describe('What was measured, in milliseconds.'),
    errorMs: z.number().describe('Measured less truth, in milliseconds.'),
    recovered: z.boolean().describe('Whether the error is within the tolerance.'),
  })
  .describe('How one percentile came back.');
export type Recovery = z.infer<typeof recovery>;

const parts = z
  .object({
    measured: z.number().int().describe('How many were measured.'),
    quiet: z.number().int().describe('How many of those were quiet.'),
    used: z
      .enum(['quiet', 'all'])
      .describe('Which of them count: the `quiet` ones, or `all` where too few were quiet.'),
    longestStandstillMs: z.number().describe('Who stands still for longer, in milliseconds, is not quiet.'),
  })
  .describe(
    'The window of the delays was measured in parts; those count in which neither generator nor server stood still, if there are enough.',
  );

const delay = z.object({
  nominalMs: z.number().describe('About which the delays spread, in milliseconds.'),
  heldMs: latency.describe(
    'What the server recorded, per delivery: from when it could have sent a message on until it did.',
  ),
  heldHistogram: encodedHistogram.describe('The values behind `heldMs`.'),
  measuredMs: latency.describe('What the suite measured, per delivery, from the intended sending.'),
  measuredHistogram: encodedHistogram.describe('The values behind `measuredMs`.'),
  recovery: z
    .array(recovery)
    .describe('Percentile by percentile. The truth is what was held and the floor together.'),
});

const stall = z.object({
  stallMs: z.number().describe('How long it stood still within the window, in milliseconds.'),
  windowMs: z.number().describe('How long the window was, in milliseconds.'),
  correctedMs: latency.describe('Per delivery, from the intended sending.'),
  uncorrectedMs: latency.describe(
    'Per delivery, as a generator sees it that waits for an answer before it sends again.',
  ),
  recovery: z
    .array(recovery)
    .describe(
      'Of the corrected latency, percentile by percentile. The truth is that whoever was due meanwhile waited for the end.',
    ),
});

/** `calibration.json`: how exactly the suite measures on this machine. */
export const calibrationResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('calibration').describe('Tells this file from other results.'),
  suite,
  verdict: z
    .enum(['recovered', 'not-recovered'])
    .describe(
      '`recovered`: every percentile came back within the tolerance, and the counts were right. `not-recovered`: one did not, or they were not.',
    ),
  summary: z.string().describe('The verdict in a sentence.'),
  startedAt: z.string().describe('When the calibration began, ISO 8601, UTC.'),
  durationMs: z.number().describe('How long the calibration took, in milliseconds.'),
  seed: z.number().int().describe('What everything is derived from that is left to chance.'),
  command: z.string().describe('The command that repeats it.'),
  machine: machine.describe('The machine that was calibrated; generator and server were both on it.'),
  tolerance: z
    .object({
      share: z.number().describe('So large a share of the truth, 0 to 1.'),
      ms: z.number().describe('Or so many milliseconds.'),
    })
    .describe('An error up to the larger of the two is within bounds.'),
  load: z
    .object({
      sockets: z.number().int().describe('How many connections were served at once.'),
      messagesPerSecond: z.number().describe('How many messages per second were sent, in the first part.'),
    })
    .describe('The load under which the delays were measured.'),
  parts,
  floor: z
    .object({
      latencyMs: latency.describe('Per delivery, from the intended sending.'),
      histogram: encodedHistogram.describe('The values behind `latencyMs`.'),
    })
    .describe('What everything takes without any delay.'),
  delays: z.array(delay).describe('One for each delay that the server was given, the shortest first.'),
  stall: stall.describe('The server stood still once, in a window of its own.'),
  ledger: ledgerCounts.describe('Of all that was due in the measured windows.'),
  reasons: z
    .array(
      z.object({
        reason: z.string().describe('What is not recovered, in a sentence.'),
        advice: z.string().describe('What to do about it.'),
      }),
    )
    .describe('Why it is not recovered; empty where it is.'),
});
export type CalibrationResult = z.infer<typeof calibrationResult>;

/** The name of the calibration in an output folder. */
export const calibrationFileName = 'calibration.json';

/** Checks the calibration against its schema and writes it into the folder, in one step. Returns its path. */
export async function writeCalibrationResult(dir: string, result: CalibrationResult): Promise<string> {
  const path = join(dir, calibrationFileName);
  await writeFileAtomically(path, `${JSON.stringify(calibrationResult.parse(result), null, 2)}\n`);
  return path;
}
