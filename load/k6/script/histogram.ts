import { readBuckets, writeBuckets } from '../../measure/bucket-text.ts';

/*
 * Takes the place of `measure/histogram.ts`: the same buckets, numbered as HDR numbers them, and of its methods those that
 * recording takes. HDR's own text is a compressed image of all buckets, which takes k6's JavaScript tens of milliseconds
 * to write; here each bucket that holds something is named.
 *
 * The layout of HDR for microseconds up to 60 s with three digits: 2,048 buckets of one, then 1,024 of each double size.
 */

const highestUs = 60_000_000;
const halfBits = 10;
const half = 1 << halfBits;
const buckets = 17 * half;

function bucketOf(us: number): number {
  const shift = 32 - Math.clz32(us | (2 * half - 1)) - (halfBits + 1);
  return ((shift + 1) << halfBits) + (us >> shift) - half;
}

/** The highest value that falls into a bucket. */
function topOf(bucket: number): number {
  const shift = Math.max((bucket >> halfBits) - 1, 0);
  const within = bucket < 2 * half ? bucket : (bucket & (half - 1)) + half;
  return (within + 1) * 2 ** shift - 1;
}

export class Histogram {
  #counts: Int32Array | undefined;
  /** Buckets that hold something. */
  #used: number[] = [];
  #count = 0;
  #clamped = 0;

  record(ms: number): void {
    let us = Math.round(ms * 1000);
    if (!(us >= 0)) {
      if (Number.isNaN(us)) throw new RangeError('A latency must be a number, got NaN.');
      us = 0;
    } else if (us > highestUs) {
      us = highestUs;
      this.#clamped += 1;
    }
    this.#put(bucketOf(us), 1);
  }

  #put(bucket: number, count: number): void {
    this.#counts ??= new Int32Array(buckets);
    const before = this.#counts[bucket] as number;
    if (before === 0) this.#used.push(bucket);
    this.#counts[bucket] = before + count;
    this.#count += count;
  }

  get count(): number {
    return this.#count;
  }

  get clamped(): number {
    return this.#clamped;
  }

  add(other: Histogram): void {
    for (const bucket of other.#used) this.#put(bucket, other.#counts?.[bucket] as number);
    this.#clamped += other.#clamped;
  }

  reset(): void {
    for (const bucket of this.#used) (this.#counts as Int32Array)[bucket] = 0;
    this.#used = [];
    this.#count = 0;
    this.#clamped = 0;
  }

  /** The upper end of the bucket in which the percentile lies, in milliseconds; 0 without values. */
  percentile(percentile: number): number {
    if (this.#count === 0) return 0;
    const wanted = Math.max(1, Math.ceil((percentile / 100) * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#inOrder()) {
      seen += count;
      if (seen >= wanted) return topOf(bucket) / 1000;
    }
    return 0;
  }

  encode(): string {
    return writeBuckets(this.#inOrder());
  }

  /** Of text that `encode` wrote. */
  static decode(encoded: string): Histogram {
    const histogram = new Histogram();
    for (const [bucket, count] of readBuckets(encoded) ?? []) histogram.#put(bucket, count);
    return histogram;
  }

  #inOrder(): [bucket: number, count: number][] {
    const inOrder = this.#used.sort((one, other) => one - other);
    return inOrder.map((bucket) => [bucket, this.#counts?.[bucket] as number]);
  }
}
