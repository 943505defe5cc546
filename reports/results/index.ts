/** The result files: the one thing that conformance, load and the renderers share. */
export * from './atomic.ts';
export { type Bucket, bucketsOf, mergeBuckets, percentileOf, totalOf } from './buckets.ts';
export * from './calibration.ts';
export * from './comparison.ts';
export * from './conformance.ts';
export * from './counts.ts';
export * from './file.ts';
export * from './generator.ts';
export * from './histogram.ts';
export * from './interval.ts';
export * from './kill-matrix.ts';
export { breakdown, type EventLatencies, eventLatencies, type Latency, latency } from './latency.ts';
export * from './load.ts';
export * from './soak.ts';
export * from './standing.ts';
export * from './stretches.ts';
export * from './told.ts';
