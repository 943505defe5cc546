import { describe, expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { type Counters, measuredFromCounters, toCounters } from './counters.ts';
import { isSumOf, sumOf } from './counters-sum.ts';
import { mergeRecords, RecordError } from './merge.ts';
import { exchanges, recordExchanges, runId } from './testing/workload.ts';

const windowMs = Math.floor(nowMs()) - 20_000;
const all = exchanges(1, 10, 120);
const records = [0, 1].map((worker) =>
  recordExchanges(
    worker,
    all.filter(({ conversation }) => conversation % 2 === worker),
    windowMs,
  ),
);
const [first, second] = records as [(typeof records)[0], (typeof records)[0]];

function added(...those: Counters[]): Counters {
  const sum: Counters = {};
  for (const counters of those) {
    for (const [name, count] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
const whole = added(...records.map(toCounters));

/** As somebody would write it who knows how: the sum is right. */
function resealed(changes: Counters): Counters {
  const { 'pb.sum': _, ...counters } = { ...whole, ...changes };
  return { ...counters, 'pb.sum': sumOf(Object.entries(counters)) };
}

function refusal(counters: Counters): RecordError {
  try {
    measuredFromCounters(counters, runId);
  } catch (error) {
    expect(error).toBeInstanceOf(RecordError);
    return error as RecordError;
  }
  throw new Error('It was not refused.');
}

test('every single counter is missed that is not there, and every one that is another', () => {
  expect(measuredFromCounters(whole, runId).ledger.sent).toBe(120);
  const { 'pb.sum': sum = 0, ...counted } = whole;
  const entries = Object.entries(counted);
  expect(isSumOf(sum, entries)).toBe(true);
  entries.forEach(([name, count], at) => {
    expect(isSumOf(sum, entries.toSpliced(at, 1)), name).toBe(false);
    expect(isSumOf(sum, entries.toSpliced(at, 1, [name, count + 1])), name).toBe(false);
  });
  for (const name of ['pb.sum', 'pb.segment.0.ledger.new_message.lost', 'pb.segment.1.sent']) {
    const { [name]: count = 0, ...others } = whole;
    expect(count).toBeGreaterThan(0);
    refusal(others);
    refusal({ ...whole, [name]: count + 1 });
  }
  refusal({ ...whole, 'pb.segment.0.dropped': 1 });
  expect(refusal(Object.fromEntries(Object.entries(whole).slice(0, -40))).message).toMatch(
    /some are missing or changed on the way\. Fetch them again/,
  );
});

test('what a worker lacks of its own is missed, too', () => {
  const cut = Object.fromEntries(Object.entries(toCounters(second)).filter((_, at) => at % 7 !== 3));
  refusal(added(toCounters(first), cut));
  const { 'pb.sum': _, ...unsealed } = toCounters(second);
  refusal(added(toCounters(first), unsealed));
  expect(measuredFromCounters(added(toCounters(first), {}), runId).generator.workers).toBe(1);
});

test('the sum is that of sums, for whole numbers of any size and fractions of one worker alone', () => {
  const [one, other] = [
    { a: 1, b: 2 ** 52, 'w.0': 0.25 },
    { a: 5, c: 7, 'w.1': 1e-7 },
  ].map(Object.entries) as [[string, number][], [string, number][]];
  const together = Object.entries(added(Object.fromEntries(one), Object.fromEntries(other)));
  expect(isSumOf(sumOf(one) + sumOf(other), together)).toBe(true);
  expect(isSumOf(sumOf(one) + sumOf(other) + 1, together)).toBe(false);
  expect(sumOf([])).toBeGreaterThan(0);
});

describe('whoever knows how to make the sum right is still refused', () => {
  const ofWorker = Object.keys(whole).find((name) => /^pb\.worker\.[^.]+$/.test(name)) as string;
  const inSegment = ofWorker.replace('pb.worker', 'pb.segment.0.worker');
  test.each<[string, Counters, RegExp]>([
    ['a negative count', { 'pb.sockets.widgets': -5 }, /pb\.sockets\.widgets is -5/],
    ['half a count', { 'pb.segment.0.sent': 0.5 }, /pb\.segment\.0\.sent is 0\.5/],
    ['a count without end', { 'pb.clamped': 1e300 }, /pb\.clamped is 1e\+300/],
    ['a time without end', { [`${ofWorker}.startedAtMs`]: 1e17 }, /startedAtMs is 1/],
    ['a negative bucket', { 'pb.connect.100': -3 }, /can't hold -3 values/],
    ['a bucket that is none', { 'pb.connect.abc': 1 }, /There is no bucket NaN/],
    ['a bucket too far', { 'pb.connect.99999999': 1 }, /There is no bucket 99999999/],
    ['a bucket too full', { 'pb.connect.100': 2 ** 40 }, /can't hold 1099511627776 values/],
    ['a second that is none', { 'pb.second.1e9': 1 }, /seconds, got some of 1e9/],
    ['a second too late', { 'pb.second.99999999': 1 }, /seconds, got some of 99999999/],
    [
      'an event that is none',
      { 'pb.segment.0.ledger.__proto__.lost': 3 },
      /events of the contract, got some of __proto__/,
    ],
    [
      'a stream of none',
      { 'pb.segment.0.stream.x.corrected.100': 3 },
      /events of the contract, got some of x/,
    ],
    ['a segment too far', { 'pb.segment.9.sent': 3 }, /3 segments, but none of 2/],
    ['a worker without a number', { 'pb.worker.-1%20a%201': 1 }, /number, host and process, got -1 a 1/],
    ['a worker who lacks in a segment', { [inSegment]: 0 }, /in segment 0 are not all there/],
    ['storms without end', { [`${ofWorker.replace('pb.', 'pb.reconnect.')}`]: 1e9 }, /is 1000000000/],
  ])('%s', (_, changes, said) => {
    expect(refusal(resealed(changes)).message).toMatch(said);
  });

  test('names that cannot be read, and values that are none', () => {
    expect(refusal({ ...whole, 'pb.%': 1 }).message).toMatch(
      /Counter pb\.% has a name that no worker writes/,
    );
    const endless = { ...whole, 'pb.clamped': Number.POSITIVE_INFINITY };
    expect(refusal(endless).message).toMatch(/Counter pb\.clamped has no number/);
    expect(refusal({ ...whole, [`pb.%${'x'.repeat(5_000)}`]: 1 }).message.length).toBeLessThan(200);
  });
});

test('a problem is told once, however often it is counted', () => {
  const { problems } = measuredFromCounters(resealed({ 'pb.problem.x': 1e12 }), runId);
  expect(problems).toEqual(['The server said something odd. It has dots, and ümlauts.', 'x']);
});

test('half a character in a text makes no counter impossible', () => {
  const odd = { ...first, host: 'h\ud83d', problems: ['x\ud83d'] };
  const { problems, generator } = measuredFromCounters(toCounters(odd), runId);
  expect([problems, generator.workers]).toEqual([['x\ufffd'], 1]);
});

test('segments that differ between workers are told, whichever way they come', () => {
  const [one, ...others] = second.segments;
  const label = { ...second, segments: [{ ...(one as typeof one & object), label: 'other' }, ...others] };
  const fewer = { ...second, segments: others };
  expect(mergeRecords(records, runId).segmentsDiffer).toBeUndefined();
  for (const strange of [label, fewer]) {
    const ways = [
      mergeRecords([first, strange], runId),
      measuredFromCounters(added(toCounters(first), toCounters(strange)), runId),
    ];
    expect(ways.map(({ segmentsDiffer }) => segmentsDiffer)).toEqual([true, true]);
  }
});
