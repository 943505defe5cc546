import { type ConformanceResult, standings, tally } from '../results/index.ts';
import { count, duration, summaryAfterVerdict, verdictNames } from '../wording/index.ts';
import { badge, icon, proportions, verdictStanding } from './icons.ts';
import { html, type Markup, prose, text } from './markup.ts';
import { page } from './page.ts';

/** The front page of an output folder: what was run, how it ended, and where to read on. */
export function indexHtml({ conformance }: { conformance?: ConformanceResult }): string {
  return page({
    title: 'PingBack suite results',
    body: html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack suite</p>
<h1>Results</h1>
</div></header>
<div class="frame body single"><main id="main" tabindex="-1">
${conformance ? conformanceEntry(conformance) : html`<p class="panel empty">No results yet. <code>pingback-suite conformance</code> makes some.</p>`}
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
<p class="facts-line"><span>${text(result.target.choice)}</span> <span>${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)}</span></p>
${proportions(counts)}
<p class="chips">${standings.filter((one) => counts[one] > 0).map((one) => badge(one, counts[one]))}</p>
<p class="links"><a href="conformance.html">Report</a> <a href="conformance.json">JSON</a> <a href="conformance.junit.xml">JUnit XML</a></p>
</section>`;
}
