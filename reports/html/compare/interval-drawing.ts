import type { MetricComparison } from '../../results/index.ts';
import { changeText, intervalText, metricName } from '../../wording/index.ts';
import { html, line, type Markup } from '../markup.ts';

/** Size of a drawing in its own units. */
const [width, height] = [160, 20];
/** The axis ends here at the least and at the most, as a share of the base: beyond the most, an arrow says that there is more. */
const [leastReach, mostReach] = [0.1, 0.5];

/** How far the axis of all drawings of a page reaches to both sides, so that they can be compared by eye. */
export function reachOf(metrics: readonly MetricComparison[]): number {
  const ends = metrics.flatMap(({ interval, base }) =>
    interval && base ? [Math.abs(interval.low / base), Math.abs(interval.high / base)] : [],
  );
  return Math.min(mostReach, Math.max(leastReach, ...ends));
}

/** The change and the interval it lies in, over the tolerance; nothing where there is none of that. */
export function intervalDrawing(metric: MetricComparison, reach: number): Markup | '' {
  const { interval, base, change, tolerance = 0, verdict, id } = metric;
  if (!interval || !base || change === undefined) return '';
  const across = (share: number) => rounded(((Math.max(-1, Math.min(1, share / reach)) + 1) / 2) * width);
  const [low, high] = [interval.low / base, interval.high / base];
  const [from, to] = [across(low), across(high)];
  const label = `${metricName(id)}: ${changeText(change)}, between ${intervalText(metric) ?? ''}; within ±${changeText(tolerance / base).slice(1)} is the same`;
  return html`<svg class="interval is-${verdict}" role="img" aria-label="${line(label)}" viewBox="0 0 ${width} ${height}">
<rect class="band" x="${across(-tolerance / base)}" y="2" width="${rounded(across(tolerance / base) - across(-tolerance / base))}" height="16"/>
<path class="zero" d="M${width / 2} 0V${height}"/>
<path class="range" d="M${from} 10H${to}${low < -reach ? 'M4 6L0 10L4 14' : `M${from} 6V14`}${high > reach ? `M${width - 4} 6L${width} 10L${width - 4} 14` : `M${to} 6V14`}"/>
<circle class="point" cx="${across(change)}" cy="10" r="3.4"/>
</svg>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
