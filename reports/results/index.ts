/** The result files: the one thing that conformance, load and the renderers share. */
export * from './conformance.ts';
