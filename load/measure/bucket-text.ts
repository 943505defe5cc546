/*
 * A histogram as text that costs next to nothing to write, for a recorder whose runtime is slow:
 *
 *   buckets 1204:3 1205:1      the number of each bucket in HDR's layout that holds something, and how much it holds
 */

const word = 'buckets';

type Bucket = readonly [bucket: number, count: number];

export function writeBuckets(buckets: Iterable<Bucket>): string {
  let text = word;
  for (const [bucket, count] of buckets) text += ` ${bucket}:${count}`;
  return text;
}

/** Nothing for text that is something else. */
export function readBuckets(text: string): Bucket[] | undefined {
  const [first, ...pairs] = text.split(' ');
  if (first !== word) return undefined;
  return pairs.map((pair) => {
    const [bucket, count] = pair.split(':');
    return [Number(bucket), Number(count)];
  });
}
