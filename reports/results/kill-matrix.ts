import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { clauseResult } from './conformance.ts';
import { suite } from './origin.ts';

export const faultVerdict = z
  .enum(['killed', 'misnamed', 'killed-by-others', 'survived', 'not-run'])
  .describe(
    'How a fault fared. `killed`: every clause that is meant to notice it failed. `misnamed`: the same, but what a reader is told first is the failure of another clause. `killed-by-others`: at least one of those that are meant did not fail, but some clause did. `survived`: no clause failed, or, where there is a `reason`, trying it came to no end. `not-run`: something that it takes is not on this machine.',
  );
export type FaultVerdict = z.infer<typeof faultVerdict>;

export const clauseFinding = clauseResult
  .pick({ id: true, verdict: true, durationMs: true, expected: true, actual: true, message: true })
  .describe('What one clause said of one server.');
export type ClauseFinding = z.infer<typeof clauseFinding>;

export const faultResult = z
  .object({
    name: z.string().describe('The fault, by the name under which the reference server has it.'),
    kind: z
      .enum(['blunt', 'subtle', 'derived'])
      .describe(
        '`blunt`: wrong for everybody, at every turn. `subtle`: wrong in one corner, as real mistakes are. `derived`: made by machine from the contract.',
      ),
    wrong: z.string().describe('What is wrong, in a sentence.'),
    verdict: faultVerdict,
    meant: z.array(z.string()).describe('Ids of the clauses that have to notice it.'),
    missed: z.array(z.string()).describe('Ids of those of them that did not; empty where it was not run.'),
    findings: z.array(clauseFinding).describe('All clauses that it was held against.'),
    durationMs: z.number().describe('How long it took to try it, in milliseconds; 0 where it was not run.'),
    reason: z
      .string()
      .optional()
      .describe('Why it was not run, or why trying it came to no end. Absent otherwise.'),
  })
  .describe('How a server with one fault fared.');
export type FaultResult = z.infer<typeof faultResult>;

export const controlResult = z
  .object({
    backplane: z
      .enum(['memory', 'redis'])
      .describe('What tied the nodes together: the `memory` of one process, or `redis`.'),
    verdict: z
      .enum(['passed', 'accused', 'not-run'])
      .describe(
        '`passed`: no clause spoke against the server. `accused`: at least one did, or the run came to no end. `not-run`: something that it takes is not on this machine.',
      ),
    wrong: z
      .array(clauseFinding)
      .describe('Clauses that accused a server that is right, or could not be tested on it.'),
    checked: z.number().int().describe('How many clauses were checked.'),
    durationMs: z.number().describe('How long the run took, in milliseconds; 0 where it was not run.'),
    reason: z.string().optional().describe('Why it was not run, or why it came to no end. Absent otherwise.'),
  })
  .describe('A run against a server without any fault, under the same time limits and beside the same load.');
export type ControlResult = z.infer<typeof controlResult>;

export const killMatrixVerdict = z
  .enum(['tight', 'leaky', 'untrusted'])
  .describe(
    '`tight`: every fault is killed, and rightly named. `leaky`: one is not, or could not be tried. `untrusted`: a server without fault was accused, or none was tried.',
  );

/** `kill-matrix.json`. */
export const killMatrixResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('kill-matrix').describe('Tells this file from other results.'),
  suite,
  verdict: killMatrixVerdict,
  summary: z.string().describe('The verdict in a sentence or a few.'),
  startedAt: z.string().describe('When the matrix began, ISO 8601, UTC.'),
  durationMs: z.number().describe('How long the matrix took, in milliseconds.'),
  eventMs: z.number().describe('How long an expected event could take, in milliseconds.'),
  scope: z
    .enum(['meant', 'all'])
    .describe(
      'Which clauses each fault met: `meant`, those that are meant for it, and the others only where these did not kill it; `all`, every clause.',
    ),
  selection: z.string().optional().describe('Which faults were tried, in words. Absent when all were.'),
  clauses: z
    .array(clauseResult.pick({ id: true, level: true, section: true, title: true }))
    .describe('The clauses that a fault can be meant for, in their order.'),
  faults: z.array(faultResult).describe('The faults that were tried, in their order.'),
  controls: z
    .array(controlResult)
    .describe('Runs against a server without any fault, in the order in which they ended.'),
});
export type KillMatrixResult = z.infer<typeof killMatrixResult>;

/** The name of the kill matrix in an output folder. */
export const killMatrixFileName = 'kill-matrix.json';

/** Checks the matrix against its schema and writes it into the folder, in one step. Returns its path. */
export async function writeKillMatrixResult(dir: string, result: KillMatrixResult): Promise<string> {
  const path = join(dir, killMatrixFileName);
  await writeFileAtomically(path, `${JSON.stringify(killMatrixResult.parse(result), null, 2)}\n`);
  return path;
}
