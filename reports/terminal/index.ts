/** What a conformance run shows while it runs: to people in a terminal, to the log of a build, to GitHub. */
export type { ConformanceProgress } from './progress.ts';
export { createConformanceReporter, type ReporterOptions } from './reporter.ts';
