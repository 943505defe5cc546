import type { FaultResult, KillMatrixResult } from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { bySection, sectionTitle } from '../../wording/index.ts';
import { icon } from '../icons.ts';
import { html, line, type Markup } from '../markup.ts';
import { faultWords } from './words.ts';

/** Narrows the rows of all matrices, where scripts run: by outcome, by kind of fault, by section. */
export function filter({ faults, clauses }: KillMatrixResult): Markup {
  const amount = (verdict: FaultResult['verdict']) =>
    faults.filter((fault) => fault.verdict === verdict).length;
  const chips = (Object.keys(faultWords) as FaultResult['verdict'][])
    .filter((verdict) => amount(verdict) > 0)
    .map((verdict) => {
      const { word, standing } = faultWords[verdict];
      return html`<label class="chip is-${standing}"><input type="checkbox" name="verdict" value="${verdict}">${icon(standing)}${word} <span class="num">${amount(verdict)}</span></label>`;
    });
  const kinds = [...new Set(faults.map(({ kind }) => kind))].map(
    (kind) => html`<label class="chip"><input type="radio" name="level" value="${kind}">${kind}</label>`,
  );
  const sections = [...bySection(clauses).keys()].map(
    (section) => html`<option value="${line(section)}">${line(shorten(sectionTitle(section), 60))}</option>`,
  );
  return html`<form class="panel filter" data-filter="rows" hidden aria-label="Filter the faults">
<fieldset><legend>Outcome</legend><div class="chips">${chips}</div></fieldset>
<fieldset><legend>Kind</legend><div class="chips"><label class="chip"><input type="radio" name="level" value="" checked>any</label>${kinds}</div></fieldset>
<div><label class="over" for="filter-section">Section</label>
<select id="filter-section" name="section"><option value="">all sections</option>${sections}</select></div>
<button type="reset" class="reset">Show all</button>
<output aria-live="polite"></output>
</form>`;
}
