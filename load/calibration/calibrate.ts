import { cpus, totalmem } from 'node:os';
import { suiteVersion } from '../../conformance/runner/index.ts';
import { openEstate } from '../../fixtures/targets/index.ts';
import type { CalibrationResult } from '../../reports/results/index.ts';
import type { SegmentRecord } from '../measure/index.ts';
import { compare, heldAndFloor, tolerance, waitsFor } from './compare.ts';
import { delaysMs, type Extent, percentiles, stallPercentiles, usualExtent } from './extent.ts';
import { type Run, runInArtillery } from './measure.ts';
import { type MeasuredDelays, measureDelays } from './measure-delays.ts';
import { type MeasuredStall, measureStall } from './measure-stall.ts';
import { longestStandstillMs } from './quiet.ts';
import { startFanOutProcess } from './server-process.ts';
import { ledgerOf, reasonsOf, summaryOf } from './verdict.ts';

export interface CalibrateOptions {
  seed: number;
  /** The command that repeats it. */
  command: string;
  /** Gets a line for people when something begins that takes time. */
  onProgress(line: string): void;
  signal: AbortSignal;
  extent?: Extent;
  run?: Run;
}

/**
 * Measures how exactly the suite measures on this machine: known delays, and a standstill of the server, by the same
 * journeys, driver and recorder as in `load`. What it starts is gone afterwards, also when this process dies.
 * Throws a `CannotMeasure` or a `TargetError` where nothing was measured, `signal.reason` when aborted.
 */
export async function calibrate(options: CalibrateOptions): Promise<CalibrationResult> {
  const { seed, onProgress, signal, extent = usualExtent, run = runInArtillery } = options;
  const startedAt = new Date();
  const estate = openEstate();
  try {
    const server = await startFanOutProcess(estate, { delaysMs, seed }, signal);
    const measuring = { server, extent, seed, run, signal };
    const { durationMs, wanted, most } = extent.part;
    onProgress(
      `Delays of ${delaysMs.join(', ')} ms, until ${wanted} parts of ${durationMs / 1000} s were quiet, of ${most} at most.`,
    );
    const delays = await measureDelays(measuring);
    onProgress(`A server that stands still for ${extent.stall.durationMs / 1000} s.`);
    const stall = await measureStall(measuring);
    return assemble(delays, stall, startedAt, options);
  } finally {
    await estate.close();
  }
}

const sentIn = ({ ledgers }: SegmentRecord) => ledgers.new_message?.sent ?? 0;

function assemble(
  delays: MeasuredDelays,
  stall: MeasuredStall,
  startedAt: Date,
  { seed, command }: CalibrateOptions,
): CalibrationResult {
  const [floor, ...delayed] = delays.measured;
  if (floor === undefined) throw new RangeError('There is no node without a delay.');
  const { widgets, agents } = delays.record.sockets;
  const [part] = delays.record.segments;
  const measured = {
    parts: { ...delays.parts, longestStandstillMs },
    floor: { latencyMs: floor.latency(), histogram: floor.encode() },
    delays: delayed.map((histogram, index) => {
      const held = delays.held[index + 1];
      if (held === undefined) throw new RangeError('A node did not report.');
      return {
        nominalMs: delaysMs[index + 1] as number,
        heldMs: held.latency(),
        heldHistogram: held.encode(),
        measuredMs: histogram.latency(),
        measuredHistogram: histogram.encode(),
        recovery: compare(histogram, percentiles, heldAndFloor(held, floor)),
      };
    }),
    stall: {
      stallMs: stall.stallMs,
      windowMs: stall.windowMs,
      correctedMs: stall.corrected.latency(),
      uncorrectedMs: stall.uncorrected.latency(),
      recovery: compare(stall.corrected, stallPercentiles, waitsFor(stall.stallMs, stall.windowMs)),
    },
    ledger: ledgerOf([delays.record, stall.record]),
  };
  const reasons = reasonsOf(measured);
  return {
    schemaVersion: 1,
    kind: 'calibration',
    suite: {
      name: 'pingback-suite',
      version: suiteVersion,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    verdict: reasons.length === 0 ? 'recovered' : 'not-recovered',
    summary: summaryOf(measured, reasons),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    seed,
    command,
    machine: { cpus: cpus().length, cpuModel: cpus()[0]?.model ?? 'unknown', memoryBytes: totalmem() },
    tolerance,
    load: {
      sockets: widgets + agents,
      messagesPerSecond: part ? (sentIn(part) / (part.toMs - part.fromMs)) * 1000 : 0,
    },
    ...measured,
    reasons,
  };
}
