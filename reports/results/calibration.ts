import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';
import { latency, ledgerCounts } from './load.ts';

/** How one percentile came back. */
export const recovery = z.object({
  percentile: z.number(),
  truthMs: z.number(),
  measuredMs: z.number(),
  /** Measured less truth. */
  errorMs: z.number(),
  /** Whether the error is within the tolerance. */
  recovered: z.boolean(),
});
export type Recovery = z.infer<typeof recovery>;

/** HDR histograms of microseconds (3 significant digits, up to 60 s): V2, compressed, base64. */
const encodedHistogram = z.string();

/** `calibration.json`: how exactly the suite measures on this machine. */
export const calibrationResult = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('calibration'),
  suite: z.object({ name: z.string(), version: z.string(), node: z.string(), platform: z.string() }),
  verdict: z.enum(['recovered', 'not-recovered']),
  /** The verdict in a sentence. */
  summary: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  durationMs: z.number(),
  seed: z.number().int(),
  /** The command that repeats it. */
  command: z.string(),
  machine: z.object({ cpus: z.number().int(), cpuModel: z.string(), memoryBytes: z.number() }),
  /** An error of this share of the truth, or of so many milliseconds, is within bounds. */
  tolerance: z.object({ share: z.number(), ms: z.number() }),
  load: z.object({ sockets: z.number().int(), messagesPerSecond: z.number() }),
  /** The window was measured in parts; those count in which neither generator nor server stood still, if there are enough. */
  parts: z.object({
    measured: z.number().int(),
    quiet: z.number().int(),
    used: z.enum(['quiet', 'all']),
    /** Milliseconds; who stands still for longer is not quiet. */
    longestStandstillMs: z.number(),
  }),
  /** What everything takes without any delay. */
  floor: z.object({ latencyMs: latency, histogram: encodedHistogram }),
  delays: z.array(
    z.object({
      /** About which the delays spread. */
      nominalMs: z.number(),
      /** What the server recorded: from when it could have sent a message on until it did, per delivery. */
      heldMs: latency,
      heldHistogram: encodedHistogram,
      measuredMs: latency,
      measuredHistogram: encodedHistogram,
      /** The truth is what was held and the floor together. */
      recovery: z.array(recovery),
    }),
  ),
  /** The server stood still once, in a window of its own. */
  stall: z.object({
    stallMs: z.number(),
    windowMs: z.number(),
    correctedMs: latency,
    /** As a generator sees it that waits for an answer before it sends again. */
    uncorrectedMs: latency,
    /** Of the corrected latency. */
    recovery: z.array(recovery),
  }),
  /** Of all that was measured. */
  ledger: ledgerCounts,
  /** Why it is not recovered, and what to do. */
  reasons: z.array(z.object({ reason: z.string(), advice: z.string() })),
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
