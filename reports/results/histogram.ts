import { deflateSync, inflateSync } from 'node:zlib';
import { ResultFileError } from './file.ts';
import type { Latency } from './latency.ts';

/*
 * Encoded histograms of result files, read and written in bulk: an hour has thousands of them. The library takes most of
 * a millisecond for each, since it fills and walks all 17,000 buckets; this takes what is there alone. A test holds it
 * against the library.
 */

/** What a histogram holds: the numbers of its buckets in HDR's layout, ascending, and how many values are in each. */
export interface Counts {
  buckets: Uint16Array;
  counts: Float64Array;
}

/** As every histogram of a result file is shaped: of microseconds, 3 digits, up to 60 s. */
const shape = { significantDigits: 3, highestUs: 60_000_000 } as const;
/** Buckets up to a power of two, and that power: 3 digits need 2,000, of which the upper half repeats with every doubling. */
const [halfBuckets, halfPower] = [1024, 10];
const bucketsInAll = bucketOf(shape.highestUs) + 1;
const cookies = { compressed: 0x1c849304, plain: 0x1c849303, wordSize: 0xf0, written: 0x10 } as const;
const headerBytes = 40;

/** The number of the bucket in which a value lies. */
function bucketOf(valueUs: number): number {
  const doublings = Math.max(0, Math.floor(Math.log2(Math.max(valueUs, 1))) - halfPower);
  return doublings * halfBuckets + Math.floor(valueUs / 2 ** doublings);
}

/** How often the width of a bucket has doubled, and its lower end. */
function placeOf(bucket: number): { fromUs: number; widthUs: number } {
  const doublings = Math.max(0, Math.floor(bucket / halfBuckets) - 1);
  const widthUs = 2 ** doublings;
  return { fromUs: (bucket - doublings * halfBuckets) * widthUs, widthUs };
}

const middlesMs = Float64Array.from({ length: bucketsInAll }, (_, bucket) => {
  const { fromUs, widthUs } = placeOf(bucket);
  return (fromUs + Math.floor(widthUs / 2)) / 1000;
});

function middleMs(bucket: number): number {
  return middlesMs[bucket] as number;
}

/** The upper end of a bucket, in milliseconds: nothing looks better than it was. */
export function bucketMs(bucket: number): number {
  const { fromUs, widthUs } = placeOf(bucket);
  return (fromUs + widthUs - 1) / 1000;
}

/**
 * Reads an encoded histogram. Text of no characters holds nothing. Throws a `ResultFileError` for text that is no such
 * histogram; `place` tells where it stood.
 */
export function readHistogram(encoded: string, place = 'a histogram'): Counts {
  const words = encoded === '' ? Buffer.alloc(0) : unpacked(encoded);
  const counts = words && countsOf(words);
  if (counts) return counts;
  throw new ResultFileError(
    `The result file is damaged: ${place} is no HDR histogram (V2, compressed, base64; microseconds up to 60 s, 3 digits). Run the suite again to get a whole file.`,
  );
}

/** The encoded counts of a histogram, without its two headers; nothing for what is none. */
function unpacked(encoded: string): Buffer | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 8 || !isCookie(bytes, cookies.compressed)) return undefined;
  let inner: Buffer;
  try {
    inner = inflateSync(bytes.subarray(8, 8 + bytes.readInt32BE(4)), { maxOutputLength: 1_000_000 });
  } catch {
    return undefined;
  }
  if (inner.length < headerBytes || !isCookie(inner, cookies.plain)) return undefined;
  const [digits, highestUs] = [inner.readInt32BE(12), Number(inner.readBigInt64BE(24))];
  if (digits !== shape.significantDigits || highestUs !== shape.highestUs) return undefined;
  return inner.subarray(headerBytes, headerBytes + inner.readInt32BE(4));
}

function isCookie(bytes: Buffer, base: number): boolean {
  return (bytes.readInt32BE(0) & ~cookies.wordSize) === base;
}

/** More than a histogram has buckets, and what they were in: here counts are gathered before their number is known. */
const [gatheredBuckets, gatheredCounts] = [new Uint16Array(bucketsInAll), new Float64Array(bucketsInAll)];

/** Counts are zigzag LEB128 of at most nine bytes; a negative one stands for so many empty buckets. */
function countsOf(words: Buffer): Counts | undefined {
  let [bucket, filled] = [0, 0];
  for (let at = 0; at < words.length; ) {
    const start = at;
    let byte = words[at++] as number;
    let word = byte & 0x7f;
    for (let scale = 128; byte > 127 && at < start + 9; scale *= 128) {
      if (at >= words.length) return undefined;
      byte = words[at++] as number;
      word += (at === start + 9 ? byte : byte & 0x7f) * scale;
    }
    if (word % 2 === 1) {
      bucket += (word + 1) / 2;
      continue;
    }
    if (bucket >= bucketsInAll) return undefined;
    if (word > 0) {
      gatheredBuckets[filled] = bucket;
      gatheredCounts[filled++] = word / 2;
    }
    bucket += 1;
  }
  return { buckets: gatheredBuckets.slice(0, filled), counts: gatheredCounts.slice(0, filled) };
}

/** Sums are built here, and cleared again: to make room for all buckets anew takes longer than to add. */
const sums = new Float64Array(bucketsInAll);

/** All of them together, without loss. */
export function addCounts(all: readonly Counts[]): Counts {
  let filled = 0;
  for (const { buckets, counts } of all) {
    for (let index = 0; index < buckets.length; index += 1) {
      const bucket = buckets[index] as number;
      if (sums[bucket] === 0) filled += 1;
      sums[bucket] = (sums[bucket] as number) + (counts[index] as number);
    }
  }
  const sum: Counts = { buckets: new Uint16Array(filled), counts: new Float64Array(filled) };
  for (let bucket = 0, index = 0; index < filled; bucket += 1) {
    if (sums[bucket] === 0) continue;
    sum.buckets[index] = bucket;
    sum.counts[index++] = sums[bucket] as number;
    sums[bucket] = 0;
  }
  return sum;
}

export function countOf({ counts }: Counts): number {
  let sum = 0;
  for (let index = 0; index < counts.length; index += 1) sum += counts[index] as number;
  return sum;
}

/** How many of the values a percentile covers, as HdrHistogram counts: rounded up, but for what is an error of the product. */
export function rankOf(percentile: number, total: number): number {
  return Math.max(1, Math.ceil((Math.min(percentile, 100) / 100) * total * (1 - Number.EPSILON)));
}

/** So many percent of the values were at most so long, in milliseconds, for each of the ascending percentiles; 0 without values. */
export function percentilesOf(held: Counts, percentiles: readonly number[]): number[] {
  const total = countOf(held);
  let [index, upTo] = [-1, 0];
  return percentiles.map((percentile) => {
    const rank = rankOf(percentile, total);
    while (upTo < rank && index + 1 < held.counts.length) upTo += held.counts[++index] as number;
    return index < 0 ? 0 : bucketMs(held.buckets[index] as number);
  });
}

/** The figures of a histogram, as they are in result files. */
export function latencyOf(held: Counts): Latency {
  const [p50 = 0, p90 = 0, p95 = 0, p99 = 0, p999 = 0, max = 0] = percentilesOf(
    held,
    [50, 90, 95, 99, 99.9, 100],
  );
  const count = countOf(held);
  let totalMs = 0;
  for (let index = 0; index < held.buckets.length; index += 1) {
    totalMs += middleMs(held.buckets[index] as number) * (held.counts[index] as number);
  }
  return { p50, p90, p95, p99, p999, max, mean: count === 0 ? 0 : totalMs / count, count };
}

/** The encoded form: HDR V2, compressed, base64. */
export function writeHistogram({ buckets, counts }: Counts): string {
  // A count and the gap before it take at most nine bytes and three.
  const inner = Buffer.alloc(headerBytes + buckets.length * 12);
  let [at, next] = [headerBytes, 0];
  for (let index = 0; index < buckets.length; index += 1) {
    const bucket = buckets[index] as number;
    const gap = bucket - next;
    // One empty bucket is a zero, more are a number below it.
    if (gap > 0) at = writeWord(inner, at, gap === 1 ? 0 : 2 * gap - 1);
    at = writeWord(inner, at, (counts[index] as number) * 2);
    next = bucket + 1;
  }
  inner.writeInt32BE(cookies.plain | cookies.written, 0);
  inner.writeInt32BE(at - headerBytes, 4);
  inner.writeInt32BE(shape.significantDigits, 12);
  inner.writeBigInt64BE(1n, 16);
  inner.writeBigInt64BE(BigInt(shape.highestUs), 24);
  inner.writeDoubleBE(1, 32);
  const packed = deflateSync(inner.subarray(0, at));
  const outer = Buffer.alloc(8);
  outer.writeInt32BE(cookies.compressed | cookies.written, 0);
  outer.writeInt32BE(packed.length, 4);
  return Buffer.concat([outer, packed]).toString('base64');
}

/** Counts are far below the 2 ** 53 to which this is exact. Returns where the next word begins. */
function writeWord(bytes: Buffer, at: number, word: number): number {
  let [place, rest] = [at, word];
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[place++] = (rest % 128) | 0x80;
  bytes[place++] = rest;
  return place;
}
