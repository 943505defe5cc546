/** Results as OpenMetrics text, for a push gateway or a node exporter's textfile collector. */
import { type OpenMetricsContentType, openMetricsContentType, Registry } from 'prom-client';
import type { ConformanceResult, LoadResult } from '../results/index.ts';
import { addConformance } from './conformance.ts';
import { addLoad } from './load.ts';

/** The results of one folder as one exposition; it ends with `# EOF`, also when there are none. */
export async function openMetrics(results: {
  conformance?: ConformanceResult;
  load?: LoadResult;
}): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  if (results.conformance) addConformance(registry, results.conformance);
  if (results.load) addLoad(registry, results.load);
  return (await registry.metrics()).replace(/^\n/, '');
}
