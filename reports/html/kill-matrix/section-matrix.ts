import type { FaultResult, KillMatrixResult, Standing } from '../../results/index.ts';
import { sectionTitle } from '../../wording/index.ts';
import { icon } from '../icons.ts';
import { html, line, type Markup, prose, text } from '../markup.ts';
import { faultWords } from './words.ts';

/** The order of rows: what needs somebody's attention first. */
const urgency: FaultResult['verdict'][] = ['survived', 'killed-by-others', 'misnamed', 'not-run', 'killed'];

/** Faults by clauses, for one section: who noticed what, and who should have. */
export function sectionMatrix(
  section: string,
  clauses: KillMatrixResult['clauses'],
  faults: readonly FaultResult[],
): Markup {
  const rows = faults.toSorted((one, other) => urgency.indexOf(one.verdict) - urgency.indexOf(other.verdict));
  const title = sectionTitle(section);
  return html`<div class="panel matrix" tabindex="0" role="region" aria-label="${title}: which clause noticed which fault"><table>
<caption class="visually-hidden">${title}: which clause noticed which fault</caption>
<thead><tr><th scope="col">Fault</th>${clauses.map(
    (clause) =>
      html`<th scope="col" class="crossing"><abbr title="${clause.title}">${text(clause.id)}</abbr></th>`,
  )}<th scope="col" class="c-verdict">Outcome</th></tr></thead>
<tbody>${rows.map((fault) => row(fault, section, clauses))}</tbody>
</table></div>`;
}

function row(fault: FaultResult, section: string, clauses: KillMatrixResult['clauses']): Markup {
  const { word, standing } = faultWords[fault.verdict];
  return html`<tr data-clause data-standing="${fault.verdict}" data-level="${fault.kind}" data-section="${line(section)}"><th scope="row"><span class="id">${text(fault.name)}</span> <span class="level">${fault.kind}</span>
<div class="note">${prose(fault.wrong)}</div></th>${clauses.map(({ id }) => cell(fault, id))}
<td class="c-verdict"><span class="badge is-${standing}">${icon(standing)}${word}</span></td></tr>`;
}

/** What one clause said of one fault: noticed, missed, noticed though not meant to; empty where nobody asked. */
function cell({ meant, findings, verdict }: FaultResult, id: string): Markup {
  const isMeant = meant.includes(id);
  const failed = findings.some((finding) => finding.id === id && finding.verdict === 'fail');
  if (isMeant && verdict === 'not-run') return mark('excluded', 'not run');
  if (isMeant) return failed ? mark('pass', 'noticed') : mark('fail', 'missed');
  return failed ? mark('expected-failure', 'noticed, too') : html`<td class="crossing"></td>`;
}

function mark(standing: Standing, word: string): Markup {
  return html`<td class="crossing is-${standing}" title="${word}">${icon(standing)}<span class="visually-hidden">${word}</span></td>`;
}
