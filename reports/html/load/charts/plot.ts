import { html, type Markup } from '../../markup.ts';
import type { Chart, Span, Values } from './chart.ts';
import { inWords, placeInWords } from './units.ts';

/** Size of a drawing in its own units; the page stretches it. */
export const [width, height] = [1000, 200];
/** Below a tenth of a millisecond nothing is told apart: that is where a logarithmic axis of time ends. */
const lowest = 0.1;

/** What a value is along an axis, from 0 to 1; and the marks of it, evenly spaced, the lowest first. */
interface Scale {
  at(value: number): number;
  marks: number[];
}

/** A drawing of a chart that needs no script. The words around it are text of the page, so they stay readable at every width. */
export function plot(chart: Chart, label: string): Markup {
  const [x, y] = [alongScale(chart), valueScale(chart)];
  const lines = chart.drawn.values.map((values, tone) => {
    const quiet = chart.series[tone]?.dashed ? ' dashed' : '';
    return html`<path class="line tone-${tone}${quiet}" d="${path(chart, values, x, y)}"/>`;
  });
  return framed({
    label,
    x: x.marks.map(placeInWords[chart.along]),
    y: y.marks.map((mark) => (mark === 0 ? '0' : inWords[chart.unit](mark))),
    drawing: html`${shades(chart, x)}<path class="grid" d="${y.marks.map((mark) => `M0 ${down(y.at(mark))}H${width}`).join('')}"/>${lines}`,
  });
}

/** A drawing with what is written at its axes, the lowest first. */
export function framed(parts: { label: string; x: string[]; y: string[]; drawing: Markup }): Markup {
  const crowd = parts.x.length > 7 ? ' crowded' : parts.x.length > 4 ? ' many' : '';
  return html`<div class="plot">
<ol class="scale num" aria-hidden="true">${parts.y.toReversed().map((mark) => html`<li>${mark}</li>`)}</ol>
<svg role="img" aria-label="${parts.label}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${parts.drawing}</svg>
<ol class="times num${crowd}" aria-hidden="true">${parts.x.map((mark) => html`<li>${mark}</li>`)}</ol>
</div>`;
}

function alongScale({ along, from, to }: Chart): Scale {
  if (along !== 'time') return decades(from, to);
  const at = (atS: number) => (atS - from) / (to - from);
  return { at, marks: [from, (from + to) / 2, to] };
}

function valueScale({ drawn, log }: Chart): Scale {
  const values = drawn.values.flat().filter((value) => value !== null);
  const most = values.reduce((highest, value) => Math.max(highest, value), 0);
  if (log) {
    const least = values.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), most);
    return decades(Math.max(lowest, least), Math.max(lowest * 10, most));
  }
  const top = ceiling(most);
  return { at: (value) => Math.max(0, value) / top, marks: [0, top / 2, top] };
}

/** Whole powers of ten around both. */
function decades(from: number, to: number): Scale {
  const first = Math.floor(Math.log10(from) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(to) - 1e-9));
  return {
    at: (value) => (Math.log10(Math.max(value, 10 ** first)) - first) / (last - first),
    marks: Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)),
  };
}

/** The least number of 1, 2 or 5 and zeros that is not below. */
function ceiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/** The time before the measured window, and that in which the generator was past its limits. */
function shades({ along, from, to, shaded }: Chart, x: Scale): Markup | '' {
  if (along !== 'time') return '';
  const rect = (kind: string, { fromS, toS }: Span) => {
    const [left, right] = [x.at(Math.max(fromS, from)) * width, x.at(Math.min(toS, to)) * width];
    return html`<rect class="${kind}" x="${rounded(left)}" y="0" width="${rounded(right - left)}" height="${height}"/>`;
  };
  return html`${from < 0 ? rect('before', { fromS: from, toS: Math.min(0, to) }) : ''}${shaded.map((span) => rect('past', span))}`;
}

/** Values that stand alone between gaps become a short stroke. */
function path({ drawn, stepped }: Chart, values: Values, x: Scale, y: Scale): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      const [left, top] = [rounded(x.at(drawn.at[index] as number) * width), down(y.at(value))];
      const before = values[index - 1] ?? null;
      if (before !== null) return stepped ? `H${left}V${top}` : `L${left} ${top}`;
      const alone = (values[index + 1] ?? null) === null;
      return `M${left} ${top}${alone ? 'h2' : ''}`;
    })
    .join('');
}

function down(share: number): number {
  return rounded(height - share * height);
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
