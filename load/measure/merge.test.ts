import { describe, expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { measuredFromCounters, toCounters } from './counters.ts';
import { mergeEncoded } from './encoded.ts';
import { Histogram } from './histogram.ts';
import type { Measured } from './measured.ts';
import { mergeRecords, mergeSegments, RecordError } from './merge.ts';
import { workerRecord } from './record.ts';
import { exchanges, recordExchanges, runId } from './testing/workload.ts';
import { addTotals, noTotals, streamParts, totalsOf } from './totals.ts';

// Whole milliseconds: with fractions, sums and differences are rounded where the clock passes a power of two.
const windowMs = Math.floor(nowMs()) - 20_000;
const all = exchanges(1, 30, 3000);
const parts = [0, 1, 2].map((worker) => all.filter(({ conversation }) => conversation % 3 === worker));
const records = parts.map((part, worker) => recordExchanges(worker, part, windowMs));
const inOne = recordExchanges(0, all, windowMs);

test('what a worker hands over keeps to its schema, and travels as JSON', () => {
  for (const record of records) {
    expect(workerRecord.parse(record)).toEqual(record);
    expect(mergeRecords([JSON.parse(JSON.stringify(record))], runId)).toEqual(mergeRecords([record], runId));
  }
});

describe('three workers merged', () => {
  const merged = mergeRecords(records, runId);
  const whole = mergeRecords([inOne], runId);

  test('counted the same as one that did it all', () => {
    expect(merged.ledger).toEqual(whole.ledger);
    expect(merged.ledgerByEvent).toEqual(whole.ledgerByEvent);
    expect(merged.outside).toEqual(whole.outside);
    expect(merged.segments.map(({ ledger, intended, sent }) => ({ ledger, intended, sent }))).toEqual(
      whole.segments.map(({ ledger, intended, sent }) => ({ ledger, intended, sent })),
    );
    const fates = (fate: string) => all.filter((one) => one.fate === fate).length;
    expect(merged.ledger).toMatchObject({
      sent: 3000,
      lost: fates('lost'),
      duplicated: fates('doubled'),
      leaked: 0,
    });
    expect(merged.ledger.late).toBeGreaterThan(50);
  });

  test('have the same histograms, bucket by bucket', () => {
    const corrected = [
      'histogram',
      'firstRecipientHistogram',
      'medianRecipientHistogram',
      'lastRecipientHistogram',
    ] as const;
    for (const name of corrected) {
      expect(merged.events.new_message?.[name]).toBe(whole.events.new_message?.[name]);
    }
    expect(merged.events.new_message?.latencyMs).toEqual(whole.events.new_message?.latencyMs);
    expect(merged.connectHistogram).toBe(whole.connectHistogram);
    expect(merged.breakdown).toEqual(whole.breakdown);
    expect(merged.breakdown?.rows.map(({ label }) => label)).toEqual(['60 characters', '1000 characters']);
    expect(merged.segments.map(({ latencyMs }) => latencyMs)).toEqual(
      whole.segments.map(({ latencyMs }) => latencyMs),
    );
  });

  test('have what the workers recorded, and nothing else', () => {
    for (const part of streamParts) {
      const name = part === 'corrected' ? 'histogram' : (`${part}Histogram` as const);
      const recorded = records.flatMap(({ segments }) =>
        segments.map(({ streams }) => streams.new_message?.[part] ?? ''),
      );
      expect(merged.events.new_message?.[name]).toBe(mergeEncoded(recorded).encode());
    }
  });

  test('have the same seconds', () => {
    // Idle ones go on until the record is made, and that takes its time.
    const figures = ({ intervals }: Measured) =>
      intervals
        .filter(({ intended, deliveries }) => intended + deliveries > 0)
        .map(({ atS, intended, deliveries, histogram }) => ({ atS, intended, deliveries, histogram }));
    expect(figures(merged)).toEqual(figures(whole));
    expect(merged.intervals.some(({ histogram }) => histogram !== undefined)).toBe(true);
  });

  test('add up what adds up, and take the worst of what does not', () => {
    expect(merged.sockets).toMatchObject({ widgets: 30, agents: 33, unserved: 0 });
    expect(merged.generator).toMatchObject({ workers: 3, intended: 3000, achieved: 3000 });
    expect(merged.reconnect).toMatchObject({
      storms: 1,
      participants: 3,
      allServedMs: [302],
      neverServed: 0,
    });
    expect(merged.problems).toEqual(['The server said something odd. It has dots, and ümlauts.']);
    const worst = Math.max(
      ...records.map(({ generator }) => Histogram.decode(generator.eventLoopDelay).percentile(99)),
    );
    expect(merged.generator.eventLoopDelayMs.p99).toBe(worst);
    expect(merged.generator.sendLagMs.count).toBe(3000);
  });

  test('do not care for the order they come in', () => {
    expect(mergeRecords(records.toReversed(), runId)).toEqual(merged);
  });

  test('give single segments as the whole gives them', () => {
    const [first] = merged.segments;
    const { fromS, toS, ...one } = mergeSegments(
      records.map(({ segments }) => segments[0] as (typeof segments)[number]),
    );
    expect({ ...one, fromS, toS }).toEqual(first);
    expect(first).toMatchObject({ fromS: 0, toS: 3 });
  });

  test('are the same when they went through counters that somebody added up', () => {
    const sum: Record<string, number> = { 'vusers.created': 7 };
    for (const record of records) {
      for (const [name, value] of Object.entries(toCounters(record))) sum[name] = (sum[name] ?? 0) + value;
    }
    const withoutLatencies = {
      ...merged,
      intervals: merged.intervals.map(({ latencyMs: _, histogram: __, ...interval }) => interval),
    };
    expect(measuredFromCounters(sum, runId)).toEqual(withoutLatencies);
  });
});

test('until they are shown, seconds stay as small as they travel: there are many in a run of days', () => {
  const totals = noTotals(runId);
  for (const record of records) addTotals(totals, totalsOf(record));
  const busy = records.flatMap(({ intervals }) => intervals).filter(({ latency }) => latency !== undefined);
  const kept = [...totals.intervals.values()].flatMap(({ latencies }) => latencies);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.toSorted()).toEqual(busy.map(({ latency }) => latency).toSorted());
});

describe('refused, with what is wrong:', () => {
  const [record] = records;
  test.each([
    ['no record at all', [], /No worker of run/],
    [
      'a record of another run',
      [{ ...record, runId: 'other' }],
      /record of run run of a test, got one of run other/,
    ],
    ['a record of another version', [{ ...record, schemaVersion: 2 }], /version 1, got 2.*same version/],
    ['something else', [null], /version 1, got undefined/],
    ['a record with a hole in it', [{ ...record, sockets: { widgets: 1 } }], /sockets\.agents/],
    ['the same record twice', [record, record], /there twice/],
  ])('%s', (_, given, message) => {
    expect(() => mergeRecords(given, runId)).toThrow(message);
    expect(() => mergeRecords(given, runId)).toThrow(RecordError);
  });

  test('counters of another run, or of none', () => {
    expect(() => measuredFromCounters(toCounters(inOne), 'other')).toThrow(
      /counters of run other, got those of run of a test/,
    );
    expect(() => measuredFromCounters({ 'vusers.created': 7 }, runId)).toThrow(/got those of no run/);
  });
});
