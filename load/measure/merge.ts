import { printable } from '../../fixtures/targets/printable.ts';
import { Histogram } from './histogram.ts';
import { type Measured, type MeasuredSegment, measuredOf, measuredSegmentOf } from './measured.ts';
import { type SegmentRecord, type WorkerRecord, workerRecord } from './record.ts';
import { addSegment, addTotals, noTotals, segmentTotalsOf, type Totals, totalsOf } from './totals.ts';

/** A record that can't be merged. */
export class RecordError extends Error {
  override name = 'RecordError';
}

/** Checks what a worker handed over. Throws a RecordError when it is of another version or run, or no record. */
export function checkRecord(record: unknown, runId: string): WorkerRecord {
  const version = (record as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== 1) {
    throw new RecordError(
      `Expected a worker's record of version 1, got ${printable(String(JSON.stringify(version)), 60)}. Run all workers with the same version of the suite.`,
    );
  }
  const checked = workerRecord.safeParse(record);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = printable(issue?.path.join('.') ?? '');
    throw new RecordError(`Expected a worker's record, but ${where}: ${printable(issue?.message ?? '')}.`);
  }
  if (checked.data.runId !== runId) {
    throw new RecordError(
      `Expected a record of run ${runId}, got one of run ${printable(checked.data.runId, 60)}. Merge only records of one run.`,
    );
  }
  return checked.data;
}

/** What a worker handed over, ready to be added up. Throws as `checkRecord`, and where a histogram is none. */
export function totalsFromRecord(record: unknown, runId: string): Totals {
  const checked = checkRecord(record, runId);
  return refusingBroken(() => {
    // Those of single seconds stay as they are until they are shown.
    for (const { latency } of checked.intervals) if (latency !== undefined) Histogram.decode(latency);
    return totalsOf(checked);
  });
}

/** Makes what is wrong with a histogram a RecordError. */
export function refusingBroken<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RecordError(`A histogram is broken: ${error.message}`, { cause: error });
  }
}

/**
 * Adds up what the workers of a run measured, without loss: histograms and counts are those that one worker would have
 * that had measured it all. Throws a RecordError for a record that `checkRecord` refuses, that is there twice, or for none.
 */
export function mergeRecords(records: readonly unknown[], runId: string): Measured {
  if (records.length === 0) throw new RecordError(`No worker of run ${runId} handed over a record.`);
  const totals = noTotals(runId);
  for (const record of records) {
    const one = totalsFromRecord(record, runId);
    const [worker = ''] = one.workers.keys();
    if (totals.workers.has(worker))
      throw new RecordError(`The record of worker ${printable(worker)} is there twice.`);
    addTotals(totals, one);
  }
  return measuredOf(totals);
}

/** One segment as several workers recorded it: to judge a step while the run goes on. At least one. */
export function mergeSegments(records: readonly SegmentRecord[]): MeasuredSegment {
  const [first, ...others] = records.map((record, worker) =>
    segmentTotalsOf(record, String(worker), records[0]?.fromMs ?? 0),
  );
  if (first === undefined) throw new RecordError('No worker handed over a record of the segment.');
  for (const other of others) addSegment(first, other);
  return measuredSegmentOf(first);
}
