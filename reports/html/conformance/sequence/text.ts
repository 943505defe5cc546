import { visibleLine } from '../../../visible/index.ts';
import { html, type Markup } from '../../markup.ts';

export interface Label {
  x: number;
  /** Of the baseline. */
  y: number;
  /** No more of it is seen, whatever the text is. */
  width: number;
  text: string;
  anchor: 'start' | 'middle' | 'end';
  kind: string;
}

const height = 20;
const ascent = 15;

/** One line of text in a window of its own: letters that are wide, tall or stacked stay within it. */
export function label({ x, y, width, text, anchor, kind }: Label): Markup {
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  return html`<svg class="window" x="${x - width * share}" y="${y - ascent}" width="${width}" height="${height}"><text class="${kind}" x="${width * share}" y="${ascent}" text-anchor="${anchor}">${text}</text></svg>`;
}

/** At most so many characters as one sees them, in one line. */
export function clipped(text: string, length: number): string {
  const shown = visibleLine(text.slice(0, 4 * length));
  const points = Array.from(shown);
  return points.length > length || text.length > 4 * length
    ? `${points.slice(0, length - 1).join('')}…`
    : shown;
}
