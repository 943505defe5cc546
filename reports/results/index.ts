/** The result files: the one thing that conformance, load and the renderers share. */
export * from './atomic.ts';
export * from './calibration.ts';
export * from './conformance.ts';
export * from './file.ts';
export * from './kill-matrix.ts';
export * from './load.ts';
export * from './soak.ts';
export * from './standing.ts';
