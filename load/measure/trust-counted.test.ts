import { expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { Histogram } from './histogram.ts';
import { mergeRecords } from './merge.ts';
import type { WorkerRecord } from './record.ts';
import { exchanges, recordExchanges, runId } from './testing/workload.ts';
import { judgeTrust } from './trust.ts';
import { doubtsOfCounting } from './trust-counted.ts';

const record = recordExchanges(0, exchanges(1, 5, 100), Math.floor(nowMs()) - 20_000);
type Segment = WorkerRecord['segments'][number];
const changed = (change: (segment: Segment) => Partial<Segment>): WorkerRecord => ({
  ...record,
  segments: record.segments.map((segment) => ({ ...segment, ...change(segment) })),
});
const empty = new Histogram().encode();

test('what a recorder counted agrees with itself', () => {
  expect(mergeRecords([record], runId).ledger.lost).toBeGreaterThan(0);
  expect(doubtsOfCounting(mergeRecords([record], runId))).toEqual([]);
});

test.each<[string, WorkerRecord, RegExp]>([
  ['no segment', { ...record, segments: [] }, /No worker measured anything/],
  [
    'no ledger',
    changed(() => ({ ledgers: {} })),
    /In step 1, \d+ messages were sent, and the ledger holds 0/,
  ],
  ['nothing at all', changed(() => ({ ledgers: {}, streams: {} })), /and the ledger holds 0/],
  [
    'no stream',
    changed(() => ({ streams: {} })),
    /deliveries of new_message were counted, and the latencies of 0/,
  ],
  [
    'no latencies beside the corrected ones',
    changed(({ streams: { new_message: stream } }) => ({
      streams: stream && { new_message: { ...stream, uncorrected: empty } },
    })),
    /and the latencies of 0 recorded/,
  ],
  [
    'losses that were not expected',
    changed(({ ledgers: { new_message: counts } }) => ({
      ledgers: counts && { new_message: { ...counts, lost: counts.lost + 7 } },
    })),
    /deliveries of new_message had to happen, and \d+ did and \d+ did not/,
  ],
])('%s: not trusted', (_, given, said) => {
  const asked = { workers: 1, widgets: 5, agents: 5, breaches: [], stimuliAt: 'none' };
  const { trusted, reasons } = judgeTrust(mergeRecords([given], runId), asked);
  expect(trusted).toBe(false);
  expect(reasons.map(({ reason }) => reason).join('\n')).toMatch(said);
});

test('workers with other segments are not trusted', () => {
  const other = { ...record, worker: 1, segments: record.segments.slice(0, 1) };
  const [doubt] = doubtsOfCounting(mergeRecords([record, other], runId));
  expect(doubt?.reason).toMatch(/Workers have other segments than others/);
});
