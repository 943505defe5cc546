/** Results as JUnit XML, for build servers. */
export { conformanceJunit } from './conformance.ts';
export { loadJunit } from './load.ts';
