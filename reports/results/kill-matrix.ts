import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { clauseVerdict } from './conformance.ts';

/**
 * How a fault fared. `killed`: every clause that is meant to notice it failed. `survived`: one of them did not, nor did
 * any other clause. `killed-by-others`: one of them did not, but other clauses failed. `misnamed`: every clause that is
 * meant to notice it failed, but what a reader is told first is the failure of another one. `not-run`: something that
 * it takes is not on this machine.
 */
export const faultVerdict = z.enum(['killed', 'misnamed', 'killed-by-others', 'survived', 'not-run']);
export type FaultVerdict = z.infer<typeof faultVerdict>;

/** What one clause said of one server. */
export const clauseFinding = z.object({
  id: z.string(),
  verdict: clauseVerdict,
  durationMs: z.number(),
  /** What should have happened and what did, for a failure; why nothing could be said, for the rest. */
  expected: z.string().optional(),
  actual: z.string().optional(),
  message: z.string().optional(),
});
export type ClauseFinding = z.infer<typeof clauseFinding>;

export const faultResult = z.object({
  name: z.string(),
  kind: z.enum(['blunt', 'subtle', 'derived']),
  /** What is wrong, in a sentence. */
  wrong: z.string(),
  verdict: faultVerdict,
  /** The clauses that have to notice it. */
  meant: z.array(z.string()),
  /** Those of them that did not. */
  missed: z.array(z.string()),
  /** All clauses that it was held against. */
  findings: z.array(clauseFinding),
  durationMs: z.number(),
  /** Why it was not run. */
  reason: z.string().optional(),
});
export type FaultResult = z.infer<typeof faultResult>;

/** A run against a server without any fault, under the same time limits and beside the same load. */
export const controlResult = z.object({
  /** What tied the nodes together. */
  backplane: z.enum(['memory', 'redis']),
  verdict: z.enum(['passed', 'accused', 'not-run']),
  /** Clauses that accused a server that is right, or could not be tested on it. */
  wrong: z.array(clauseFinding),
  checked: z.number().int(),
  durationMs: z.number(),
  reason: z.string().optional(),
});
export type ControlResult = z.infer<typeof controlResult>;

export const killMatrixVerdict = z.enum(['tight', 'leaky', 'untrusted']);

/** `kill-matrix.json`. */
export const killMatrixResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('kill-matrix'),
  suite: z.object({ name: z.string(), version: z.string(), node: z.string(), platform: z.string() }),
  /** `tight`: every fault is killed, and rightly named. `leaky`: one is not. `untrusted`: a server without fault was accused. */
  verdict: killMatrixVerdict,
  /** The verdict in a sentence. */
  summary: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  /** How long an expected event could take, in milliseconds. */
  eventMs: z.number(),
  /** Whether each fault met every clause, or those alone that are meant for it. */
  scope: z.enum(['meant', 'all']),
  /** Which faults were tried, in words; absent when all were. */
  selection: z.string().optional(),
  /** The clauses that a fault can be meant for, in their order. */
  clauses: z.array(
    z.object({ id: z.string(), level: z.enum(['MUST', 'SHOULD']), section: z.string(), title: z.string() }),
  ),
  faults: z.array(faultResult),
  controls: z.array(controlResult),
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
