/** Runs the specs against a target and assembles the verdicts. */
export { Assembly, type ExpectedFailure, overall } from './assembly.ts';
export { serveControl } from './control-server.ts';
export { codeExtension, oldestNode, packageRoot, suiteVersion } from './package-root.ts';
export { plan, type Selection, select } from './plan.ts';
export { type ConformanceOptions, type RunProgress, runConformance } from './run.ts';
