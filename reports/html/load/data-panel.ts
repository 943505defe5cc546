import { count } from '../../wording/index.ts';
import { html, type Markup } from '../markup.ts';
import type { LiveCharts, Timeline } from './charts/index.ts';
import { dataBlock, type Embedded } from './data.ts';

/** The data that is in the page, and the button that hands it over. */
export function dataPanel(live: LiveCharts, { block, spanS }: Embedded): Markup {
  const merged =
    spanS > 1
      ? `To keep the page small, ${count(spanS, 'second')} are merged into one interval: counts are added, histograms merged, and nothing else is left out. Every single second is in the load.json that was written beside this page.`
      : 'All of it is in this page, as in the load.json that was written beside it.';
  return html`<div class="panel data"><p>${merged}</p>
<p><button type="button" class="button" data-download="load.json" hidden>Download load.json</button></p>
<div hidden>${dataBlock('charts', live)}</div><div hidden>${block}</div></div>`;
}

/** What the shading of charts over time stands for. */
export function shadedWords({ seconds, pastLimits }: Timeline): string {
  if (!pastLimits) return '';
  const past = seconds.filter(({ interval }) => interval.generator.pastLimits).length;
  if (past === 0) return 'In no second was it past its limits.';
  return `In ${count(past, 'second')} of ${seconds.length} it was past its limits, so that what was measured may be its own: charts over time are shaded there.`;
}
