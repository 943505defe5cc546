import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type JsHistogram,
} from 'hdr-histogram-js';
import type { Latency } from '../../reports/results/index.ts';

/** What a value can be told apart to, and the most that is told apart: more is counted as the most. */
const shape = { significantDigits: 3, highestMs: 60_000 } as const;
const highestUs = shape.highestMs * 1000;

function empty(): JsHistogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUs,
    numberOfSignificantValueDigits: shape.significantDigits,
  }) as JsHistogram;
}

/** One point of a percentile spectrum: `percentile` percent of all values were at most `valueMs`. */
export interface SpectrumPoint {
  percentile: number;
  valueMs: number;
  /** Values up to here. */
  count: number;
}

/**
 * An HDR histogram of latencies: given in milliseconds, kept in microseconds, three digits, up to 60 s.
 * Merging loses nothing. Takes 70 KB, whatever it holds.
 */
export class Histogram {
  readonly #counts: JsHistogram;
  #clamped = 0;

  constructor(counts: JsHistogram = empty()) {
    this.#counts = counts;
  }

  /** Negative values, which a clock's rounding can make, count as 0; anything that is no number is refused. */
  record(ms: number): void {
    let us = Math.round(ms * 1000);
    if (!(us >= 0)) {
      if (Number.isNaN(us)) throw new RangeError('A latency must be a number, got NaN.');
      us = 0;
    } else if (us > highestUs) {
      us = highestUs;
      this.#clamped += 1;
    }
    this.#counts.recordValue(us);
  }

  /** Values recorded. */
  get count(): number {
    return this.#counts.totalCount;
  }

  /** Values over 60 s since the last reset. They are in it as 60 s; the encoded form does not tell them apart. */
  get clamped(): number {
    return this.#clamped;
  }

  add(other: Histogram): void {
    if (other.count > 0) this.#counts.add(other.#counts);
    this.#clamped += other.#clamped;
  }

  reset(): void {
    this.#counts.reset();
    this.#clamped = 0;
  }

  /** The upper end of the bucket in which the percentile lies, in milliseconds; 0 without values. */
  percentile(percentile: number): number {
    if (this.count === 0) return 0;
    return this.#counts.getValueAtPercentile(percentile) / 1000;
  }

  /** Share of the values, from 0 to 1, that are at least so much; 0 without values. */
  shareFrom(ms: number): number {
    let count = 0;
    this.eachValue((value, times) => {
      if (value >= ms) count += times;
    });
    return this.count === 0 ? 0 : count / this.count;
  }

  /** In milliseconds. Depends on the buckets alone, so that what was merged or sent says the same as what was recorded. */
  latency(): Latency {
    return {
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: this.percentile(100),
      mean: this.#meanMs(),
      count: this.count,
    };
  }

  #meanMs(): number {
    let totalMs = 0;
    this.eachValue((ms, count) => {
      totalMs += ms * count;
    });
    return this.count === 0 ? 0 : totalMs / this.count;
  }

  /** Calls back with each value, in milliseconds, and how often it is in here, the lowest first: buckets by their middle. */
  eachValue(visit: (ms: number, count: number) => void): void {
    const counts = this.#counts;
    this.eachBucket((bucket, count) => {
      visit(counts.medianEquivalentValue(counts.valueFromIndex(bucket)) / 1000, count);
    });
  }

  /** Calls back with each bucket that holds something, the lowest first. A bucket's number is its place in HDR's layout. */
  eachBucket(visit: (bucket: number, count: number) => void): void {
    const counts = this.#counts;
    if (counts.totalCount === 0) return;
    const last = counts.countsArrayIndex(counts.maxValue);
    for (let bucket = 0; bucket <= last; bucket += 1) {
      const count = counts.getCountAtIndex(bucket);
      if (count > 0) visit(bucket, count);
    }
  }

  /** Puts values into a bucket by its number, as `eachBucket` gave it. */
  addToBucket(bucket: number, count: number): void {
    const known = Number.isInteger(bucket) && bucket >= 0 && bucket < this.#counts.countsArrayLength;
    if (!known) throw new RangeError(`There is no bucket ${bucket} in a histogram of 60 s.`);
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`A bucket of a histogram can't hold ${count} values.`);
    this.#counts.recordValueWithCount(this.#counts.valueFromIndex(bucket), count);
  }

  /**
   * The whole distribution, as HdrHistogram prints it: points that lie the closer, the nearer they are to 100 %.
   * `ticksPerHalf`: points in each half of what remains to 100 %.
   */
  *spectrum(ticksPerHalf = 5): Generator<SpectrumPoint> {
    const total = this.count;
    let percentile = 0;
    while (total > 0) {
      const valueMs = this.percentile(percentile);
      const count = this.#countUpTo(valueMs);
      yield { percentile, valueMs, count };
      if (count >= total) break;
      const halvings = Math.floor(Math.log2(100 / (100 - percentile))) + 1;
      const reached = (100 * count) / total;
      do percentile += 100 / (ticksPerHalf * 2 ** halvings);
      while (percentile <= reached && percentile < 100);
      percentile = Math.min(percentile, 100);
    }
    if (total > 0 && percentile < 100) yield { percentile: 100, valueMs: this.percentile(100), count: total };
  }

  #countUpTo(valueMs: number): number {
    const last = this.#counts.countsArrayIndex(Math.round(valueMs * 1000));
    let total = 0;
    this.eachBucket((bucket, count) => {
      if (bucket <= last) total += count;
    });
    return total;
  }

  /** HDR V2, compressed, base64. About 0.2 ms. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#counts);
  }

  /** Throws a RangeError for text that is no such histogram. */
  static decode(encoded: string): Histogram {
    let counts: JsHistogram;
    try {
      counts = decodeFromCompressedBase64(encoded, 32) as JsHistogram;
    } catch (cause) {
      throw new RangeError('Expected an HDR histogram (V2, compressed, base64), got text that is none.', {
        cause,
      });
    }
    const { numberOfSignificantValueDigits: digits, highestTrackableValue } = counts;
    if (digits !== shape.significantDigits || highestTrackableValue !== highestUs) {
      throw new RangeError(
        `Expected an HDR histogram of microseconds up to 60 s with 3 digits, got one up to ${highestTrackableValue} with ${digits}.`,
      );
    }
    return new Histogram(counts);
  }
}
