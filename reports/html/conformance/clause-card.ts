import { type ClauseResult, type Frame, type Standing, standingOf } from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { count, duration, remark, sectionTitle, standingMeanings, timelineOf } from '../../wording/index.ts';
import { badge } from '../icons.ts';
import { copyable, foldable, html, type Markup, prose, text } from '../markup.ts';
import type { Anchors } from './anchors.ts';
import { linkTo } from './link.ts';
import { marksOf } from './marks.ts';
import { sequenceDiagram } from './sequence/index.ts';
import { nearMissList, timeline } from './timeline.ts';

const longestText = 420;

/** Everything known about a clause that does not simply hold. What counts stands open; the rest can be unfolded. */
export function clauseCard(clause: ClauseResult, anchors: Anchors, strict: boolean): Markup {
  const standing = standingOf(clause, strict);
  const anchor = anchors.get(clause) ?? '';
  const note = remark(clause) ?? (clause.expected ? undefined : standingMeanings[standing]);
  return html`<article class="card is-${standing}" id="${anchor}" aria-labelledby="${anchor}-title">
<header>
<div class="meta">${badge(standing)} <span class="level">${clause.level}</span> <span>${text(shorten(sectionTitle(clause.section), 80))}</span> <span class="num">${duration(clause.durationMs)}</span> ${linkTo(clause, anchor)}</div>
<h3 id="${anchor}-title"><a class="id" href="#${anchor}">${text(clause.id)}</a> ${prose(clause.title)}</h3>
</header>
<div class="details">
${note ? html`<div class="remark">${foldable(note, longestText, prose)}</div>` : ''}
${versus(clause)}
${evidence(clause, standing)}
${clause.rerun ? html`<div class="block"><h4>Check this clause alone</h4>${copyable(clause.rerun, `command for ${clause.id}`)}</div>` : ''}
<p class="source">Promised by: ${text(clause.source)}</p>
</div>
</article>`;
}

function versus({ expected, actual }: ClauseResult): Markup | '' {
  if (expected === undefined && actual === undefined) return '';
  const part = (name: string, kind: string, value: string | undefined) =>
    value === undefined
      ? ''
      : html`<div class="${kind}"><dt>${name}</dt><dd>${foldable(value, longestText, prose)}</dd></div>`;
  return html`<dl class="versus">${part('Expected', 'expected', expected)}${part('Actual', 'actual', actual)}</dl>`;
}

function evidence(clause: ClauseResult, standing: Standing): Markup | '' {
  const { nearMisses: misses, id } = clause;
  const frames = timelineOf(clause);
  if (frames.length === 0 && misses.length === 0) return '';
  const blocks = html`${misses.length > 0 ? html`<div class="block"><h4>Near misses</h4>${nearMissList(misses, frames)}</div>` : ''}
${
  frames.length > 0
    ? html`<div class="block"><h4>Timeline <span class="num">· ${span(frames)}</span></h4>${sequenceDiagram(frames, marksOf(clause), id)}
<details class="more-evidence as-table"><summary>All frames as a table, with their payloads</summary>${timeline(frames, marksOf(clause), id)}</details></div>`
    : ''
}`;
  if (standing === 'fail' || standing === 'stale-expectation') return blocks;
  return html`<details class="more-evidence"><summary>Evidence: ${frames.length > 0 ? span(frames) : count(misses.length, 'near miss', 'es')}</summary>${blocks}</details>`;
}

function span(frames: readonly Frame[]): string {
  const times = frames.map(({ atMs }) => atMs);
  return `${count(frames.length, 'frame')} in ${duration(Math.max(...times) - Math.min(...times))}`;
}
