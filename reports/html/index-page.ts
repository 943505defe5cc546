import { type ConformanceResult, type LoadResult, standings, tally } from '../results/index.ts';
import {
  amount,
  count,
  duration,
  loadSummaryAfterVerdict,
  loadVerdictNames,
  messagesPerSecond,
  perSecond,
  summaryAfterVerdict,
  verdictNames,
} from '../wording/index.ts';
import { moment } from './facts.ts';
import { badge, icon, loadStanding, proportions, verdictStanding } from './icons.ts';
import { foldable, html, type Markup, prose, text } from './markup.ts';
import { page } from './page.ts';

/** The results of one output folder. */
export interface FolderResults {
  conformance?: ConformanceResult;
  load?: LoadResult;
  /** What is wrong with a result that lies there and cannot be read. */
  problems?: string[];
}

/** The front page of an output folder: what was run, how it ended, and where to read on. */
export function indexHtml({ conformance, load, problems = [] }: FolderResults): string {
  const none = !conformance && !load && problems.length === 0;
  return page({
    title: 'PingBack suite results',
    body: html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack suite</p>
<h1>Results</h1>
</div></header>
<div class="frame body single"><main id="main" tabindex="-1">
${conformance ? conformanceEntry(conformance) : ''}
${load ? loadEntry(load) : ''}
${problems.map((problem) => html`<div class="panel empty">${foldable(problem, 400, prose)}</div>`)}
${none ? html`<p class="panel empty">No results yet. <code>pingback-suite conformance</code> makes some.</p>` : ''}
</main></div>`,
  });
}

function conformanceEntry(result: ConformanceResult): Markup {
  const standing = verdictStanding[result.verdict];
  const counts = tally(result);
  return html`<section class="panel entry is-${standing}" aria-labelledby="conformance">
<p class="eyebrow">Conformance</p>
<h2 id="conformance">${icon(standing)}<a href="conformance.html">${verdictNames[result.verdict]}</a></h2>
<p>${prose(summaryAfterVerdict(result))}</p>
<p class="facts-line"><span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)}</span></p>
${proportions(counts)}
<p class="chips">${standings.filter((one) => counts[one] > 0).map((one) => badge(one, counts[one]))}</p>
<p class="links"><a href="conformance.html">Report</a> <a href="conformance.json">JSON</a> <a href="conformance.junit.xml">JUnit XML</a></p>
</section>`;
}

function loadEntry(result: LoadResult): Markup {
  const standing = loadStanding[result.verdict];
  return html`<section class="panel entry is-${standing}" aria-labelledby="load">
<p class="eyebrow">Load: ${text(result.scenario)}</p>
<h2 id="load">${icon(standing)}<a href="load.html">${loadVerdictNames[result.verdict]}${result.partial ? ', interrupted' : ''}</a></h2>
<p>${prose(loadSummaryAfterVerdict(result))}</p>
<p class="facts-line"><span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${amount(result.sockets.peak)} sockets, ${perSecond(messagesPerSecond(result))} messages, ${duration(result.durationMs)}</span></p>
<p class="links"><a href="load.html">Report</a> <a href="load.json">JSON</a> <a href="load.junit.xml">JUnit XML</a></p>
</section>`;
}
