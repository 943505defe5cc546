/** The charts of a load result: drawings that need no script, a table behind each, and what a script draws them finer from. */
import type { LoadResult } from '../../../results/index.ts';
import { html, line, type Markup } from '../../markup.ts';
import type { Chart } from './chart.ts';
import { breakdownOf, connectingOf, eventNames, recipientsOf, spectrumOf } from './distributions.ts';
import { chartFigure, heatFigure } from './figure.ts';
import { type HeatMap, heatOf } from './heat.ts';
import {
  generatorOverTime,
  latencyOverTime,
  serverOverTime,
  socketsOverTime,
  throughputOverTime,
} from './over-time.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export { niceSpans, type Timeline } from './timeline.ts';
export { wordsForBrowser } from './units.ts';

export interface Charts {
  timeline: Timeline;
  latency: Markup;
  breakdown: Markup;
  throughput: Markup;
  server: Markup;
  generator: Markup;
  connections: Markup;
  /** What the page's script draws from: plain data, in which no text of the result is. */
  live: LiveCharts;
}

/** Numbers alone: names stay in the page, where they are text. */
export interface LiveCharts {
  charts: LiveChart[];
  heat?: Omit<HeatMap, 'spansS'> & { from: number; to: number; spanS: number };
}
export type LiveChart = Pick<Chart, 'id' | 'along' | 'from' | 'to' | 'unit' | 'log' | 'stepped'> & {
  at: readonly number[];
  values: (number | null)[][];
  dashed: boolean[];
  shaded: [fromS: number, toS: number][];
};

export function chartsOf(result: LoadResult): Charts {
  const timeline = timelineOf(result);
  const all: Chart[] = [];
  const figures = (charts: Chart[]) => {
    all.push(...charts);
    return charts.map(chartFigure);
  };
  const heat = heatOf(timeline.live);
  const drawnHeat = heatOf(timeline.drawn);
  const events = eventNames(result);
  const byEvent = events.map((event, index) =>
    figures([...spectrumOf(result, event, index), ...recipientsOf(result, event, index)]),
  );
  return {
    timeline,
    latency: html`${figures(latencyOverTime(timeline))}${heat && drawnHeat ? heatFigure(heat, drawnHeat, timeline) : ''}${eventPicker(events)}${byEvent.map((markup, index) => html`<div class="by-event" data-event="${index}">${markup}</div>`)}`,
    breakdown: html`${figures(breakdownOf(result))}`,
    throughput: html`${figures(throughputOverTime(timeline))}`,
    connections: html`${figures([...socketsOverTime(timeline), ...connectingOf(result)])}`,
    server: html`${figures(serverOverTime(result, timeline))}`,
    generator: html`${figures(generatorOverTime(timeline))}`,
    live: {
      charts: all.map(liveOf),
      ...(heat && { heat: liveHeat(heat, timeline) }),
    },
  };
}

/** Shown where scripts run: without them the charts of all events are there. */
function eventPicker(events: readonly string[]): Markup | '' {
  if (events.length < 2) return '';
  const options = events.map((event, index) => html`<option value="${index}">${line(event)}</option>`);
  return html`<p class="pick" data-pick hidden><label>Percentiles and recipients of <select>${options}</select></label></p>`;
}

function liveOf({ id, along, from, to, unit, log, stepped, series, live, shaded }: Chart): LiveChart {
  return {
    ...{ id, along, from, to, unit, log, stepped },
    at: along === 'time' ? live.at : live.at.map(short),
    values: live.values.map((values) => values.map((value) => (value === null ? null : short(value)))),
    dashed: series.map(({ dashed = false }) => dashed),
    shaded: shaded.map(({ fromS, toS }) => [fromS, toS]),
  };
}

function liveHeat({ spansS, ...heat }: HeatMap, { fromS, toS, spanS }: Timeline): LiveCharts['heat'] {
  return { ...heat, from: fromS, to: toS, spanS: spanS.live };
}

/** Four digits are more than a chart shows. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
