import type { ConformanceComparison } from '../compare-conformance/index.ts';
import {
  type ComparisonResult,
  type ConformanceResult,
  type KillMatrixResult,
  type LoadResult,
  type Standing,
  standings,
  tally,
} from '../results/index.ts';
import {
  afterVerdict,
  amount,
  comparisonVerdictNames,
  count,
  duration,
  loadSummaryAfterVerdict,
  loadVerdictNames,
  messagesPerSecond,
  perSecond,
  summaryAfterVerdict,
  verdictNames,
} from '../wording/index.ts';
import { outcomeLine } from './conformance/changes.ts';
import { moment } from './facts.ts';
import { badge, icon, loadStanding, outcomeStanding, proportions, verdictStanding } from './icons.ts';
import { matrixWords } from './kill-matrix/words.ts';
import { foldable, html, type Markup, prose, text } from './markup.ts';
import { page } from './page.ts';

/** The results of one output folder. */
export interface FolderResults {
  conformance?: ConformanceResult;
  /** What changed since the conformance result that this one is compared with. */
  since?: ConformanceComparison;
  load?: LoadResult;
  /** Of two load results. */
  comparison?: ComparisonResult;
  killMatrix?: KillMatrixResult;
  /** Pages of the folder about more than one run. */
  pages?: (keyof typeof otherPages)[];
  /** What is wrong with a result that lies there and cannot be read. */
  problems?: string[];
}

/** What pages tell that are about more than one run. */
const otherPages = {
  'trend.html': { id: 'trend', title: 'Trend', hint: 'Latency and verdicts from run to run.' },
};

/** The front page of an output folder: what was run, how it ended, and where to read on. */
export function indexHtml(folder: FolderResults): string {
  const { conformance, since, load, comparison, killMatrix, pages = [], problems = [] } = folder;
  const entries = [
    conformance && conformanceEntry(conformance, since),
    load && loadEntry(load),
    comparison && comparisonEntry(comparison),
    ...pages.map(pageEntry),
    killMatrix && killMatrixEntry(killMatrix),
    ...problems.map((problem) => html`<div class="panel empty">${foldable(problem, 400, prose)}</div>`),
  ].filter((entry) => entry !== undefined);
  return page({
    title: 'PingBack suite results',
    body: html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack suite</p>
<h1>Results</h1>
</div></header>
<div class="frame body single"><main id="main" tabindex="-1">
${entries.length > 0 ? entries : html`<p class="panel empty">No results yet. <code>pingback-suite conformance</code> makes some.</p>`}
</main></div>
${conformance || load ? html`<footer><div class="frame"><span>Of all results here: <a href="summary.md">summary.md</a> for people who read Markdown, <a href="metrics.txt">metrics.txt</a> in the format of OpenMetrics</span></div></footer>` : ''}`,
  });
}

interface Entry {
  id: string;
  eyebrow: Markup;
  standing: Standing;
  /** The page that says more. */
  href: string;
  verdict: string;
  summary: string;
  facts: Markup;
  more?: Markup;
  links: Record<string, string>;
}

function entry({ id, eyebrow, standing, href, verdict, summary, facts, more, links }: Entry): Markup {
  return html`<section class="panel entry is-${standing}" aria-labelledby="${id}">
<p class="eyebrow">${eyebrow}</p>
<h2 id="${id}">${icon(standing)}<a href="${href}">${verdict}</a></h2>
<p>${prose(summary)}</p>
<p class="facts-line">${facts}</p>
${more ?? ''}
<p class="links">${Object.entries(links).map(([word, target]) => html`<a href="${target}">${word}</a> `)}</p>
</section>`;
}

function conformanceEntry(result: ConformanceResult, since?: ConformanceComparison): Markup {
  const counts = tally(result);
  return entry({
    id: 'conformance',
    eyebrow: html`Conformance`,
    standing: verdictStanding[result.verdict],
    href: 'conformance.html',
    verdict: verdictNames[result.verdict],
    summary: summaryAfterVerdict(result),
    facts: html`<span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)}</span>`,
    more: html`${proportions(counts)}
<p class="chips">${standings.filter((one) => counts[one] > 0).map((one) => badge(one, counts[one]))}</p>
${since ? outcomeLine(since, 'conformance.html#changes') : ''}`,
    links: {
      Report: 'conformance.html',
      JSON: 'conformance.json',
      'JUnit XML': 'conformance.junit.xml',
      Badge: 'badge-conformance.svg',
    },
  });
}

function loadEntry(result: LoadResult): Markup {
  return entry({
    id: 'load',
    eyebrow: html`Load: ${text(result.scenario)}`,
    standing: loadStanding[result.verdict],
    href: 'load.html',
    verdict: `${loadVerdictNames[result.verdict]}${result.partial ? ', interrupted' : ''}`,
    summary: loadSummaryAfterVerdict(result),
    facts: html`<span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${amount(result.sockets.peak)} sockets, ${perSecond(messagesPerSecond(result))} messages, ${duration(result.durationMs)}</span>`,
    links: { Report: 'load.html', JSON: 'load.json', 'JUnit XML': 'load.junit.xml', Badge: 'badge-p99.svg' },
  });
}

function comparisonEntry(result: ComparisonResult): Markup {
  const { base, new: run, verdict, summary } = result;
  return entry({
    id: 'compare',
    eyebrow: html`Comparison of load runs: ${text(run.scenario)}`,
    standing: outcomeStanding[verdict],
    href: 'compare.html',
    verdict: comparisonVerdictNames[verdict],
    summary: afterVerdict(comparisonVerdictNames[verdict], summary),
    facts: html`<span>${moment(run.startedAt)} beside ${moment(base.startedAt)}</span>`,
    links: { Report: 'compare.html', JSON: 'compare.json', 'JUnit XML': 'compare.junit.xml' },
  });
}

function killMatrixEntry(result: KillMatrixResult): Markup {
  const { word, standing } = matrixWords[result.verdict];
  return entry({
    id: 'kill-matrix',
    eyebrow: html`Kill matrix: who tests the tests`,
    standing,
    href: 'kill-matrix.html',
    verdict: word,
    summary: result.summary,
    facts: html`<span>${count(result.faults.length, 'fault')} in ${duration(result.durationMs)}</span> <span>${moment(result.startedAt)}</span>${result.selection ? html` <span>only a part: ${text(result.selection)}</span>` : ''}`,
    links: { Report: 'kill-matrix.html', JSON: 'kill-matrix.json' },
  });
}

function pageEntry(name: keyof typeof otherPages): Markup {
  const { id, title, hint } = otherPages[name];
  return html`<section class="panel entry is-excluded" aria-labelledby="${id}">
<h2 id="${id}"><a href="${name}">${title}</a></h2>
<p>${hint}</p>
</section>`;
}
