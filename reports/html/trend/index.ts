import { type ConformanceResult, isMet, type LoadResult, tally } from '../../results/index.ts';
import type { LoadPoint, Trend, TrendFile } from '../../trend/index.ts';
import { shorten } from '../../visible/index.ts';
import {
  amount,
  comparisonVerdictNames,
  count,
  loadVerdictNames,
  messagesPerSecond,
  metricText,
  percent,
  perSecond,
  verdictNames,
} from '../../wording/index.ts';
import { type Chapter, chaptersBody } from '../chapters.ts';
import { comparisonStanding } from '../compare/words.ts';
import { moment } from '../facts.ts';
import { icon, loadStanding, mark, verdictStanding } from '../icons.ts';
import { foldable, html, line, type Markup, prose, text } from '../markup.ts';
import { page } from '../page.ts';
import { latencyTrend, lossTrend, rateTrend } from './charts.ts';

/** Many results as one self-contained page: how latency, throughput, losses and verdicts went from run to run. */
export function trendHtml(trend: Trend): string {
  return page({
    title: 'Trend · PingBack suite',
    body: html`${masthead(trend)}
${chaptersBody(chaptersOf(trend))}`,
  });
}

function masthead({ conformance, load }: Trend): Markup {
  const latest = [
    ...conformance
      .slice(-1)
      .map(({ result }) =>
        latestEntry(verdictStanding[result.verdict], 'Conformance', verdictNames[result.verdict]),
      ),
    ...load.flatMap(({ scenario, points }) => {
      const [latest] = points.slice(-1);
      if (latest === undefined) return [];
      const { result, since } = latest;
      const what = `Load ${shorten(scenario, 60)}`;
      const entry = latestEntry(loadStanding[result.verdict], what, loadVerdictNames[result.verdict]);
      if (since === undefined) return [entry];
      // A run can meet its SLOs and be worse than the one before: each verdict has its own colour.
      const verdict = comparisonVerdictNames[since.verdict].toLowerCase();
      return [
        entry,
        latestEntry(comparisonStanding[since.verdict], `${what}, compared with the run before`, verdict),
      ];
    }),
  ];
  const runs = conformance.length + load.reduce((sum, { points }) => sum + points.length, 0);
  return html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack suite</p>
<h1>Trend</h1>
<p class="lead">${count(runs, 'run')}, in order of time. The latest of each kind:</p>
<ul class="chips latest">${latest}</ul>
</div></header>`;
}

function latestEntry(standing: Parameters<typeof icon>[0], what: string, verdict: string): Markup {
  return html`<li><span class="badge is-${standing}">${icon(standing)}${text(what)}: ${verdict}</span></li>`;
}

function chaptersOf({ conformance, load, problems }: Trend): Chapter[] {
  const chapters: (Chapter & { when?: boolean })[] = [
    ...load.map(({ scenario, points }, index) => ({
      id: `load-${index + 1}`,
      title: line(`Load: ${shorten(scenario, 60)}`),
      amount: points.length,
      body: loadGroup(points),
    })),
    {
      id: 'conformance',
      title: 'Conformance',
      amount: conformance.length,
      body: conformanceTable(conformance),
      when: conformance.length > 0,
    },
    {
      id: 'problems',
      title: 'Not shown',
      amount: problems.length,
      body: html`<ul class="panel notes">${problems.map((problem) => html`<li>${foldable(problem, 400, prose)}</li>`)}</ul>`,
      when: problems.length > 0,
    },
  ];
  return chapters.filter(({ when = true }) => when);
}

function loadGroup(points: readonly LoadPoint[]): Markup {
  return html`<div class="blocks">${latencyTrend(points)}${rateTrend(points)}${lossTrend(points)}${loadTable(points)}</div>`;
}

function loadTable(points: readonly LoadPoint[]): Markup {
  return table(
    'Load runs in order of time',
    [
      'Run',
      'Verdict',
      'Compared with',
      'p50',
      'p99',
      'p99.9',
      'Messages',
      'Sockets',
      'Lost',
      'Duplicated',
      'Leaked',
      'Version',
    ],
    points.map(loadRow),
  );
}

function loadRow({ file, result, since }: LoadPoint): Markup {
  const { latencyMs } = result.events.new_message ?? {};
  const latency = (figure: 'p50' | 'p99' | 'p999') =>
    metricText(latencyMs?.count ? latencyMs[figure] : undefined, 'ms');
  return html`<tr><th scope="row">${text(file)}<div class="beneath">${moment(result.startedAt)}</div></th>
<td>${mark(loadStanding[result.verdict], loadVerdictNames[result.verdict])}</td>
<td>${since ? html`${mark(comparisonStanding[since.verdict], comparisonVerdictNames[since.verdict].toLowerCase())}<div class="beneath">${text(since.file)}</div>` : '–'}</td>
${[latency('p50'), latency('p99'), latency('p999'), perSecond(messagesPerSecond(result)), amount(result.sockets.peak)].map(figureCell)}
${lossCells(result)}<td>${text(result.suite.version)}</td></tr>`;
}

function lossCells({ ledger, trust }: LoadResult): Markup[] {
  return [ledger.lost, ledger.duplicated, ledger.leaked].map((value) =>
    figureCell(
      value > 0 && trust.trusted ? html`<strong class="wrong">${amount(value)}</strong>` : amount(value),
    ),
  );
}

function figureCell(value: string | Markup): Markup {
  return html`<td class="figure num">${value}</td>`;
}

function conformanceTable(runs: readonly TrendFile<ConformanceResult>[]): Markup {
  return table(
    'Conformance runs in order of time',
    ['Run', 'Verdict', 'Passed', 'Failed', 'Warnings', 'Not testable', 'Of the judged', 'Version'],
    runs.map(({ file, result }) => {
      const counts = tally(result);
      const judged = counts.pass + counts.fail + counts.warning + counts['stale-expectation'];
      return html`<tr><th scope="row">${text(file)}<div class="beneath">${moment(result.startedAt)}${result.selection ? html`, a part: ${text(result.selection)}` : ''}</div></th>
<td>${mark(verdictStanding[result.verdict], verdictNames[result.verdict])}</td>
${figureCell(amount(counts.pass))}
${figureCell(counts.fail > 0 && !isMet(result) ? html`<strong class="wrong">${amount(counts.fail)}</strong>` : amount(counts.fail))}
${[amount(counts.warning), amount(counts['not-testable']), judged > 0 ? percent(counts.pass / judged) : '–'].map(figureCell)}
<td>${text(result.suite.version)}</td></tr>`;
    }),
  );
}

/** Names on the left, figures to the right: what is not a word of its own is aligned as a figure. */
function table(caption: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  const words = new Set(['Run', 'Verdict', 'Compared with', 'Version']);
  return html`<div class="panel figures" role="region" tabindex="0" aria-label="${caption}"><table class="trend">
<caption class="visually-hidden">${caption}</caption>
<thead><tr>${columns.map((name) => html`<th scope="col" class="${words.has(name) ? '' : 'figure'}">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
