import type { LoadResult } from '../../results/index.ts';
import { loadVerdictNames } from '../../wording/index.ts';
import { type Chapter, chaptersBody } from '../chapters.ts';
import { foldable, html, line, type Markup, prose, text } from '../markup.ts';
import { page } from '../page.ts';
import { type Charts, chartsOf } from './charts/index.ts';
import { type Embedded, embeddedResult } from './data.ts';
import { dataPanel, shadedWords } from './data-panel.ts';
import { capacityFacts, reconnectFacts, slopeFacts, trustReasons } from './findings.ts';
import { generatorFacts, masthead, runFacts } from './overview.ts';
import { chartCode } from './script.ts';
import { breakdownTable, latencyTable, ledgerTable, segmentTable, sloTable } from './tables.ts';

/** No page is larger, so that it can be mailed, and attached to a pull request. */
const mostBytes = 1_500_000;

/**
 * The result as one self-contained page, for people: the verdict first, then what was asked and what was measured. It
 * reads without a script, which makes its charts live, and holds the result as data. Nothing in a result can run, load
 * or restyle anything. Throws a `ResultFileError` where a histogram of the result is none.
 */
export function loadHtml(result: LoadResult): string {
  const charts = chartsOf(result);
  const bare = render(result, charts, { block: html``, spanS: 1 });
  const embedded = embeddedResult(result, charts.timeline, mostBytes - Buffer.byteLength(bare) - 2000);
  return render(result, charts, embedded);
}

function render(result: LoadResult, charts: Charts, embedded: Embedded): string {
  const { suite } = result;
  return page({
    title: line(`${loadVerdictNames[result.verdict]} · PingBack load ${result.scenario}`),
    code: chartCode(),
    body: html`${masthead(result)}
${chaptersBody(chaptersOf(result, charts, embedded))}
<footer><div class="frame"><span>Written by ${text(`${suite.name} ${suite.version}`)}</span> <span>For machines: <a href="load.json">load.json</a>, <a href="load.junit.xml">load.junit.xml</a></span> <span>Charts by uPlot</span></div></footer>`,
  });
}

function chaptersOf(result: LoadResult, charts: Charts, embedded: Embedded): Chapter[] {
  const findings = html`${capacityFacts(result)}${reconnectFacts(result)}${slopeFacts(result)}`;
  const hasFindings = [result.capacity, result.reconnect, result.slopes].some(Boolean);
  const hasTime = result.intervals.length > 1;
  const hasServer = result.intervals.some(({ server }) => server);
  const chapters: (Chapter & { when?: boolean })[] = [
    {
      id: 'trust',
      title: 'Why it is not trusted',
      hint: 'The generator was in its own way, so nothing here is said about the server.',
      body: trustReasons(result),
      when: !result.trust.trusted,
    },
    { id: 'slos', title: 'SLOs', body: sloTable(result), when: result.slo.length > 0 },
    { id: 'answer', title: 'The answer', body: findings, when: hasFindings },
    {
      id: 'segments',
      title: 'Parts of the window',
      body: segmentTable(result),
      when: result.segments.length > 1,
    },
    {
      id: 'latency',
      title: 'Latency',
      hint: 'Counted from the intended sending of a message to its arrival at each recipient. The uncorrected rows show what would be seen by whoever sends the next message only when the one before has arrived.',
      body: blocks(charts.latency, latencyTable(result), charts.breakdown, breakdownTable(result)),
    },
    {
      id: 'ledger',
      title: 'Ledger',
      hint: 'Every message is accounted for: who had to get it, and who did.',
      body: ledgerTable(result),
    },
    { id: 'throughput', title: 'Throughput', body: blocks(charts.throughput), when: hasTime },
    { id: 'connections', title: 'Connections', body: blocks(charts.connections), when: hasTime },
    {
      id: 'server',
      title: 'Server',
      hint: 'What the server under test took of its machine, once a second.',
      body: blocks(charts.server),
      when: hasServer,
    },
    {
      id: 'generator',
      title: 'Generator',
      hint: `Whether the measurement can be trusted: a slow generator must not pass for a slow server. ${shadedWords(charts.timeline)}`,
      body: blocks(generatorFacts(result), charts.generator),
    },
    { id: 'run', title: 'This run', body: runFacts(result) },
    { id: 'notes', title: 'Notes', body: notes(result), when: result.notes.length > 0 },
    { id: 'data', title: 'Data', body: dataPanel(charts.live, embedded) },
  ];
  return chapters.filter(({ when = true }) => when);
}

function blocks(...parts: (Markup | '')[]): Markup {
  return html`<div class="blocks">${parts}</div>`;
}

function notes(result: LoadResult): Markup {
  return html`<ul class="panel notes">${result.notes.map((note) => html`<li>${foldable(note, 600, prose)}</li>`)}</ul>`;
}
