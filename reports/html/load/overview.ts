import type { LoadResult, Standing } from '../../results/index.ts';
import {
  amount,
  bytes,
  duration,
  latencyText,
  ledgerWords,
  loadSummaryAfterVerdict,
  loadVerdictNames,
  messagesPerSecond,
  percent,
  perSecond,
} from '../../wording/index.ts';
import { fact, list, moment, targetKinds } from '../facts.ts';
import { icon, loadStanding } from '../icons.ts';
import { copyable, html, type Markup, prose, text } from '../markup.ts';

/** The verdict in words, and the figures that people look for first. */
export function masthead(result: LoadResult): Markup {
  const standing = loadStanding[result.verdict];
  return html`<header class="masthead"><div class="frame">
<p class="eyebrow">PingBack load: ${text(result.scenario)}</p>
<h1 class="is-${standing}">${icon(standing)}<span>${loadVerdictNames[result.verdict]}${result.partial ? ', interrupted' : ''}</span></h1>
<p class="lead">${prose(loadSummaryAfterVerdict(result))}</p>
<p class="facts-line"><span>${prose(result.question)}</span> <span>${text(result.target.choice)}</span> <span>${moment(result.startedAt)}</span> <span>${duration(result.phasesMs.measured)} measured</span></p>
${tiles(result)}
</div></header>`;
}

/** How much there was, how fast it was, and what went wrong. */
function tiles(result: LoadResult): Markup {
  const { ledger, ledgerByEvent, sockets, phasesMs } = result;
  // The first event is the one that the scenario is about where there is no new_message.
  const [event, measured] = latencyOf(result);
  const perSecondOf = (count: number) => perSecond((count / Math.max(1, phasesMs.measured)) * 1000);
  const messages = ledgerByEvent.new_message?.sent ?? 0;
  // The verdict on steps is about the highest that held, and these figures are not.
  const together = result.capacity ? ', all steps together' : '';
  return html`<div class="outcome">
${group('How much', [
  tile(amount(sockets.peak), 'sockets at once'),
  tile(amount(messages), `messages, ${perSecond(messagesPerSecond(result))}`),
  tile(amount(ledger.delivered), `deliveries, ${perSecondOf(ledger.delivered)}`),
])}
${
  measured
    ? group(
        `How fast: ${event}${together}`,
        tileFigures.map(([figure, name]) => tile(latencyText(measured.latencyMs, figure), name)),
      )
    : ''
}
${group(
  `What went wrong${together}`,
  wrongNames.map((name) => wrongTile(result, name)),
)}
</div>`;
}

const tileFigures = [
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['max', 'max'],
] as const;
const wrongNames = ['lost', 'duplicated', 'outOfOrder', 'leaked', 'altered'] as const;

function group(title: string, all: readonly Markup[]): Markup {
  return html`<section><h2 class="eyebrow">${text(title)}</h2><ul class="tiles">${all}</ul></section>`;
}

function tile(value: string, words: string): Markup {
  return html`<li><div class="tile plain"><b>${value}</b><span>${text(words)}</span></div></li>`;
}

/**
 * What is out of order is no failure by itself: it is one where an SLO says so. Steps go on until something breaks, so a
 * loss is none either; what else goes wrong no load excuses. A run that is not trusted proves nothing, so its noughts are
 * not green.
 */
function wrongTile({ ledger, trust, capacity }: LoadResult, name: (typeof wrongNames)[number]): Markup {
  const failed = name === 'outOfOrder' || (name === 'lost' && capacity) ? 'warning' : 'fail';
  const judged: Standing = ledger[name] === 0 ? 'pass' : failed;
  const standing = trust.trusted ? judged : 'not-testable';
  return html`<li><div class="tile is-${standing}"><b>${amount(ledger[name])}</b><span>${icon(standing)}${ledgerWords[name]}</span></div></li>`;
}

function latencyOf({ events }: LoadResult): [string, LoadResult['events'][string] | undefined] {
  const name = 'new_message' in events ? 'new_message' : (Object.keys(events)[0] ?? '');
  return [name, events[name]];
}

/** How the generator fared: what was looked at before anything was said about the server. */
export function generatorFacts({ generator, machine }: LoadResult): Markup {
  const { eventLoopDelayMs: delay, frameWaitMs: wait, files, cpuShare, residentBytes } = generator;
  const spread = ({ p50, p99, max }: typeof delay) =>
    `p50 ${duration(p50)}, p99 ${duration(p99)}, max ${duration(max)}`;
  return html`<div class="panel"><dl class="facts">
${fact('Workers', amount(generator.workers))}
${fact('Event loop delay', spread(delay))}
${wait ? fact('Frames waited for the script', spread(wait)) : ''}
${fact('Processor, busiest worker', cpuShare === undefined ? '–' : `${percent(cpuShare)} of a core`)}
${fact('Events sent of those intended', `${amount(generator.achieved)} of ${amount(generator.intended)}`)}
${fact('Sent behind schedule', `p99 ${latencyText(generator.sendLagMs, 'p99')}, max ${latencyText(generator.sendLagMs, 'max')}`)}
${fact('Deliveries not recorded', amount(generator.droppedSamples))}
${fact('Open files', files.limit > 0 ? `${amount(files.open)} of ${amount(files.limit)}` : '–')}
${fact('Memory', residentBytes === undefined ? '–' : bytes(residentBytes))}
${fact('Machine', machine ? html`${amount(machine.cpus)} × ${text(machine.cpuModel)}, ${bytes(machine.memoryBytes)}` : 'several, see the notes')}
</dl></div>`;
}

/** What was run, with what, and how to do it again. */
export function runFacts(result: LoadResult): Markup {
  const { target, sockets, stimuli, phasesMs, suite, manner } = { ...result, manner: result.target.manner };
  const yes = (does: boolean) => (does ? 'yes' : 'no');
  return html`<div class="panel"><dl class="facts">
${fact('Target', targetKinds[target.kind])}
${fact('Nodes', list(target.nodes))}
${fact('Businesses', list(target.businesses))}
${fact('Stimuli', text(target.stimuli))}
${fact('A sender gets its own message', yes(manner.echoesToSender))}
${fact('Messages reach the whole business', yes(manner.newMessageToBusiness))}
${fact('Who opens a conversation is in it', yes(manner.creatorFollows))}
${fact('Sockets', `${amount(sockets.widgets)} widgets, ${amount(sockets.agents)} agents${sockets.unserved ? `, ${amount(sockets.unserved)} not served` : ''}; ${amount(sockets.refused)} refused, ${amount(sockets.dropped)} dropped`)}
${stimuli ? fact('What became of stimuli', `${amount(stimuli.asked)} asked for; ${amount(stimuli.refused)} refused, ${amount(stimuli.unanswered)} unanswered, ${amount(stimuli.queued)} queued up to ${duration(stimuli.longestWaitMs)}, ${amount(stimuli.unsent)} unsent`) : ''}
${fact('Phases', `ramp ${duration(phasesMs.ramp)}, warm-up ${duration(phasesMs.warmUp)}, measured ${duration(phasesMs.measured)}, drain ${duration(phasesMs.drain)}`)}
${fact('Driver', text(result.driver))}
${fact('Seed', amount(result.seed))}
${fact('Started', moment(result.startedAt))}
${fact('Suite', text(`${suite.name} ${suite.version}`))}
${fact('Node.js', text(`${suite.node}, ${suite.platform}`))}
${fact('Knobs', html`<ul class="knobs">${Object.entries(result.knobs).map(([name, value]) => html`<li>${text(name)} <span class="num">${text(String(value))}</span></li>`)}</ul>`, true)}
${result.command ? fact('Repeat this run', copyable(result.command, 'command for the whole run'), true) : ''}
</dl></div>`;
}
