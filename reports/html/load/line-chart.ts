import { html, line, type Markup, text } from '../markup.ts';

/** A line of a chart: values over time. What is undefined leaves a gap. */
export interface Line {
  name: string;
  values: readonly (number | undefined)[];
  /** What stands for many values where there are more than can be drawn: the highest of latencies, the mean of rates. */
  fold: 'highest' | 'mean';
}

export interface Chart {
  title: string;
  /** Seconds since the measured window began, one per value, evenly spaced. */
  atS: readonly number[];
  lines: readonly Line[];
  /** A value in its unit. */
  inWords: (value: number) => string;
}

/** More points than this are not to be told apart. */
const maxPoints = 500;
/** Size of the drawing in its own units; the page stretches it. */
const [width, height] = [1000, 200];

/**
 * A drawing of values over time, without scripts. The words around it are text of the page, so they stay readable
 * at every width. Nothing for a chart without values.
 */
export function lineChart(chart: Chart): Markup | '' {
  const { title, lines, inWords } = chart;
  const values = lines.flatMap((one) => one.values).filter((value) => value !== undefined);
  if (values.length === 0 || chart.atS.length < 2) return '';
  const top = ceiling(Math.max(...folded(values, 'highest')));
  const [from = 0, to = 0] = [chart.atS[0], chart.atS.at(-1)];
  const peak = (one: Line) =>
    Math.max(0, ...folded(one.values, 'highest').filter((value) => value !== undefined));
  const summary = lines.map((one) => `${one.name} up to ${inWords(peak(one))}`).join(', ');
  return html`<figure class="chart panel">
<figcaption><h3>${title}</h3>
<ul class="legend">${lines.map((one, tone) => html`<li><span class="key tone-${tone}" aria-hidden="true"></span>${text(one.name)} <span class="num">up to ${inWords(peak(one))}</span></li>`)}</ul></figcaption>
<div class="plot">
<ol class="scale num" aria-hidden="true"><li>${inWords(top)}</li><li>${inWords(top / 2)}</li><li>0</li></ol>
<svg role="img" aria-label="${line(`${title}: ${summary}`)}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
${before(from, to)}
<path class="grid" d="M0 ${height / 2}H${width}M0 ${height}H${width}M0 0H${width}"/>
${lines.map((one, tone) => html`<path class="line tone-${tone}" d="${path(folded(one.values, one.fold), top)}"/>`)}
</svg>
<ol class="times num" aria-hidden="true"><li>${inSeconds(from)}</li><li>${inSeconds((from + to) / 2)}</li><li>${inSeconds(to)}</li></ol>
</div>
</figure>`;
}

/** The time before the measured window, shaded. */
function before(from: number, to: number): Markup | '' {
  if (from >= 0) return '';
  return html`<rect class="before" x="0" y="0" width="${rounded((-from / (to - from)) * width)}" height="${height}"/>`;
}

function inSeconds(atS: number): string {
  return `${Math.round(atS)} s`;
}

/** The least number of 1, 2 or 5 and zeros that is not below. */
function ceiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/** As many values as can be drawn. */
function folded<Value extends number | undefined>(values: readonly Value[], fold: Line['fold']): Value[] {
  const size = Math.ceil(values.length / maxPoints);
  if (size <= 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => {
    const some = values.slice(index * size, (index + 1) * size).filter((value) => value !== undefined);
    if (some.length === 0) return undefined as Value;
    const highest = some.reduce((one, other) => Math.max(one, other), 0);
    const mean = some.reduce((sum: number, value) => sum + value, 0) / some.length;
    return (fold === 'highest' ? highest : mean) as Value;
  });
}

/** Values that stand alone between gaps become a short stroke. */
function path(values: readonly (number | undefined)[], top: number): string {
  const step = width / Math.max(1, values.length - 1);
  const at = (value: number, index: number) =>
    `${rounded(index * step)} ${rounded(height - (Math.max(0, value) / top) * height)}`;
  return values
    .map((value, index) => {
      if (value === undefined) return '';
      const continues = values[index - 1] !== undefined;
      const alone = !continues && values[index + 1] === undefined;
      return `${continues ? 'L' : 'M'}${at(value, index)}${alone ? 'h2' : ''}`;
    })
    .join('');
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
