import {
  type ClauseResult,
  type ConformanceResult,
  standingOf,
  standings,
  tally,
} from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { bySection, count, duration, remark, sectionTitle, standingNames } from '../../wording/index.ts';
import { badge, icon, linkIcon } from '../icons.ts';
import { foldable, html, line, type Markup, prose, text } from '../markup.ts';
import type { Anchors } from './anchors.ts';

/** Every clause, a table per section, with a filter where scripts run. */
export function clauseTables(
  result: ConformanceResult,
  anchors: Anchors,
  carded: ReadonlySet<ClauseResult>,
): Markup {
  const sections = [...bySection(result.clauses)];
  return html`${filter(
    result,
    sections.map(([section]) => section),
  )}
<div class="blocks">${sections.map(([section, clauses], index) => table(section, index, clauses, result.strict, anchors, carded))}</div>`;
}

function table(
  section: string,
  index: number,
  clauses: readonly ClauseResult[],
  strict: boolean,
  anchors: Anchors,
  carded: ReadonlySet<ClauseResult>,
): Markup {
  const passed = clauses.filter((clause) => clause.verdict === 'pass').length;
  return html`<div class="panel clauses" data-block id="section-${index + 1}">
<div class="table-head"><h3>${text(sectionTitle(section))}</h3> <span class="num">${passed} of ${clauses.length} pass</span></div>
<table class="stacked" role="table">
<caption class="visually-hidden">Clauses: ${text(sectionTitle(section))}</caption>
<colgroup><col class="c-id"><col class="c-level"><col><col class="c-verdict"><col class="c-took"></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Clause</th><th role="columnheader" scope="col">Level</th><th role="columnheader" scope="col">Promise</th><th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col" class="took">Duration</th></tr></thead>
<tbody role="rowgroup">${clauses.map((clause) => row(clause, strict, anchors.get(clause) ?? '', carded.has(clause)))}</tbody>
</table>
</div>`;
}

/** The anchor belongs to the card where there is one, else to the row. */
function row(clause: ClauseResult, strict: boolean, anchor: string, hasCard: boolean): Markup {
  const standing = standingOf(clause, strict);
  const note = hasCard ? undefined : remark(clause);
  return html`<tr role="row" ${hasCard ? '' : html`id="${anchor}"`} data-clause data-standing="${standing}" data-level="${clause.level}" data-section="${line(clause.section)}">
<th role="rowheader" scope="row" class="id"><a href="#${anchor}" title="Link to this clause">${text(clause.id)}${linkIcon()}<span class="visually-hidden"> link to this clause</span></a></th>
<td role="cell" class="level">${clause.level}</td>
<td role="cell" class="full">${prose(clause.title)}${note ? html`<div class="note">${foldable(note, 400, prose)}</div>` : ''}${hasCard ? html`<div class="note"><a href="#${anchor}">See details</a></div>` : ''}</td>
<td role="cell" class="c-last">${badge(standing)}</td>
<td role="cell" class="took num">${clause.durationMs > 0 ? duration(clause.durationMs) : ''}</td>
</tr>`;
}

function filter(result: ConformanceResult, sections: readonly string[]): Markup {
  const counts = tally(result);
  const chips = standings
    .filter((standing) => counts[standing] > 0)
    .map(
      (standing) =>
        html`<label class="chip is-${standing}"><input type="checkbox" name="verdict" value="${standing}">${icon(standing)}${standingNames[standing]} <span class="num">${counts[standing]}</span></label>`,
    );
  const levels = ['MUST', 'SHOULD'].map(
    (level) => html`<label class="chip"><input type="radio" name="level" value="${level}">${level}</label>`,
  );
  return html`<form class="panel filter" data-filter="clauses" hidden aria-label="Filter the clauses">
<fieldset><legend>Verdict</legend><div class="chips">${chips}</div></fieldset>
<fieldset><legend>Level</legend><div class="chips"><label class="chip"><input type="radio" name="level" value="" checked>any</label>${levels}</div></fieldset>
<div><label class="over" for="filter-section">Section</label>
<select id="filter-section" name="section"><option value="">all sections</option>${sections.map((section) => html`<option value="${line(section)}">${line(shorten(sectionTitle(section), 60))}</option>`)}</select></div>
<button type="reset" class="reset">Show all</button>
<output aria-live="polite">${count(result.clauses.length, 'clause')}</output>
</form>`;
}
