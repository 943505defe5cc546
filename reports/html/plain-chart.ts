import { html, line, type Markup, text } from './markup.ts';

/** A line of a chart: points in the units of its axes, in order of x. */
export interface PlainLine {
  name: string;
  /** Said beside the name. */
  note: string;
  points: readonly (readonly [x: number, y: number])[];
  /** The colour of its own; lines that belong together share one, and differ by `dashed`. */
  tone: number;
  dashed?: boolean;
}

/** A place along the lower axis that is named. */
export interface Mark {
  at: number;
  label: string;
}

export interface PlainChart {
  title: string;
  hint?: string;
  lines: readonly PlainLine[];
  /** The lower axis: its ends are the first and the last mark. The upper one begins at 0. */
  marks: readonly Mark[];
  inWords: (value: number) => string;
  /** The figures behind the drawing. */
  table: { columns: readonly string[]; rows: readonly (readonly string[])[] };
}

/** Size of a drawing in its own units; the page stretches it. */
const [width, height] = [1000, 200];

/** A drawing that needs no script; the words around it are text of the page. Nothing for lines without points. */
export function plainChart(chart: PlainChart): Markup | '' {
  const { title, hint, lines, marks, inWords, table } = chart;
  const highest = lines.flatMap(({ points }) => points).reduce((most, [, y]) => Math.max(most, y), 0);
  if (highest === 0) return '';
  const top = ceiling(highest);
  const [from, to] = [marks[0]?.at ?? 0, marks.at(-1)?.at ?? 1];
  const across = (x: number) => rounded(((x - from) / (to - from || 1)) * width);
  const summary = lines.map(({ name, note }) => `${name} ${note}`).join(', ');
  return html`<figure class="chart panel">
<figcaption><h3>${title}</h3>
<ul class="legend">${lines.map(legendEntry)}</ul></figcaption>
${hint ? html`<p class="hint">${hint}</p>` : ''}
<div class="plot">
<ol class="scale num" aria-hidden="true">${[top, top / 2, 0].map((value) => html`<li>${inWords(value)}</li>`)}</ol>
<svg role="img" aria-label="${line(`${title}: ${summary}`)}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
<path class="grid" d="M0 0H${width}M0 ${height / 2}H${width}M0 ${height}H${width}"/>
${marks.slice(1, -1).map(({ at }) => html`<path class="grid" d="M${across(at)} 0V${height}"/>`)}
${lines.map((one) => drawn(one, across, top))}
</svg>
<ol class="times num" aria-hidden="true">${marks.map(({ label }) => html`<li>${label}</li>`)}</ol>
</div>
${behind(title, table)}
</figure>`;
}

function legendEntry({ name, note, tone, dashed }: PlainLine): Markup {
  return html`<li><span class="key tone-${tone}${dashed ? ' dashed' : ''}" aria-hidden="true"></span>${text(name)} <span class="num">${note}</span></li>`;
}

function drawn({ points, tone, dashed }: PlainLine, across: (x: number) => number, top: number): Markup {
  const places = points.map(([x, y]) => `${across(x)} ${rounded(height - (y / top) * height)}`);
  const path = places.length === 1 ? `M${places[0]}h2` : `M${places.join('L')}`;
  return places.length === 0
    ? html``
    : html`<path class="line tone-${tone}${dashed ? ' dashed' : ''}" d="${path}"/>`;
}

function behind(title: string, { columns, rows }: PlainChart['table']): Markup {
  const [first = '', ...others] = columns;
  return html`<details class="behind"><summary>Table<span class="visually-hidden"> of ${title}</span></summary>
<div class="figures dense" role="region" tabindex="0" aria-label="${`Table: ${title}`}"><table>
<caption class="visually-hidden">${title}</caption>
<thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col">${text(name)}</th>`)}</tr></thead>
<tbody>${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${text(name)}</th>${cells.map((cell) => html`<td>${text(cell)}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}

/** The least number of 1, 2, 3, 5 or 8 and zeros that is not below. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
