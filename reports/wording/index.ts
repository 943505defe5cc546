/** The words of the reports: one vocabulary for the terminal, the pages and the machine-readable files. */
export * from './comparison.ts';
export * from './explain.ts';
export * from './load.ts';
export * from './words.ts';
