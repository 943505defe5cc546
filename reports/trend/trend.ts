import { compareLoad, sameSetup } from '../compare/index.ts';
import type { ComparisonVerdict, ConformanceResult, LoadResult, Result } from '../results/index.ts';

/** A result, and the name of its file as the reader knows it. */
export interface TrendFile<R = Result> {
  file: string;
  result: R;
}

/** A load run among those of its scenario. */
export interface LoadPoint extends TrendFile<LoadResult> {
  /** How it stands to the last trusted run before it that was made in the same way; absent where there is none. */
  since?: { verdict: ComparisonVerdict; file: string };
}

/** Many results in order of time. */
export interface Trend {
  conformance: TrendFile<ConformanceResult>[];
  /** By scenario, in the order of their names. */
  load: { scenario: string; points: LoadPoint[] }[];
  /** Files that could not be read, or hold nothing that has a trend, a sentence each. */
  problems: string[];
}

/** Fewer than for a comparison that stands alone: there may be a hundred of them. */
const resamples = 500;

/** Sorts results by kind, scenario and time, and holds each load run against the one before. */
export function trendOf(files: readonly TrendFile[], problems: readonly string[]): Trend {
  const ordered = files.toSorted((one, other) => startOf(one) - startOf(other));
  const load = ordered.flatMap(({ file, result }) => (result.kind === 'load' ? [{ file, result }] : []));
  const byScenario = [...Map.groupBy(load, ({ result }) => result.scenario)];
  return {
    conformance: ordered.flatMap(({ file, result }) =>
      result.kind === 'conformance' ? [{ file, result }] : [],
    ),
    load: byScenario
      .map(([scenario, runs]) => ({ scenario, points: withSince(runs) }))
      .sort((one, other) => (one.scenario < other.scenario ? -1 : 1)),
    problems: [...problems],
  };
}

/** What is no date comes first. */
function startOf({ result }: TrendFile): number {
  const startedAt = 'startedAt' in result ? Date.parse(result.startedAt) : Number.NaN;
  return Number.isNaN(startedAt) ? 0 : startedAt;
}

function withSince(runs: readonly TrendFile<LoadResult>[]): LoadPoint[] {
  return runs.map((run, at) => {
    if (!run.result.trust.trusted) return run;
    const base = runs
      .slice(0, at)
      .findLast(({ result }) => result.trust.trusted && sameSetup(result, run.result));
    if (!base) return run;
    return { ...run, since: { verdict: compareLoad(base, run, { resamples }).verdict, file: base.file } };
  });
}
