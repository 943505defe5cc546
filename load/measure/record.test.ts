import { expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { mergeRecords, RecordError } from './merge.ts';
import type { WorkerRecord } from './record.ts';
import { exchanges, recordExchanges, runId } from './testing/workload.ts';

const record = recordExchanges(0, exchanges(1, 5, 60), Math.floor(nowMs()) - 20_000);
type Segment = WorkerRecord['segments'][number];

/** The record with something else in its first segment. */
const inSegment = (change: (segment: Segment) => object) => ({
  ...record,
  segments: record.segments.map((segment, at) => (at === 0 ? { ...segment, ...change(segment) } : segment)),
});
const [latest] = record.intervals.slice(-1) as [WorkerRecord['intervals'][number]];
/** As it comes from a file: only there a name can be `__proto__`. */
const renamed = (from: string, to: string) =>
  JSON.parse(JSON.stringify(record).replaceAll(`"${from}"`, `"${to}"`));

test.each<[string, object, RegExp]>([
  ['a worker below 0', { ...record, worker: -1 }, /worker: /],
  ['counts below 0', { ...record, sockets: { ...record.sockets, widgets: -5 } }, /sockets\.widgets/],
  [
    'a ledger below 0',
    inSegment(({ ledgers }) => ({ ledgers: { new_message: { ...ledgers.new_message, lost: -2 } } })),
    /segments\.0\.ledgers\.new_message: expected no number below 0/,
  ],
  ['half a message', inSegment(() => ({ sent: 0.5 })), /segments\.0\.sent/],
  ['an end before the beginning', inSegment(() => ({ toMs: -1e9 })), /segments\.0: expected it to end after/],
  [
    'a time without end',
    { ...record, phasesMs: { ...record.phasesMs, measured: 1e300 } },
    /phasesMs\.measured/,
  ],
  ['no date', { ...record, startedAt: 'x' }, /startedAt: expected a date/],
  ['a second too late', { ...record, intervals: [{ ...latest, atS: 1e9 }] }, /intervals\.0\.atS/],
  ['storms without end', { ...record, reconnect: { ...record.reconnect, storms: 1e9 } }, /reconnect/],
  [
    'a histogram that is none',
    { ...record, connect: 'zzz' },
    /A histogram is broken: .* got text that is none/,
  ],
  [
    'one of a second that is none',
    { ...record, intervals: [{ ...latest, latency: 'zzz' }] },
    /A histogram is broken/,
  ],
  ['a bucket below 0', { ...record, connect: 'buckets 100:-3' }, /connect: .*can't hold -3 values/],
  ['an event of no contract', renamed('new_message', 'other'), /"other" is no event of the contract/],
  ['an event __proto__', renamed('new_message', '__proto__'), /"__proto__" is no event of the contract/],
  ['a label __proto__', renamed('60 characters', '__proto__'), /"__proto__" is no label/],
  ['a label without end', inSegment(() => ({ label: 'x'.repeat(5_000) })), /segments\.0\.label/],
])('a record with %s is refused', (_, given, said) => {
  expect(() => mergeRecords([given], runId)).toThrow(RecordError);
  expect(() => mergeRecords([given], runId)).toThrow(said);
});
