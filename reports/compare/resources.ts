import type { LoadResult, MetricComparison, MetricUnit } from '../results/index.ts';
import { messagesPerSecond } from '../wording/index.ts';
import { resampleMeans } from './bootstrap.ts';
import { chanceOf } from './chance.ts';
import { blockOfFigures } from './dependence.ts';
import { fewestParts, spreadOf } from './interval.ts';
import { changeOf, type Figures, judge } from './judge.ts';
import type { Pair, Side } from './side.ts';
import { type ToleranceName, toleratedOf } from './tolerances.ts';

/** Throughput, the answers of scenarios that have one of their own, and what the server took of its machine. */
export function otherMetrics(pair: Pair): MetricComparison[] {
  return [
    figure(pair, 'rate', 'per-second', 'lower', 'rate', (result) => messagesPerSecond(result) || undefined),
    figure(
      pair,
      'capacity.sustained',
      'per-second',
      'lower',
      'capacity',
      (result) => result.capacity && (result.capacity.sustainedPerSecond ?? 0),
    ),
    figure(pair, 'servedAgain.p99', 'ms', 'higher', 'servedAgain', ({ reconnect }) =>
      reconnect?.servedAgainMs.count ? reconnect.servedAgainMs.p99 : undefined,
    ),
    byTime(pair, 'server.cpu', 'cores', 'cpu', ({ cpuShare }) => cpuShare),
    byTime(pair, 'server.memory', 'bytes', 'memory', ({ residentBytes }) => residentBytes),
  ].filter((metric) => metric !== undefined);
}

/** A figure of the whole run, judged by its tolerance alone. */
function figure(
  { base, new: next, tolerances }: Pair,
  id: string,
  unit: MetricUnit,
  worse: Figures['worse'],
  tolerance: ToleranceName,
  read: (result: LoadResult) => number | undefined,
): MetricComparison | undefined {
  const [before, after] = [read(base.result), read(next.result)];
  if (before === undefined && after === undefined) return undefined;
  const tolerated = toleratedOf(tolerances[tolerance], before ?? 0);
  return judge({ id, unit, base: before, new: after, worse, tolerance: tolerated });
}

type Server = NonNullable<LoadResult['intervals'][number]['server']>;

/** A mean over the seconds of the window in which the server could be read; they are drawn as those of latencies are. */
function byTime(
  pair: Pair,
  id: string,
  unit: MetricUnit,
  tolerance: ToleranceName,
  read: (server: Server) => number,
): MetricComparison | undefined {
  const values = ({ seconds }: Side) =>
    seconds.flatMap(({ interval }) => (interval.server ? [read(interval.server)] : []));
  const mean = (of: readonly number[]) =>
    of.length === 0 ? undefined : of.reduce((sum, value) => sum + value, 0) / of.length;
  const [before, after] = [values(pair.base), values(pair.new)];
  const [base, next] = [mean(before), mean(after)];
  if (base === undefined && next === undefined) return undefined;
  const parts = Math.min(before.length, after.length);
  const draw = (of: readonly number[], { seed }: Side) =>
    resampleMeans(of, { resamples: pair.resamples, block: blockOfFigures(of), chance: chanceOf(seed) });
  const draws = Math.min(...[before, after].map((of) => of.length / blockOfFigures(of)));
  const enough = base !== undefined && next !== undefined && parts >= fewestParts;
  return judge({
    ...{ id, unit, base, new: next, worse: 'higher' },
    tolerance: toleratedOf(pair.tolerances[tolerance], base ?? 0),
    ...(enough && {
      spread: spreadOf(next - base, [draw(before, pair.base), draw(after, pair.new)], { draws }),
    }),
    ...(!enough && { unclear: `It takes at least ${fewestParts} seconds to tell chance from change.` }),
  });
}

/** How the generators fared: shown, since it explains much, and never judged. */
export function generatorMetrics({ base, new: next }: Pair): MetricComparison[] {
  return generatorFigures.flatMap(({ id, unit, read }) => {
    const [before, after] = [read(base.result), read(next.result)];
    if (before === undefined || after === undefined) return [];
    const difference = after - before;
    return {
      id,
      unit,
      base: before,
      new: after,
      difference,
      ...changeOf(before, difference),
      verdict: 'not-judged',
    };
  });
}

const generatorFigures: { id: string; unit: MetricUnit; read: (result: LoadResult) => number | undefined }[] =
  [
    { id: 'generator.cpu', unit: 'cores', read: ({ generator }) => generator.cpuShare },
    {
      id: 'generator.eventLoopDelay.p99',
      unit: 'ms',
      read: ({ generator }) => generator.eventLoopDelayMs.p99,
    },
    { id: 'generator.sendLag.p99', unit: 'ms', read: ({ generator }) => generator.sendLagMs.p99 },
  ];
