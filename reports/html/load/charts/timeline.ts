import {
  type LoadResult,
  mergeStretches,
  type Stretch,
  spanOf,
  stretchesOf,
} from '../../../results/index.ts';
import { count } from '../../../wording/index.ts';
import type { Span } from './chart.ts';

/** More points than a chart is pixels wide can't be told apart; a drawing without script has fewer, a table still fewer. */
const most = { live: 900, drawn: 300, listed: 60 } as const;

/** The seconds of a run, merged to as many as a chart that can be zoomed, a drawing and a table have room for. */
export interface Timeline {
  seconds: readonly Stretch[];
  live: readonly Stretch[];
  drawn: readonly Stretch[];
  listed: readonly Stretch[];
  /** Seconds in one point of each. */
  spanS: Record<keyof typeof most, number>;
  /** From the first second to the end of the last. */
  fromS: number;
  toS: number;
  /** When the generator was past its limits, as exactly as charts show it; nothing where the file does not say. */
  pastLimits: readonly Span[] | undefined;
}

export function timelineOf(result: LoadResult): Timeline {
  const seconds = stretchesOf(result);
  const fromS = seconds[0]?.interval.atS ?? 0;
  const toS = seconds.reduce((end, { interval }) => Math.max(end, interval.atS + spanOf(interval)), fromS);
  const merged = (from: readonly Stretch[], spanS: number) =>
    spanS > 1 ? mergeStretches(from, spanS) : from;
  const liveS = niceSpan((toS - fromS) / most.live, 1);
  const drawnS = niceSpan((toS - fromS) / most.drawn, liveS);
  const listedS = niceSpan((toS - fromS) / most.listed, drawnS);
  const live = merged(seconds, liveS);
  const drawn = merged(live, drawnS);
  const listed = merged(drawn, listedS);
  const spanS = { live: liveS, drawn: drawnS, listed: listedS };
  return { seconds, live, drawn, listed, spanS, fromS, toS, pastLimits: pastLimitsOf(live) };
}

/** Lengths of time that people count in, the shortest first. */
export function* niceSpans(): Generator<number> {
  for (let unitS = 1; ; unitS *= 60) {
    for (const times of [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]) yield times * unitS;
  }
}

/** The shortest of them that is not under `leastS`, and a multiple of `ofS`. */
export function niceSpan(leastS: number, ofS: number): number {
  for (const spanS of niceSpans()) if (spanS >= leastS && spanS % ofS === 0) return spanS;
  return ofS;
}

function pastLimitsOf(live: readonly Stretch[]): Span[] | undefined {
  if (!live.some(({ interval }) => interval.generator.pastLimits !== undefined)) return undefined;
  const spans: Span[] = [];
  for (const { interval } of live) {
    if (!interval.generator.pastLimits) continue;
    const [fromS, toS] = [interval.atS, interval.atS + spanOf(interval)];
    const before = spans.at(-1);
    if (before && before.toS >= fromS) before.toS = toS;
    else spans.push({ fromS, toS });
  }
  return spans;
}

/** What a row of a table of the timeline stands for. */
export function sayingOf({ spanS }: Timeline): string {
  if (spanS.listed === 1) return 'A row is one second, counted from the beginning of the measured window.';
  return `A row is ${count(spanS.listed, 'second')}, counted from the beginning of the measured window: counts are added, histograms of latency merged; delays of event loops are the longest, processor and memory the mean, connections those at the end.`;
}
