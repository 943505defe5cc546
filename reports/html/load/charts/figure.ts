import { html, line, type Markup, text } from '../../markup.ts';
import type { Chart, Table } from './chart.ts';
import { type HeatMap, heatPlot, heatTable, levels } from './heat.ts';
import { plot } from './plot.ts';
import type { Timeline } from './timeline.ts';

/** A chart with its legend, its drawing, and the table behind it. */
export function chartFigure(chart: Chart): Markup {
  const { id, title, hint, series } = chart;
  const summary = series.map(({ name, note }) => `${name} ${note}`).join(', ');
  const legend = series.map(
    ({ name, note, dashed }, tone) =>
      html`<li><span class="key tone-${tone}${dashed ? ' dashed' : ''}" aria-hidden="true"></span><span data-name>${text(name)}</span> <span class="num" data-value>${note}</span></li>`,
  );
  return figure(id, title, hint, legend, plot(chart, line(`${title}: ${summary}`)), chart.table);
}

/** The heat map: the stronger a cell, the more deliveries took so long in that second. */
export function heatFigure(heat: HeatMap, drawn: HeatMap, timeline: Timeline): Markup {
  const title = 'Latency of new_message, every delivery';
  const keys = Array.from({ length: levels }, (_, level) => html`<span class="cell heat-${level}"></span>`);
  const legend = html`<li><span class="cells" aria-hidden="true">${keys}</span><span data-name>deliveries</span> <span class="num" data-value>1 to ${heat.most.toLocaleString('en')} in a cell</span></li>`;
  const hint = 'The stronger the colour, the more deliveries took so long at that time.';
  return figure(
    'heat',
    title,
    hint,
    legend,
    heatPlot(drawn, timeline, `${title}, as a heat map`),
    heatTable(timeline),
  );
}

function figure(
  id: string,
  title: string,
  hint: string | undefined,
  legend: unknown,
  drawing: Markup,
  table: Table,
): Markup {
  return html`<figure class="chart panel" data-chart="${id}">
<figcaption><h3>${text(title)}</h3><ul class="legend">${legend}</ul></figcaption>
${hint ? html`<p class="hint">${hint}</p>` : ''}${drawing}
${behind(title, table)}
</figure>`;
}

function behind(title: string, { columns, rows, saying }: Table): Markup {
  const [first = '', ...others] = columns;
  const caption = line(title);
  return html`<details class="behind"><summary>Table<span class="visually-hidden"> of ${caption}</span></summary>
<p class="hint">${saying}</p>
<div class="figures dense" role="region" tabindex="0" aria-label="${`Table: ${caption}`}"><table>
<caption class="visually-hidden">${caption}</caption>
<thead><tr><th scope="col">${text(first)}</th>${others.map((name) => html`<th scope="col">${text(name)}</th>`)}</tr></thead>
<tbody>${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}
