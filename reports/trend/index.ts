/** Many results in order of time: how latency and verdicts went from release to release. */
export { collectTrend, isFolder } from './collect.ts';
export { type LoadPoint, type Trend, type TrendFile, trendOf } from './trend.ts';
