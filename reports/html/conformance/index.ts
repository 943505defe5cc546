import { type ClauseResult, type ConformanceResult, type Standing, standingOf } from '../../results/index.ts';
import { bySection, count, sectionTitle, standingMeanings, verdictNames } from '../../wording/index.ts';
import { type Chapter, chaptersBody } from '../chapters.ts';
import { badge } from '../icons.ts';
import { foldable, html, line, type Markup, prose, text } from '../markup.ts';
import { page } from '../page.ts';
import { type Anchors, anchorsOf } from './anchors.ts';
import { changes, type Since } from './changes.ts';
import { clauseCard } from './clause-card.ts';
import { clauseTables } from './clause-tables.ts';
import { masthead, runFacts } from './overview.ts';

/**
 * The result as one self-contained page, for people: the verdict first, then what failed and why, then everything.
 * `since`: what it is compared with, if anything. Nothing in a result can run, load or restyle anything: all text is escaped, and a content policy stands behind it.
 */
export function conformanceHtml(result: ConformanceResult, since: Since = {}): string {
  const chapters = chaptersOf(result, since);
  const verdict = verdictNames[result.verdict];
  return page({
    title: line(`${verdict} · PingBack conformance`),
    body: html`${masthead(result, since)}
${chaptersBody(chapters)}
<footer><div class="frame"><span>Written by ${text(`${result.suite.name} ${result.suite.version}`)}</span> <span>For machines: <a href="conformance.json">conformance.json</a>, <a href="conformance.junit.xml">conformance.junit.xml</a>, <a href="metrics.txt">metrics.txt</a></span> <span>All results: <a href="index.html">index.html</a></span></div></footer>`,
  });
}

function chaptersOf(result: ConformanceResult, since: Since): Chapter[] {
  const { clauses, strict } = result;
  const anchors = anchorsOf(clauses);
  const anchorOf = (id: string) => {
    const clause = clauses.find((one) => one.id === id);
    return clause && anchors.get(clause);
  };
  const standing = (...wanted: Standing[]) =>
    clauses.filter((clause) => wanted.includes(standingOf(clause, strict)));
  const failures = standing('fail', 'stale-expectation');
  const warnings = standing('warning');
  const expected = standing('expected-failure');
  const untested = [...standing('not-testable'), ...standing('excluded')];
  const carded = new Set([...failures, ...warnings, ...expected]);
  const cards = (some: ClauseResult[]) =>
    html`<div class="cards">${some.map((clause) => clauseCard(clause, anchors, strict))}</div>`;
  const chapters: (Chapter & { when: boolean })[] = [
    {
      id: 'failures',
      title: 'Failures',
      amount: failures.length,
      hint: 'What keeps this run from passing.',
      body: cards(failures),
      when: failures.length > 0,
    },
    {
      id: 'changes',
      title: 'Changes',
      amount: since.comparison?.changes.length,
      hint: 'What is different from the result that this one is compared with.',
      body: changes(since, anchorOf),
      when: since.comparison !== undefined || since.problem !== undefined,
    },
    {
      id: 'warnings',
      title: 'Warnings',
      amount: warnings.length,
      hint: standingMeanings.warning,
      body: cards(warnings),
      when: warnings.length > 0,
    },
    {
      id: 'untested',
      title: 'Not tested',
      amount: untested.length,
      hint: 'What is not testable lacks something that the check needs, and is never counted as held. What is excluded was not asked for, or declared absent.',
      body: reasons(untested, anchors, strict),
      when: untested.length > 0,
    },
    {
      id: 'expected',
      title: 'Expected failures',
      amount: expected.length,
      hint: standingMeanings['expected-failure'],
      body: cards(expected),
      when: expected.length > 0,
    },
    { id: 'run', title: 'This run', body: runFacts(result), when: true },
    {
      id: 'clauses',
      title: 'All clauses',
      amount: clauses.length,
      body: clauses.length > 0 ? clauseTables(result, anchors, carded) : html`<p>No clause was checked.</p>`,
      parts: partsOf(clauses, strict),
      when: true,
    },
    {
      id: 'observations',
      title: 'Observations',
      amount: result.observations.length,
      hint: 'What the documentation leaves open, and which way this target behaves. An observation fails nobody.',
      body: observations(result),
      when: result.observations.length > 0,
    },
    {
      id: 'notes',
      title: 'Notes',
      amount: result.notes.length,
      body: html`<ul class="panel notes">${result.notes.map((note) => html`<li>${foldable(note, 600, prose)}</li>`)}</ul>`,
      when: result.notes.length > 0,
    },
  ];
  return chapters.filter(({ when }) => when);
}

function partsOf(clauses: readonly ClauseResult[], strict: boolean): Chapter['parts'] {
  return Array.from(bySection(clauses)).map(([section, group], index) => ({
    href: `#section-${index + 1}`,
    title: sectionTitle(section),
    size: `${group.filter(({ verdict }) => verdict === 'pass').length}/${group.length}`,
    open: group.some((clause) => ['fail', 'stale-expectation'].includes(standingOf(clause, strict))),
  }));
}

/** Clauses that are left out for the same reason share a row. */
function reasons(clauses: readonly ClauseResult[], anchors: Anchors, strict: boolean): Markup {
  const groups = Map.groupBy(clauses, (clause) => JSON.stringify([clause.verdict, clause.message]));
  const rows = Array.from(groups.values(), (group) => {
    const [{ message, ...first } = {} as ClauseResult] = group;
    const standing = standingOf(first, strict);
    const links = group.map(
      (clause) => html`<a class="id" href="#${anchors.get(clause)}">${text(clause.id)}</a> `,
    );
    return html`<tr role="row"><td role="cell">${badge(standing)}</td>
<td role="cell" class="full">${foldable(message ?? standingMeanings[standing], 400, prose)}</td>
<td role="cell">${links}</td></tr>`;
  });
  return html`<div class="panel list"><table class="stacked" role="table">
<caption class="visually-hidden">Why ${count(clauses.length, 'clause')} could not be tested or were excluded</caption>
<colgroup><col class="c-verdict"><col><col class="c-ids"></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col">Reason</th><th role="columnheader" scope="col">Clauses</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`;
}

function observations(result: ConformanceResult): Markup {
  const rows = result.observations.map(
    ({
      id,
      question,
      answer,
    }) => html`<tr role="row"><th role="rowheader" scope="row" class="id">${text(id)}</th>
<td role="cell" class="full">${prose(question)}</td><td role="cell" class="full answer">${foldable(answer, 400, prose)}</td></tr>`,
  );
  return html`<div class="panel list"><table class="stacked" role="table">
<caption class="visually-hidden">Questions that the documentation leaves open, with the answers of this target</caption>
<colgroup><col class="c-narrow"><col class="c-half"><col></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Id</th><th role="columnheader" scope="col">Question</th><th role="columnheader" scope="col">Answer</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`;
}
