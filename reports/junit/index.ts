/** Results as JUnit XML, for build servers. */
export { comparisonJunit } from './comparison.ts';
export { conformanceJunit } from './conformance.ts';
export { loadJunit } from './load.ts';
