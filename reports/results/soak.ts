import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { clauseResult } from './conformance.ts';
import { suite } from './origin.ts';

export const implementation = z
  .enum(['reference server', 'Python'])
  .describe(
    'The server that the suite was held against: the suite’s own `reference server`, or the one in `Python`. Both are right, so whatever accuses them is wrong.',
  );
export type Implementation = z.infer<typeof implementation>;

export const wrongVerdict = z
  .object({
    run: z.number().int().describe('Number of the run, from 1.'),
    implementation,
    clause: clauseResult.describe(
      'What the run said of the clause, with its evidence; without `rerun`, since `command` repeats it.',
    ),
    command: z
      .string()
      .describe(
        'The command that repeats the run alone, its delays, pressure and traffic drawn from the same seed.',
      ),
  })
  .describe('A verdict that accuses a server that is right, or says nothing of it.');
export type WrongVerdict = z.infer<typeof wrongVerdict>;

export const soakRun = z
  .object({
    number: z.number().int().describe('Number of the run, from 1.'),
    implementation,
    judged: z.number().int().describe('How many clauses were judged, rightly or wrongly.'),
    excluded: z
      .array(
        z.object({
          id: z.string().describe('The clause.'),
          message: z.string().optional().describe('The reason. Absent where none was given.'),
        }),
      )
      .describe('Clauses that were left out.'),
    wrong: z.number().int().describe('How many of the judged were judged wrongly.'),
    durationMs: z
      .number()
      .describe(
        'How long the run took, with the start of the server where it was not up yet, in milliseconds.',
      ),
    foreign: z
      .object({
        sent: z.number().int().describe('How many events they sent.'),
        got: z.number().int().describe('How many events they got.'),
      })
      .describe('Traffic of other people in the same businesses meanwhile.'),
    delayed: z.number().int().describe('How many connections went through the delaying proxies.'),
    busyMs: z.number().describe('How long the burner of the run kept a processor busy, in milliseconds.'),
    reheard: z
      .array(z.string())
      .describe(
        'Ids of the clauses that were judged by a second or third hearing, since the first lost a connection to a late heartbeat.',
      ),
    broken: z
      .string()
      .optional()
      .describe(
        'Why the run came to no end, and so to no verdicts, with counts of 0; or why its verdicts show nothing. Absent otherwise.',
      ),
  })
  .describe('One run of the whole suite.');
export type SoakRun = z.infer<typeof soakRun>;

/** `soak.json`. */
export const soakResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('soak').describe('Tells this file from other results.'),
  suite,
  verdict: z
    .enum(['steady', 'unsteady', 'interrupted'])
    .describe(
      '`steady`: every run came to its end, and no verdict was wrong. `unsteady`: one did not, or was. `interrupted`: steady so far, and it was called off.',
    ),
  summary: z.string().describe('The verdict in a line.'),
  startedAt: z.string().describe('When the soak began, ISO 8601, UTC.'),
  durationMs: z.number().describe('How long the soak took, in milliseconds.'),
  seed: z.number().int().describe('Decides delays, pressure and traffic of every run.'),
  lanes: z.number().int().describe('How many runs were under way at once.'),
  delay: z
    .object({
      leastMs: z.number().describe('The shortest that it can be, in milliseconds.'),
      mostMs: z.number().describe('The longest that it can be, in milliseconds.'),
    })
    .describe('The delay of each direction of a connection.'),
  absent: z
    .array(
      z.object({
        implementation,
        reason: z.string().describe('Why it could not be started.'),
      }),
    )
    .describe('Implementations that could not be started on this machine; empty where all could.'),
  runs: z.array(soakRun).describe('Every run that ended, in the order of their numbers.'),
  wrong: z.array(wrongVerdict).describe('Every wrong verdict, in the order of the runs.'),
});
export type SoakResult = z.infer<typeof soakResult>;

/** The name of the soak in an output folder. */
export const soakFileName = 'soak.json';

/** Checks the result against its schema and writes it into the folder, in one step. Returns its path. */
export async function writeSoakResult(dir: string, result: SoakResult): Promise<string> {
  const path = join(dir, soakFileName);
  await writeFileAtomically(path, `${JSON.stringify(soakResult.parse(result), null, 2)}\n`);
  return path;
}
