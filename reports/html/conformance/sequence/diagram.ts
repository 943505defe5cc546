import type { Frame } from '../../../results/index.ts';
import { visibleLine } from '../../../visible/index.ts';
import { count, duration, offset } from '../../../wording/index.ts';
import { html, type Markup } from '../../markup.ts';
import { type Marks, markNames } from '../marks.ts';
import { type Row, type Sequence, sequenceOf } from './rows.ts';
import { clipped, label } from './text.ts';

/** In pixels, which are those of the page: a diagram is not scaled, it scrolls. */
const size = { time: 72, lane: 158, row: 34, head: 34, edge: 80, letter: 6.65, longestPayload: 160 };

/** Colours for participants; with more of them, colours repeat, names do not. */
const whoColors = 6;

/**
 * Draws the frames as SVG: time runs downwards, the server stands left, arrows leave it for what a participant got and
 * come to it for what one sent. Its text alternative is the table of the same frames, which has to stand beside it.
 */
export function sequenceDiagram(frames: readonly Frame[], marks: Marks, of: string): Markup {
  const sequence = sequenceOf(frames, marks);
  const width = laneX(sequence.participants.length) + size.edge;
  const height = sequence.rows.length * size.row + 10;
  const { participants: lanes, frames: rest } = sequence.left;
  const left = [
    lanes > 0 ? `${count(lanes, 'participant')} and ` : '',
    rest > 0
      ? `${count(rest, 'frame')} not drawn; the table has ${rest === 1 && lanes === 0 ? 'it' : 'them'}.`
      : '',
  ].join('');
  return html`<div class="sequence" tabindex="0" role="region" aria-label="Sequence diagram of ${of}">
<svg class="heads" aria-hidden="true" width="${width}" height="${size.head}" viewBox="0 0 ${width} ${size.head}" preserveAspectRatio="xMinYMin">${heads(sequence)}</svg>
<svg role="img" aria-label="${described(frames, sequence)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMin">${bands(sequence, width)}${lifelines(sequence, height)}${sequence.rows.map((row, index) => drawn(row, index, sequence, width))}</svg>
</div>${left ? html`<p class="source">${left}</p>` : ''}`;
}

function described(frames: readonly Frame[], { participants }: Sequence): string {
  return visibleLine(
    `${count(frames.length, 'frame')} between the server and ${participants.map((name) => clipped(name, 40)).join(', ')}. The table below says the same.`,
  );
}

/** The lifeline of the server is the first, those of participants follow. */
function laneX(lane: number): number {
  return size.time + 20 + lane * size.lane;
}

function rowY(index: number): number {
  return index * size.row + size.row / 2 + 6;
}

function colorOf(lane: number): string {
  return lane === 0 ? 'the-server' : `who-${(lane - 1) % whoColors}`;
}

function heads({ participants }: Sequence): Markup[] {
  return ['server', ...participants].map(
    (name, lane) =>
      html`<g class="${colorOf(lane)}"><title>${visibleLine(clipped(name, 80))}</title>${label({ x: laneX(lane), y: 22, width: size.lane - 12, text: clipped(name, 18), anchor: 'middle', kind: 'name' })}</g>`,
  );
}

function lifelines({ participants }: Sequence, height: number): Markup[] {
  return ['', ...participants].map(
    (_, lane) => html`<path class="lifeline ${colorOf(lane)}" d="M${laneX(lane)} 0V${height}"/>`,
  );
}

/** Behind the marked rows. */
function bands({ rows }: Sequence, width: number): Markup[] {
  return rows.flatMap((row, index) =>
    row.kind === 'frames' && row.mark
      ? [
          html`<rect class="band is-${row.mark}" x="0" y="${rowY(index) - size.row / 2 - 3}" width="${width}" height="${size.row - 2}" rx="4"/>`,
        ]
      : [],
  );
}

function drawn(row: Row, index: number, sequence: Sequence, width: number): Markup {
  const y = rowY(index);
  if (row.kind === 'frames') {
    const lane = sequence.participants.indexOf(row.frame.who) + 1;
    return html`<g class="${colorOf(lane)}"><title>${told(row)}</title>${time(row.frame.atMs, y)}${row.frame.direction === 'note' ? note(row, lane, y, width) : arrow(row, lane, y)}</g>`;
  }
  const words =
    row.kind === 'gap' ? `${count(row.amount, 'frame')} not drawn` : `${duration(row.ms)} of silence`;
  return html`<g class="pause"><path d="M${size.time} ${y}H${width - 8}"/>${label({ x: laneX(0) + 12, y: y + 4, width: 260, text: words, anchor: 'start', kind: 'aside' })}</g>`;
}

function time(atMs: number, y: number): Markup {
  return label({
    x: size.time - 2,
    y: y + 4,
    width: size.time,
    text: offset(atMs),
    anchor: 'end',
    kind: 'time',
  });
}

function arrow(row: Extract<Row, { kind: 'frames' }>, lane: number, y: number): Markup {
  const { frame, amount, mark } = row;
  const [server, participant] = [laneX(0), laneX(lane)];
  const [from, to] = frame.direction === 'sent' ? [participant, server] : [server, participant];
  const back = to > from ? -8 : 8;
  const times = amount > 1 ? ` × ${amount}` : '';
  const distance = participant - server - 16;
  const longest = Math.min(40, Math.floor(distance / size.letter)) - times.length;
  return html`<path class="line ${amount > 1 ? 'many' : ''}" d="M${from} ${y}H${to - back / 8}"/>
<path class="tip" d="M${to} ${y}l${back} -4.5v9z"/>
${label({ x: participant - 12, y: y - 5, width: distance, text: clipped(frame.event, longest) + times, anchor: 'end', kind: 'event' })}
${mark ? label({ x: participant - 12, y: y + 13, width: distance, text: markNames[mark], anchor: 'end', kind: `mark is-${mark}` }) : ''}`;
}

function note(row: Extract<Row, { kind: 'frames' }>, lane: number, y: number, width: number): Markup {
  const { frame, amount } = row;
  const words = clipped(frame.event, 34) + (amount > 1 ? ` × ${amount}` : '');
  const wide = Math.min(words.length * 6.4 + 18, 250);
  const x = Math.min(Math.max(laneX(lane), size.time + wide / 2), width - wide / 2 - 4);
  return html`<rect class="note" x="${x - wide / 2}" y="${y - 11}" width="${wide}" height="22" rx="6"/>
${label({ x, y: y + 4, width: wide - 6, text: words, anchor: 'middle', kind: 'note-text' })}`;
}

/** What a pointer that rests on a row is shown. */
function told({ frame, amount, untilMs, mark }: Extract<Row, { kind: 'frames' }>): string {
  const times = amount > 1 ? `, ${amount} times until ${offset(untilMs)}` : '';
  const parts = [
    `${offset(frame.atMs)} ${clipped(frame.who, 80)} ${frame.direction} ${clipped(frame.event, 120)}${times}`,
    mark ? markNames[mark] : '',
    frame.payload === undefined ? '' : clipped(frame.payload, size.longestPayload),
  ];
  return visibleLine(parts.filter(Boolean).join(' · '));
}
