import {
  type EventLatencies,
  type LoadResult,
  type MetricComparison,
  readHistogram,
} from '../results/index.ts';
import { type Replicates, resamplePercentiles } from './bootstrap.ts';
import { chanceOf } from './chance.ts';
import { effectiveCount, resamplePercentile } from './dependence.ts';
import { fewestParts, type Spread, spreadOf } from './interval.ts';
import { judge } from './judge.ts';
import type { Pair, Side } from './side.ts';
import { type ToleranceName, toleratedOf } from './tolerances.ts';

const figures = { p50: 50, p90: 90, p99: 99, p999: 99.9 } as const;
type Figure = keyof typeof figures;
const figureNames = Object.keys(figures) as Figure[];

/** Fewer values beyond a percentile are a handful, whose place is chance whatever a bootstrap says of it. */
const fewestBeyond = 10;

/** new_message per delivery: the figures that are drawn by the second. */
export function messageMetrics(pair: Pair): MetricComparison[] {
  const [base, next] = [pair.base, pair.new].map(({ result }) => result.events.new_message?.latencyMs);
  if (!base?.count && !next?.count) return [];
  const parts = Math.min(pair.base.parts.length, pair.new.parts.length);
  const replicates =
    parts >= fewestParts ? [replicatesOf(pair.base, pair), replicatesOf(pair.new, pair)] : [];
  return figureNames.map((figure, row) => {
    const drawn = replicates.map((rows) => rows?.[row]);
    return judge({
      ...{ id: `new_message.${figure}`, unit: 'ms', worse: 'higher' },
      base: base?.count ? base[figure] : undefined,
      new: next?.count ? next[figure] : undefined,
      tolerance: toleratedOf(pair.tolerances[figure], base?.[figure] ?? 0),
      spread: spreadIn(pair, figure, [base?.[figure], next?.[figure]], [drawn[0], drawn[1]], drawsOf(pair)),
      unclear: tooFew(figure, base?.count, next?.count) ?? tooShort(parts),
    });
  });
}

/** How many blocks a resample of the shorter run is drawn of; where its seconds are not known, as if each two were one. */
function drawsOf({ base, new: next }: Pair): number {
  return Math.min(
    ...[base, next].map(({ parts, block, result }) =>
      parts.length > 0 ? parts.length / block : measuredS(result) / 2,
    ),
  );
}

function replicatesOf({ parts, seed, block }: Side, { resamples }: Pair): Replicates[] | undefined {
  return resamplePercentiles(parts, Object.values(figures), { resamples, block, chance: chanceOf(seed) });
}

/** What has a histogram of the whole run: last recipients, other events, connecting. */
export function histogramMetrics(pair: Pair): MetricComparison[] {
  const events = [...new Set([pair.base, pair.new].flatMap(({ result }) => Object.keys(result.events)))];
  const others = events.filter((event) => event !== 'new_message');
  return [
    ...(events.includes('new_message')
      ? [wholeRun(pair, 'last.new_message.p99', 'last', lastOf('new_message'))]
      : []),
    ...others.map((event) => wholeRun(pair, `${event}.p99`, 'events', deliveriesOf(event))),
    wholeRun(pair, 'connect.p99', 'connect', connectsOf),
  ].filter((metric) => metric !== undefined);
}

interface Whole {
  latencyMs: EventLatencies['latencyMs'];
  histogram: string;
  /** Over which the values came. */
  seconds: number;
}
type ReadWhole = (result: LoadResult) => Whole | undefined;

const measuredS = ({ phasesMs }: LoadResult) => phasesMs.measured / 1000;

function lastOf(event: string): ReadWhole {
  return (result) => {
    const of = result.events[event];
    return (
      of && {
        latencyMs: of.lastRecipientMs,
        histogram: of.lastRecipientHistogram,
        seconds: measuredS(result),
      }
    );
  };
}

function deliveriesOf(event: string): ReadWhole {
  return (result) => {
    const of = result.events[event];
    return of && { latencyMs: of.latencyMs, histogram: of.histogram, seconds: measuredS(result) };
  };
}

const connectsOf: ReadWhole = ({ connectMs, connectHistogram, phasesMs }) => ({
  ...{ latencyMs: connectMs, histogram: connectHistogram },
  seconds: phasesMs.ramp / 1000,
});

function wholeRun(
  pair: Pair,
  id: string,
  tolerance: ToleranceName,
  read: ReadWhole,
): MetricComparison | undefined {
  const [base, next] = [read(pair.base.result), read(pair.new.result)];
  if (!base?.latencyMs.count && !next?.latencyMs.count) return undefined;
  const figuresMs = [base, next].map((one) => (one?.latencyMs.count ? one.latencyMs.p99 : undefined));
  const drawn = [replicatesOfWhole(pair.base, base, pair), replicatesOfWhole(pair.new, next, pair)] as const;
  return judge({
    ...{ id, unit: 'ms', worse: 'higher', base: figuresMs[0], new: figuresMs[1] },
    tolerance: toleratedOf(pair.tolerances[tolerance], figuresMs[0] ?? 0),
    spread: spreadIn(pair, 'p99', [figuresMs[0], figuresMs[1]], drawn, drawsOf(pair)),
    unclear: tooFew('p99', base?.latencyMs.count, next?.latencyMs.count),
  });
}

function replicatesOfWhole(
  side: Side,
  whole: Whole | undefined,
  { resamples }: Pair,
): Replicates | undefined {
  if (!whole?.histogram || whole.latencyMs.count === 0) return undefined;
  const held = readHistogram(whole.histogram);
  const effective = effectiveCount(whole.latencyMs.count, whole.seconds, side.dependence);
  return resamplePercentile(held, 99, effective, { resamples, chance: chanceOf(side.seed) });
}

function spreadIn(
  pair: Pair,
  figure: Figure,
  [base, next]: readonly [number | undefined, number | undefined],
  [drawnBase, drawnNext]: readonly [Replicates | undefined, Replicates | undefined],
  draws: number,
): Spread | undefined {
  if (base === undefined || next === undefined || !drawnBase || !drawnNext) return undefined;
  return spreadOf(next - base, [drawnBase, drawnNext], { draws, beside: ownMs(pair, figure) });
}

/**
 * What the generators themselves put in differently. A message waits for the generator's event loop before it is sent, and
 * its delivery before it is stamped; the first is in the result file, and the second comes from the same delays, at
 * another time.
 */
function ownMs(pair: Pair, figure: Figure): number {
  const own = ({ result }: Side) => Math.SQRT2 * result.generator.sendLagMs[figure];
  return Math.abs(own(pair.new) - own(pair.base));
}

function tooShort(parts: number): string | undefined {
  if (parts >= fewestParts) return undefined;
  return parts === 0
    ? 'One of the files holds no latencies by second, so nothing is known of chance.'
    : `It takes at least ${fewestParts} seconds to tell chance from change.`;
}

function tooFew(figure: Figure, ...counts: (number | undefined)[]): string | undefined {
  const least = Math.ceil(fewestBeyond / (1 - figures[figure] / 100) - 1e-6);
  const fewest = Math.min(...counts.map((count) => count || Number.POSITIVE_INFINITY));
  if (fewest >= least) return undefined;
  return `${fewest.toLocaleString('en')} values are too few for it: it takes ${least.toLocaleString('en')}.`;
}
