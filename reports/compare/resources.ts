import type { LoadResult, MetricComparison, MetricUnit } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { messagesPerSecond } from '../wording/index.ts';
import { resampleMeans } from './bootstrap.ts';
import { chanceOf } from './chance.ts';
import { blockOfFigures } from './dependence.ts';
import { fewestParts, spreadOf } from './interval.ts';
import { changeOf, type Figures, judge } from './judge.ts';
import type { Pair, Side } from './side.ts';
import { foundLimit } from './steps.ts';
import { type ToleranceName, toleratedOf } from './tolerances.ts';

/** Throughput, the answers of scenarios that have one of their own, and what the server took of its machine. */
export function otherMetrics(pair: Pair): MetricComparison[] {
  return [
    figure(pair, 'rate', 'per-second', 'lower', 'rate', (result) => messagesPerSecond(result) || undefined),
    sustained(pair),
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

/**
 * How far runs in steps got. One that did not end because the server broke something may have got further: it is not
 * accused, and what is more than its rate is not praised.
 */
function sustained(pair: Pair): MetricComparison | undefined {
  const metric = figure(
    pair,
    'capacity.sustained',
    'per-second',
    'lower',
    'capacity',
    (result) => result.capacity && (result.capacity.sustainedPerSecond ?? 0),
  );
  if (!metric || metric.difference === undefined) return metric;
  const [before, after] = [foundLimit(pair.base.result), foundLimit(pair.new.result)];
  const remark = (which: string, { capacity }: LoadResult) =>
    `The ${which} ended before the server broke anything (${visibleLine(capacity?.ended ?? '')}), so it may sustain more.`;
  const open = (words: string): MetricComparison => ({ ...metric, verdict: 'unclear', remark: words });
  const { verdict, difference } = metric;
  if (!after && difference < 0 && verdict !== 'same') return open(remark('new run', pair.new.result));
  if (!before && (verdict === 'better' || (after && verdict === 'same')))
    return open(remark('base', pair.base.result));
  return metric;
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
