import {
  type ChangeKind,
  type ClauseChange,
  type ConformanceComparison,
  changeKinds,
  changeWords,
  comparisonSummary,
  outcomeNames,
} from '../../compare-conformance/index.ts';
import type { Standing } from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { afterVerdict, count } from '../../wording/index.ts';
import { moment } from '../facts.ts';
import { badge, icon, mark, outcomeStanding } from '../icons.ts';
import { foldable, html, type Markup, prose, text } from '../markup.ts';

/** What a result is compared with, or why the earlier one of its folder could not be. */
export interface Since {
  comparison?: ConformanceComparison;
  problem?: string;
}

/** Where a clause is found in the page; nothing for one that this result does not have. */
type Anchor = (id: string) => string | undefined;

/** The outcome of the comparison in a line, which leads to what changed. */
export function sinceLine({ comparison, problem }: Since): Markup | '' {
  if (problem !== undefined) {
    return html`<p class="since"><a href="#changes">The earlier result of this folder could not be compared with.</a></p>`;
  }
  if (!comparison) return '';
  return outcomeLine(comparison, '#changes');
}

/** The outcome as a word, what changed as a link to more, and since when. */
export function outcomeLine(comparison: ConformanceComparison, href: string): Markup {
  const { verdict, base } = comparison;
  const changed = afterVerdict(outcomeNames[verdict], comparisonSummary(comparison)).replace(/\.$/, '');
  return html`<p class="since">${mark(outcomeStanding[verdict], outcomeNames[verdict])} <a href="${href}">${changed}</a> <span class="hint">since the run of ${moment(base.startedAt)}</span></p>`;
}

/** What changed, a table per kind of change, then answers that are others now; before it, what makes the two hard to compare. */
export function changes({ comparison, problem }: Since, anchor: Anchor): Markup {
  if (problem !== undefined) {
    return html`<div class="panel empty">${foldable(`What this run overwrote could not be compared with: ${problem}`, 600, prose)}</div>`;
  }
  if (!comparison) return html``;
  const { base, observations, remarks } = comparison;
  const groups = changeKinds
    .map((kind) => ({ kind, changed: comparison.changes.filter((change) => change.kind === kind) }))
    .filter(({ changed }) => changed.length > 0);
  const nothing = groups.length === 0 && observations.length === 0;
  return html`<div class="panel empty"><p>Compared with the run of ${moment(base.startedAt)} against ${text(shorten(base.choice, 200))}, by ${text(shorten(base.suite, 80))}. It is kept as <a href="conformance.base.json">conformance.base.json</a>.${nothing ? ' No clause and no answer changed.' : ''}</p>
${remarks.length > 0 ? html`<ul class="remarks">${remarks.map((remark) => html`<li>${icon('warning')}<div>${foldable(remark, 400, prose)}</div></li>`)}</ul>` : ''}</div>
<div class="blocks">${groups.map(({ kind, changed }) => changeTable(kind, changed, anchor))}${observations.length > 0 ? answerTable(comparison) : ''}</div>`;
}

const kindStanding: Record<ChangeKind, Standing> = {
  'newly-failing': 'fail',
  untestable: 'not-testable',
  'newly-passing': 'pass',
  changed: 'excluded',
  'left-out': 'excluded',
  added: 'excluded',
  removed: 'excluded',
};

function changeTable(kind: ChangeKind, changed: readonly ClauseChange[], anchor: Anchor): Markup {
  const { name, meaning } = changeWords[kind];
  const rows = changed.map((change) => {
    const target = anchor(change.id);
    const id = target ? html`<a href="#${target}">${text(change.id)}</a>` : text(change.id);
    return html`<tr role="row"><th role="rowheader" scope="row" class="id">${id}</th>
<td role="cell" class="level">${change.level}</td>
<td role="cell" class="full">${foldable(change.title, 400, prose)}</td>
<td role="cell">${standingOr(change.before)}</td>
<td role="cell">${standingOr(change.after)}</td></tr>`;
  });
  return html`<div class="panel clauses"><table class="stacked" role="table">
<caption>${mark(kindStanding[kind], `${changed.length} ${name}`)} <span class="num">${meaning}</span></caption>
<colgroup><col class="c-id"><col class="c-level"><col><col class="c-verdict"><col class="c-verdict"></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Clause</th><th role="columnheader" scope="col">Level</th><th role="columnheader" scope="col">Promise</th><th role="columnheader" scope="col">Before</th><th role="columnheader" scope="col">Now</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`;
}

function standingOr(standing: Standing | undefined): Markup {
  return standing ? badge(standing) : html`<span class="level">not there</span>`;
}

function answerTable({ observations }: ConformanceComparison): Markup {
  const answer = (value: string | undefined) =>
    value === undefined ? html`<span class="level">not asked</span>` : foldable(value, 300, prose);
  const rows = observations.map(
    ({
      id,
      question,
      before,
      after,
    }) => html`<tr role="row"><th role="rowheader" scope="row" class="id">${text(id)}</th>
<td role="cell" class="full">${prose(question)}</td>
<td role="cell" class="full">${answer(before)}</td><td role="cell" class="full answer">${answer(after)}</td></tr>`,
  );
  return html`<div class="panel list"><table class="stacked" role="table">
<caption class="padded">${mark('excluded', count(observations.length, 'other answer'))} <span class="num">What the documentation leaves open: they judge nobody.</span></caption>
<colgroup><col class="c-narrow"><col><col><col></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Id</th><th role="columnheader" scope="col">Question</th><th role="columnheader" scope="col">Before</th><th role="columnheader" scope="col">Now</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`;
}
