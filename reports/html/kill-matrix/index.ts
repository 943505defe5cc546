import type { ClauseFinding, FaultResult, KillMatrixResult, Standing } from '../../results/index.ts';
import { shorten } from '../../visible/index.ts';
import { bySection, count, duration, sectionTitle } from '../../wording/index.ts';
import { icon } from '../icons.ts';
import { foldable, html, type Markup, prose, text } from '../markup.ts';
import { page } from '../page.ts';
import { filter } from './filter.ts';
import { sectionMatrix } from './section-matrix.ts';
import { controlWords, faultWords, matrixWords } from './words.ts';

interface Chapter {
  id: string;
  title: string;
  size?: number;
  hint: string;
  body: Markup;
  /** Of the clauses that its table is about, which the filter narrows. */
  section?: string;
}

/** The kill matrix as one self-contained page: what was not killed first, then every fault against every clause. */
export function killMatrixHtml(result: KillMatrixResult): string {
  const { word, standing } = matrixWords[result.verdict];
  const chapters = chaptersOf(result);
  return page({
    title: `${word} · PingBack kill matrix`,
    body: html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack kill matrix</p>
<h1 class="is-${standing}">${icon(standing)}<span>${word}</span></h1>
<p class="lead">${prose(result.summary)}</p>
<p class="facts-line"><span>${count(result.faults.length, 'fault')} in ${duration(result.durationMs)}</span> <span>each against ${result.scope === 'all' ? 'every clause' : 'the clauses that are meant for it'}</span> <span>an event may take ${duration(result.eventMs)}</span>${result.selection ? html` <span>only a part: ${text(result.selection)}</span>` : ''}</p>
<ul class="tiles of-faults">${tiles(result)}</ul>
</div></header>
<div class="frame body">
<nav class="contents" aria-label="Contents"><ul>${chapters.map(
      ({ id, title, size }) =>
        html`<li><a href="#${id}">${title}${size === undefined ? '' : html` <span class="num">${size}</span>`}</a></li>`,
    )}</ul></nav>
<main id="main" tabindex="-1">${chapters.filter(({ section }) => section === undefined).map(chapterSection)}
${result.faults.length > 0 ? filter(result) : ''}
${chapters.filter(({ section }) => section !== undefined).map(chapterSection)}</main>
</div>
<footer><div class="frame"><span>Written by ${text(`${result.suite.name} ${result.suite.version}`)} on Node.js ${text(result.suite.node)}, ${text(result.startedAt)}</span> <span>For machines: <a href="kill-matrix.json">kill-matrix.json</a></span> <span>All results: <a href="index.html">index.html</a></span></div></footer>`,
  });
}

function chapterSection({ id, title, hint, body, section }: Chapter): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title" ${section === undefined ? '' : html`data-block`}>
<div><h2 id="${id}-title">${title}</h2><p class="hint">${hint}</p></div>
${body}
</section>`;
}

function tiles({ faults }: KillMatrixResult): Markup[] {
  return (Object.keys(faultWords) as FaultResult['verdict'][]).map((verdict) => {
    const { word, standing } = faultWords[verdict];
    const amount = faults.filter((fault) => fault.verdict === verdict).length;
    const classes = amount > 0 ? `tile is-${standing}` : 'tile none';
    return html`<li><div class="${classes}"><b>${amount}</b><span>${icon(standing)}${word}</span></div></li>`;
  });
}

function chaptersOf(result: KillMatrixResult): Chapter[] {
  const left = result.faults.filter(({ verdict }) => verdict !== 'killed');
  const sections: Chapter[] = Array.from(bySection(result.clauses), ([section, clauses], index) => {
    const ids = clauses.map(({ id }) => id);
    const faults = result.faults.filter(({ meant }) => meant.some((id) => ids.includes(id)));
    const killed = faults.filter(({ verdict }) => verdict === 'killed').length;
    return {
      id: /^[a-z]+(-[a-z]+)*$/.test(section) ? section : `section-${index + 1}`,
      section,
      title: shorten(sectionTitle(section), 80),
      size: faults.length,
      hint: `${killed} of ${count(faults.length, 'fault')} that a clause of this section has to notice ${killed === 1 ? 'is' : 'are'} killed.`,
      body: sectionMatrix(section, clauses, faults),
    };
  });
  return [
    ...(left.length > 0
      ? [
          {
            id: 'left',
            title: 'Not as it should be',
            size: left.length,
            hint: 'A clause that is meant to notice these faults did not, was not the first to be named, or could not be tried.',
            body: html`<div class="cards">${left.map((fault) => card(fault))}</div>`,
          },
        ]
      : []),
    {
      id: 'controls',
      title: 'Without a fault',
      hint: 'The same checks under the same time limits, beside the same load, against a server that is right: nobody may accuse it.',
      body: controls(result),
    },
    ...sections.filter(({ size }) => size),
  ];
}

function card({ name, wrong, verdict, missed, findings, reason }: FaultResult): Markup {
  const { word, standing } = faultWords[verdict];
  const noticed = findings.filter((finding) => finding.verdict === 'fail' && !missed.includes(finding.id));
  return html`<article class="card is-${standing}"><header>
<p class="meta">${badge(word, standing)} ${missed.map((id) => html`<span class="id">${text(id)}</span> `)}</p>
<h3><span class="id">${text(name)}</span> ${prose(wrong)}</h3></header>
<div class="details">
${reason ? html`<div>${foldable(reason, 400, prose)}</div>` : ''}
<ul class="misses">${findings.filter(({ id }) => missed.includes(id)).map(said)}</ul>
${noticed.length > 0 ? html`<p class="source">Noticed by ${noticed.map(({ id }) => id).join(', ')}.</p>` : ''}
</div></article>`;
}

function said({ id, verdict, message }: ClauseFinding): Markup {
  return html`<li><span class="id">${text(id)}</span> ${verdict}${message ? foldable(message, 400, prose) : ''}</li>`;
}

function controls({ controls }: KillMatrixResult): Markup {
  const rows = controls.map(({ backplane, verdict, checked, wrong, durationMs, reason }) => {
    const { word, standing } = controlWords[verdict];
    return html`<tr role="row"><th role="rowheader" scope="row">two nodes over ${backplane}</th>
<td role="cell">${badge(word, standing)}</td>
<td role="cell" class="full">${reason ? prose(reason) : count(checked, 'clause')}${wrong.length > 0 ? html`<ul class="misses">${wrong.map(said)}</ul>` : ''}</td>
<td role="cell" class="num">${duration(durationMs)}</td></tr>`;
  });
  return html`<div class="panel list"><table class="stacked" role="table">
<caption class="visually-hidden">Runs against a server without a fault</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Server</th><th role="columnheader" scope="col">Outcome</th><th role="columnheader" scope="col">Checked</th><th role="columnheader" scope="col">Duration</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>`;
}

function badge(word: string, standing: Standing): Markup {
  return html`<span class="badge is-${standing}">${icon(standing)}${word}</span>`;
}
