/** The result files: the one thing that conformance, load and the renderers share. */
export * from './atomic.ts';
export { type Bucket, bucketsOf, mergeBuckets, percentileOf, totalOf } from './buckets.ts';
export * from './calibration.ts';
export * from './comparison.ts';
export * from './conformance.ts';
export * from './file.ts';
export * from './histogram.ts';
export * from './kill-matrix.ts';
export * from './load.ts';
export * from './soak.ts';
export * from './standing.ts';
export * from './stretches.ts';
export * from './told.ts';
