import { Histogram, nowMs, toCounters, type WorkerRecord } from '../../measure/index.ts';
import { exchanges, recordExchanges } from '../../measure/testing/workload.ts';

const conversations = 20;
/** Everything arrives, after 40 ms. */
const all = exchanges(1, conversations, 200).map((one) => ({
  ...one,
  fate: 'arrives' as const,
  afterMs: 40,
}));

/** Seats of all workers together. */
export const seats = { widgets: conversations, agents: conversations + 2 };

/** Records of two workers of a run in which nothing went wrong. */
export function twoRecords(runId: string): [WorkerRecord, WorkerRecord] {
  const windowMs = Math.floor(nowMs()) - 20_000;
  const of = (worker: number) => {
    const own = all.filter(({ conversation }) => conversation % 2 === worker);
    return { ...untroubled(recordExchanges(worker, own, windowMs)), runId };
  };
  return [of(0), of(1)];
}

/** As Artillery adds them up. */
export function reportOf(records: readonly WorkerRecord[]): string {
  const counters: Record<string, number> = {};
  for (const [name, count] of records.flatMap((record) => Object.entries(toCounters(record)))) {
    counters[name] = (counters[name] ?? 0) + count;
  }
  return JSON.stringify({ aggregate: { counters }, intermediate: [] });
}

/** As it would be of a worker that had nothing else to do. */
export function untroubled(record: WorkerRecord): WorkerRecord {
  const hardly = new Histogram();
  for (let sample = 0; sample < 100; sample += 1) hardly.record(0.1);
  const delay = hardly.encode();
  const quiet = { eventLoopDelay: delay, sendLag: delay, cpuShare: 0.2 };
  return {
    ...record,
    generator: { ...record.generator, ...quiet, worstDelayMs: 1, arrivalDelay: delay },
    segments: record.segments.map((segment) => ({ ...segment, generator: quiet })),
    reconnect: undefined,
  };
}
