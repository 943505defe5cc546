import { type ConformanceResult, type Standing, standings, tally } from '../../results/index.ts';
import { count, duration, standingNames, summaryAfterVerdict, verdictNames } from '../../wording/index.ts';
import { fact, list, moment, targetKinds } from '../facts.ts';
import { icon, proportions, verdictStanding } from '../icons.ts';
import { copyable, html, type Markup, prose, text } from '../markup.ts';
import { type Since, sinceLine } from './changes.ts';

/** Where the page tells more about the clauses of a standing. */
const chapterOf: Record<Standing, string> = {
  fail: 'failures',
  'stale-expectation': 'failures',
  warning: 'warnings',
  'not-testable': 'untested',
  'expected-failure': 'expected',
  excluded: 'untested',
  pass: 'clauses',
};

/** The verdict in words, and how many clauses stand how. */
export function masthead(result: ConformanceResult, since: Since): Markup {
  const counts = tally(result);
  const standing = verdictStanding[result.verdict];
  return html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack conformance</p>
<h1 class="is-${standing}">${icon(standing)}<span>${verdictNames[result.verdict]}</span></h1>
<p class="lead">${prose(summaryAfterVerdict(result))}</p>
<p class="facts-line"><span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)}</span>${result.strict ? html` <span>strict: SHOULD clauses count</span>` : ''}${result.selection ? html` <span>only a part: ${text(result.selection)}</span>` : ''}</p>
${sinceLine(since)}
${proportions(counts)}
<ul class="tiles">${standings.map((one) => html`<li>${tile(one, counts[one])}</li>`)}</ul>
</div></header>`;
}

function tile(standing: Standing, amount: number): Markup {
  const content = html`<b>${amount}</b><span>${icon(standing)}${standingNames[standing]}</span>`;
  return amount > 0
    ? html`<a class="tile is-${standing}" href="#${chapterOf[standing]}">${content}</a>`
    : html`<div class="tile none">${content}</div>`;
}

/** What was checked, with what, and how to do it again. */
export function runFacts({ target, suite, ...result }: ConformanceResult): Markup {
  const { heartbeat } = target;
  return html`<div class="panel"><dl class="facts">
${fact('Target', targetKinds[target.kind])}
${fact('Chosen because', text(target.choice))}
${fact('Nodes', target.nodes.length > 0 ? list(target.nodes) : 'none')}
${fact('Businesses', target.businesses.length > 0 ? list(target.businesses) : 'none')}
${fact('Form of ids', text(target.ids))}
${fact('Stimuli', text(target.stimuli))}
${heartbeat ? fact('Heartbeat', `ping every ${duration(heartbeat.pingIntervalMs)}, answer within ${duration(heartbeat.pingTimeoutMs)}`) : ''}
${fact('SHOULD clauses', result.strict ? 'count (--strict)' : 'are warnings')}
${result.selection ? fact('Selection', text(result.selection)) : ''}
${fact('Started', moment(result.startedAt))}
${fact('Duration', duration(result.durationMs))}
${fact('Suite', text(`${suite.name} ${suite.version}`))}
${fact('Node.js', text([suite.node, suite.platform].filter(Boolean).join(', ')))}
${result.command ? fact('Repeat this run', copyable(result.command, 'command for the whole run'), true) : ''}
</dl></div>`;
}
