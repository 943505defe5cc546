/** Results as runs really leave them, for the tests of the renderers: every verdict, long timelines, hostile text. */
export * from './conformance.ts';
export * from './hostile.ts';
export * from './kill-matrix.ts';
export * from './load.ts';
export * from './measured-load.ts';
