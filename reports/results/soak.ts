import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { clauseResult } from './conformance.ts';

/** The servers that a soak holds the suite against: both are right, so whatever accuses them is wrong. */
export const implementation = z.enum(['reference server', 'Python']);
export type Implementation = z.infer<typeof implementation>;

/** A verdict that accuses a server that is right, or says nothing of it. */
export const wrongVerdict = z.object({
  /** Number of the run, from 1. */
  run: z.number().int(),
  implementation,
  /** What the run said of the clause, with its evidence. */
  clause: clauseResult,
  /** The command that repeats the run alone, its delays, pressure and traffic drawn from the same seed. */
  command: z.string(),
});
export type WrongVerdict = z.infer<typeof wrongVerdict>;

/** One run of the whole suite. */
export const soakRun = z.object({
  number: z.number().int(),
  implementation,
  /** How many clauses were judged, rightly or wrongly. */
  judged: z.number().int(),
  /** Clauses that the configuration leaves out, each with the reason. */
  excluded: z.array(z.object({ id: z.string(), message: z.string().optional() })),
  /** How many of the judged were judged wrongly. */
  wrong: z.number().int(),
  durationMs: z.number(),
  /** Events that other people in the same businesses sent and got meanwhile. */
  foreign: z.object({ sent: z.number().int(), got: z.number().int() }),
  /** Connections that went through the delaying proxies. */
  delayed: z.number().int(),
  /** How long the burner of the run kept a processor busy. */
  busyMs: z.number(),
  /** Clauses that were judged by a second or third hearing, since the first lost a connection to a late heartbeat. */
  reheard: z.array(z.string()),
  /** Why the run came to no end, and so to no verdicts. */
  broken: z.string().optional(),
});
export type SoakRun = z.infer<typeof soakRun>;

/** `soak.json`. */
export const soakResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('soak'),
  suite: z.object({ name: z.string(), version: z.string(), node: z.string(), platform: z.string() }),
  /** `steady`: every run came to its end, and no verdict was wrong. `interrupted`: so far, and it was called off. */
  verdict: z.enum(['steady', 'unsteady', 'interrupted']),
  /** The verdict in a line. */
  summary: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  /** Decides delays, pressure and traffic of every run. */
  seed: z.number().int(),
  /** How many runs were under way at once. */
  lanes: z.number().int(),
  /** The delay of each direction, in milliseconds. */
  delay: z.object({ leastMs: z.number(), mostMs: z.number() }),
  /** Implementations that could not be started on this machine, each with the reason. */
  absent: z.array(z.object({ implementation, reason: z.string() })),
  /** In the order of their numbers. */
  runs: z.array(soakRun),
  wrong: z.array(wrongVerdict),
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
