import { readBuckets } from './bucket-text.ts';
import { Histogram } from './histogram.ts';

/* Histograms as text: HDR V2, compressed, base64. */

/** Whatever form a recorder chose, as HDR has it. Throws a RangeError for buckets that are none. */
export function inHdr(encoded: string): string {
  const buckets = readBuckets(encoded);
  if (buckets === undefined) return encoded;
  const histogram = new Histogram();
  for (const [bucket, count] of buckets) histogram.addToBucket(bucket, count);
  return histogram.encode();
}

/** The histogram of no values, encoded. */
export const emptyHistogram = new Histogram().encode();

/** Merges encoded histograms without loss. */
export function mergeEncoded(encoded: Iterable<string>): Histogram {
  const sum = new Histogram();
  for (const one of encoded) if (one !== emptyHistogram) sum.add(Histogram.decode(one));
  return sum;
}
