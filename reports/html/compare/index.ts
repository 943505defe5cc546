import type { ComparisonResult } from '../../results/index.ts';
import { afterVerdict, comparisonVerdictNames, percent } from '../../wording/index.ts';
import { type Chapter, chaptersBody } from '../chapters.ts';
import { moment } from '../facts.ts';
import { icon, mark } from '../icons.ts';
import { foldable, html, line, type Markup, prose, text } from '../markup.ts';
import { page } from '../page.ts';
import { spectrumChart, timeChart } from './charts.ts';
import { commands, metricTable, runTable, sloTable } from './tables.ts';
import { comparisonStanding } from './words.ts';

/**
 * The comparison as one self-contained page, for people: the verdict first, then both runs side by side. It needs no
 * script, and nothing in a result can run, load or restyle anything.
 */
export function comparisonHtml(result: ComparisonResult): string {
  return page({
    title: line(`${comparisonVerdictNames[result.verdict]} · PingBack load ${result.new.scenario}, compared`),
    body: html`${masthead(result)}
${chaptersBody(chaptersOf(result))}
<footer><div class="frame"><span>For machines: <a href="compare.json">compare.json</a>, <a href="compare.junit.xml">compare.junit.xml</a></span></div></footer>`,
  });
}

function masthead({ verdict, summary, gate, base, new: next }: ComparisonResult): Markup {
  const standing = comparisonStanding[verdict];
  return html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack load, compared: ${text(next.scenario)}</p>
<h1 class="is-${standing}">${icon(standing)}<span>${comparisonVerdictNames[verdict]}</span></h1>
<p class="lead">${prose(afterVerdict(comparisonVerdictNames[verdict], summary))}</p>
<p class="facts-line"><span>base ${text(base.file)}, ${moment(base.startedAt)}</span> <span>new ${text(next.file)}, ${moment(next.startedAt)}</span></p>
<div class="gate">${gate.passed ? mark('pass', 'The gate is open') : mark('fail', 'The gate is closed')}<ul>${gate.passed ? html`<li>Nothing is worse, and the SLOs of the new run were held.</li>` : gate.reasons.map((reason) => html`<li>${prose(reason)}</li>`)}</ul></div>
</div></header>`;
}

function chaptersOf(result: ComparisonResult): Chapter[] {
  const { warnings, slo, method, metrics } = result;
  const chapters: (Chapter & { when?: boolean })[] = [
    {
      id: 'warnings',
      title: 'Can they be compared?',
      body: warningList(result),
      amount: warnings.length,
      when: warnings.length > 0,
    },
    {
      id: 'metrics',
      title: 'Side by side',
      hint: `With ${percent(method.confidence)} confidence the difference lies between the ends of the interval, as far as chance within the runs goes: ${method.resamples.toLocaleString('en')} times, seconds of both were drawn anew. Worse or better is what is beyond the tolerance (the shaded band) and beyond chance (with ${percent(method.sureAt)}); the same is what is within it, where twice as much would have shown.`,
      body: metricTable(result),
      amount: metrics.length,
    },
    { id: 'slos', title: 'SLOs of the new run', body: sloTable(result), when: slo.length > 0 },
    {
      id: 'latency',
      title: 'Latency',
      body: html`<div class="blocks">${spectrumChart(result)}${timeChart(result)}</div>`,
      when: result.base.spectrum.length + result.new.spectrum.length > 0,
    },
    { id: 'runs', title: 'The two runs', hint: 'What differs is marked.', body: runTable(result) },
    {
      id: 'commands',
      title: 'Measure again',
      body: commands(result),
      when: Boolean(result.base.command ?? result.new.command),
    },
  ];
  return chapters.filter(({ when = true }) => when);
}

function warningList({ warnings }: ComparisonResult): Markup {
  return html`<ul class="panel notes warnings">${warnings.map(
    ({ kind, text: words }) =>
      html`<li>${kind === 'warning' ? mark('warning', 'warning') : mark('excluded', 'note')}${foldable(words, 600, prose)}</li>`,
  )}</ul>`;
}
