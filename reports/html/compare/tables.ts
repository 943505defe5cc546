import type { ComparedRun, ComparisonResult, MetricComparison } from '../../results/index.ts';
import {
  actualText,
  bytes,
  changeText,
  differenceText,
  duration,
  intervalText,
  loadVerdictNames,
  metricName,
  metricText,
  metricVerdictNames,
} from '../../wording/index.ts';
import { moment, targetKinds } from '../facts.ts';
import { mark } from '../icons.ts';
import { copyable, html, type Markup, text } from '../markup.ts';
import { intervalDrawing, reachOf } from './interval-drawing.ts';
import { metricStanding } from './words.ts';

/** Every metric of both runs side by side; counts of which there is none in either are folded. */
export function metricTable({ metrics }: ComparisonResult): Markup {
  const reach = reachOf(metrics);
  const nothing = metrics.filter(
    ({ base, new: next, verdict }) => base === 0 && next === 0 && verdict !== 'not-judged',
  );
  const told = metrics.filter((metric) => !nothing.includes(metric));
  return html`<div class="blocks"><div class="panel figures" role="region" tabindex="0" aria-label="Metrics of both runs"><table class="metrics">
<caption class="visually-hidden">Metrics of both runs, their difference, and what it means</caption>
<thead><tr><th scope="col">Metric</th><th scope="col">Verdict</th><th scope="col" class="figure">Base</th><th scope="col" class="figure">New</th><th scope="col" class="figure">Change</th><th scope="col">Between</th></tr></thead>
<tbody>${told.map((metric) => row(metric, reach))}</tbody></table></div>
${nothing.length > 0 ? html`<p class="panel empty">${mark('pass', 'none in either run')} ${nothing.map(({ id }) => metricName(id)).join(', ')}.</p>` : ''}</div>`;
}

function row(metric: MetricComparison, reach: number): Markup {
  const { id, unit, base, new: next, difference, change, tolerance, verdict, remark } = metric;
  const range = intervalText(metric);
  const tolerated = tolerance === undefined ? '' : `within ±${metricText(tolerance, unit)} is the same`;
  return html`<tr>
<th scope="row">${text(metricName(id))}${remark ? html`<div class="beneath">${text(remark)}</div>` : ''}</th>
<td>${mark(metricStanding[verdict], metricVerdictNames[verdict])}</td>
<td class="figure num" data-name="base">${metricText(base, unit)}</td><td class="figure num" data-name="new">${metricText(next, unit)}</td>
<td class="figure num">${change === undefined ? '' : changeText(change)}<div class="beneath">${differenceText(difference, unit)}</div></td>
<td class="between">${intervalDrawing(metric, reach)}<div class="num">${range ? `${range}; ` : ''}${tolerated}</div></td>
</tr>`;
}

/** What had to hold of the new run, whatever the base did. */
export function sloTable({ slo, verdict }: ComparisonResult): Markup {
  const silent = verdict === 'untrusted';
  return html`<div class="panel figures" role="region" tabindex="0" aria-label="SLOs of the new run"><table>
<caption class="visually-hidden">SLOs of the new run</caption>
<thead><tr><th scope="col">SLO</th><th scope="col" class="figure">Measured</th><th scope="col" class="figure">Verdict</th></tr></thead>
<tbody>${slo.map((one) => html`<tr><th scope="row"><code>${text(one.slo)}</code></th><td class="figure num">${text(actualText(one))}</td><td class="figure">${silent ? mark('not-testable', 'not judged') : one.met ? mark('pass', 'met') : mark('fail', 'breached')}</td></tr>`)}</tbody></table></div>`;
}

/** What was run each time; what differs and need not stands out. */
export function runTable({ base, new: next }: ComparisonResult): Markup {
  const knobs = [...new Set([...Object.keys(base.knobs), ...Object.keys(next.knobs)])];
  const [other, equal] = [true, false].map((differs) =>
    knobs.filter((knob) => (base.knobs[knob] !== next.knobs[knob]) === differs),
  );
  return html`<div class="panel figures" role="region" tabindex="0" aria-label="The two runs"><table class="runs">
<caption class="visually-hidden">The two runs; what differs is marked</caption>
<thead><tr><th scope="col">Run</th><th scope="col">Base</th><th scope="col">New</th></tr></thead>
<tbody>${Object.entries(ownFacts).map(([name, read]) => runRow(html`${name}`, read(base), read(next), false))}
${Object.entries(sharedFacts).map(([name, read]) => runRow(html`${name}`, read(base), read(next), true))}
${other?.map((knob) => runRow(html`${text(knob)}`, knobCell(base, knob), knobCell(next, knob), true))}
<tr><th scope="row">Knobs of both</th><td colspan="2"><ul class="knobs">${equal?.map((knob) => html`<li>${text(knob)} <span class="num">${knobCell(base, knob)}</span></li>`)}</ul></td></tr></tbody></table></div>`;
}

function knobCell(run: ComparedRun, knob: string): Markup {
  return html`${text(String(run.knobs[knob] ?? 'not set'))}`;
}

function runRow(name: Markup, before: Markup, after: Markup, marked: boolean): Markup {
  const differs = marked && before.toString() !== after.toString();
  return html`<tr class="${differs ? 'differs' : ''}"><th scope="row">${name}${differs ? html` <span class="visually-hidden">differs</span>` : ''}</th><td>${before}</td><td>${after}</td></tr>`;
}

type Fact = (run: ComparedRun) => Markup;

/** What is each run's own. */
const ownFacts: Record<string, Fact> = {
  File: ({ file }) => html`${text(file)}`,
  Started: ({ startedAt }) => moment(startedAt),
  Seed: ({ seed }) => html`${String(seed)}`,
  Version: ({ suite }) => html`${text(`${suite.name} ${suite.version}`)}`,
};

/** What is to be the same. */
const sharedFacts: Record<string, Fact> = {
  'Verdict on its own': ({ verdict, partial }) =>
    html`${loadVerdictNames[verdict]}${partial ? ', interrupted' : ''}`,
  Scenario: ({ scenario }) => html`${text(scenario)}`,
  Measured: ({ measuredMs }) => html`${duration(measuredMs)}`,
  Sockets: ({ sockets }) => html`${sockets.toLocaleString('en')}`,
  Target: ({ target }) => html`${targetKinds[target.kind]}`,
  Nodes: ({ target }) => html`${String(target.nodes.length)}`,
  Machine: ({ machine }) =>
    machine
      ? html`${machine.cpus} × ${text(machine.cpuModel)}, ${bytes(machine.memoryBytes)}`
      : html`several`,
  Driver: ({ driver }) => html`${driver}`,
  'Node.js': ({ suite }) => html`${text(`${suite.node}, ${suite.platform}`)}`,
};

/** How to measure each of them again. */
export function commands({ base, new: next }: ComparisonResult): Markup {
  const one = (name: string, { command }: ComparedRun) =>
    command ? html`<div><h3>${name}</h3>${copyable(command, `command for the ${name}`)}</div>` : '';
  return html`<div class="panel notes">${one('base', base)}${one('new run', next)}</div>`;
}
