/** What a run shows while it runs: to people in a terminal, to the log of a build, to GitHub. */
export { printComparison } from './comparison/index.ts';
export { createLoadReporter, type LoadProgress, type LoadView } from './load/index.ts';
export type { ReporterOptions } from './output.ts';
export type { ConformanceProgress } from './progress.ts';
export { type ConformanceReporterOptions, createConformanceReporter } from './reporter.ts';
