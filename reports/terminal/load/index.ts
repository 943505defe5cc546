/** What a load run shows while it runs, and at its end. */
export type { LoadProgress, LoadView } from './progress.ts';
export { createLoadReporter } from './reporter.ts';
