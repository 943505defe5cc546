import { deflateRawSync } from 'node:zlib';
import { type LoadResult, mergeStretches, withStretches, writeHistogram } from '../../results/index.ts';
import { html, type Markup, trusted } from '../markup.ts';
import { niceSpans, type Timeline } from './charts/index.ts';

/** A longer text is compressed. */
const plainUpTo = 20_000;

/** Data in the page, for its script: JSON, or what that becomes when it is compressed. */
export function dataBlock(id: string, value: unknown): Markup {
  const text = JSON.stringify(value);
  const attributes =
    text.length <= plainUpTo
      ? trusted('type="application/json"')
      : trusted('type="text/plain" data-encoding="deflate-raw"');
  const content = text.length <= plainUpTo ? inScript(text) : deflateRawSync(text).toString('base64');
  return html`<script ${attributes} id="${id}">${trusted(content)}</script>`;
}

/** JSON that can neither end its element nor hold what can't be seen: all but plain characters as escapes. */
function inScript(text: string): string {
  return text.replace(/[^ -~]|[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export interface Embedded {
  block: Markup;
  /** Seconds in one interval; 1 where all is as it was measured. */
  spanS: number;
}

/** The result as data of the page, with as many seconds merged into one as the room makes necessary. */
export function embeddedResult(result: LoadResult, timeline: Timeline, roomBytes: number): Embedded {
  const lastS = timeline.toS - timeline.fromS;
  for (const spanS of niceSpans()) {
    const isLast = spanS >= lastS;
    if (!isLast && histogramBytes(timeline, spanS) > roomBytes) continue;
    const smaller =
      spanS === 1 ? result : withStretches(result, mergeStretches(finest(timeline, spanS), spanS));
    const block = dataBlock('result', smaller);
    if (isLast || Buffer.byteLength(block.toString()) <= roomBytes) return { block, spanS };
  }
  throw new Error('Lengths of time ran out.');
}

/** So many of the intervals tell about how long all will be. */
const probes = 12;

/** About what histograms take: they are compressed already. The whole is written only where it may fit. */
function histogramBytes(timeline: Timeline, spanS: number): number {
  const groups = [
    ...Map.groupBy(finest(timeline, spanS), ({ interval }) => Math.floor(interval.atS / spanS)).values(),
  ];
  const every = Math.max(1, Math.floor(groups.length / probes));
  const probed = groups.filter((_, index) => index % every === 0);
  const written = probed
    .flatMap((group) => mergeStretches(group, spanS))
    .map(({ interval, counts }) => {
      if (interval.histogram) return interval.histogram.length;
      return counts ? writeHistogram(counts).length : 0;
    });
  return (written.reduce((sum, length) => sum + length, 0) / probed.length) * groups.length;
}

/** What can be merged to so many seconds, as far as it is merged already. */
function finest({ seconds, live, spanS: merged }: Timeline, spanS: number): Timeline['seconds'] {
  return spanS % merged.live === 0 ? live : seconds;
}
