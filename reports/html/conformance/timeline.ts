import type { Frame, NearMiss } from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { count, keyOf, offset } from '../../wording/index.ts';
import { foldable, html, json, type Markup, text } from '../markup.ts';
import { type Mark, type Marks, markNames } from './marks.ts';

/** Colours for participants; with more of them, colours repeat, names do not. */
const whoColors = 6;
const longestName = 80;
const longestPayload = 320;
/** More near misses than this are folded. */
const mostMisses = 5;
/** More frames than this stand in a box of their own that scrolls. */
const longTimeline = 16;

/** The frames of a check as a table; those that catch the eye are marked. */
export function timeline(frames: readonly Frame[], marks: Marks, of: string): Markup {
  const colors = colorsOf(frames);
  const rows = frames.map((frame) => row(frame, colors, marks.get(keyOf(frame))));
  const table = html`<table class="timeline stacked" role="table">
<caption class="visually-hidden">Timeline of ${of}: ${count(frames.length, 'frame')}, times counted from the beginning of the check</caption>
<colgroup><col class="c-at"><col class="c-who"><col class="c-way"><col class="c-event"><col></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="at">Time</th><th role="columnheader" scope="col">Who</th><th role="columnheader" scope="col"><span class="visually-hidden">Direction</span></th><th role="columnheader" scope="col">Event</th><th role="columnheader" scope="col">Payload</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody>
</table>`;
  const label = `Timeline of ${of}`;
  return frames.length > longTimeline
    ? html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`
    : html`<div class="panel clip">${table}</div>`;
}

function row(frame: Frame, colors: ReadonlyMap<string, number>, mark: Mark | undefined): Markup {
  const kind = [mark ?? '', frame.direction === 'note' ? 'note-row' : ''].filter(Boolean).join(' ');
  return html`<tr role="row" class="${kind}">
<td role="cell" class="at num">${offset(frame.atMs)}</td>
<td role="cell" class="who who-${colors.get(frame.who) ?? 0}">${text(shorten(frame.who, longestName))}</td>
<td role="cell" class="way">${way(frame)}</td>
<td role="cell" class="event">${text(shorten(frame.event, longestName))}${mark ? html` <span class="near-mark is-${mark}">${markNames[mark]}</span>` : ''}</td>
<td role="cell" class="payload full">${frame.payload === undefined ? '' : foldable(frame.payload, longestPayload, json)}</td>
</tr>`;
}

function way({ direction }: Frame): string {
  return { sent: '→ sent', got: '← got', note: '· note' }[direction];
}

/** The frames that came close, the closest first, each with the reasons why it is not the expected one. */
export function nearMissList(misses: readonly NearMiss[], frames: readonly Frame[]): Markup {
  const colors = colorsOf([...frames, ...misses.map(({ frame }) => frame)]);
  const items = misses.map(
    ({ frame, reasons }) => html`<li>
<div class="frame-line"><span class="num">${offset(frame.atMs)}</span> <span class="who who-${colors.get(frame.who) ?? 0}">${text(shorten(frame.who, longestName))}</span> <span class="way">${way(frame)}</span> <span class="event">${text(shorten(frame.event, longestName))}</span>
${frame.payload === undefined ? '' : html`<div class="payload">${foldable(frame.payload, longestPayload, json)}</div>`}</div>
<ul class="reasons">${reasons.map((reason) => html`<li>${foldable(reason, 600)}</li>`)}</ul>
</li>`,
  );
  const rest = items.slice(mostMisses);
  return html`<ol class="misses">${items.slice(0, mostMisses)}</ol>
${rest.length > 0 ? html`<details class="more-evidence"><summary>${count(rest.length, 'more near miss', 'es')}</summary><ol class="misses">${rest}</ol></details>` : ''}`;
}

/** Participants in the order of their appearance. */
function colorsOf(frames: readonly Frame[]): ReadonlyMap<string, number> {
  const names = [...new Set(frames.map(({ who }) => who))];
  return new Map(names.map((name, index) => [name, index % whoColors]));
}
