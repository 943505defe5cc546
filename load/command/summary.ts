import { serverEventNames } from '../../conformance/contract/index.ts';
import type { LoadResult } from '../../reports/results/index.ts';
import {
  actualText,
  amount,
  count,
  duration,
  loadVerdictNames,
  messagesPerSecond,
  perSecond,
} from '../../reports/wording/index.ts';

/** The verdict in a sentence, and why it is so. */
export function summaryOf(result: LoadResult): string {
  const why = { met: whyMet, breached: whyBreached, untrusted: whyUntrusted }[result.verdict](result);
  const cut = result.partial
    ? ` It was interrupted after ${duration(result.phasesMs.measured)} of measuring.`
    : '';
  return `${loadVerdictNames[result.verdict]}: ${why}${cut}`;
}

function whyMet(result: LoadResult): string {
  const { slo, capacity, sockets } = result;
  const held = slo.length === 1 ? 'the SLO was held' : `all ${slo.length} SLOs were held`;
  if (capacity) {
    const { sustainedPerSecond: sustained, kneePerSecond: knee } = capacity;
    if (sustained === undefined) return 'nothing broke, and no step came to its end.';
    const from = knee === undefined ? '' : `; latency leaves its line at ${perSecond(knee)}`;
    return `${perSecond(sustained)} messages were sustained with ${amount(sockets.peak)} sockets${from}.`;
  }
  const [event, measured] = mainEvent(result);
  const latency = measured ? `; p99 of ${event} was ${duration(measured.latencyMs.p99)}` : '';
  return `${held} with ${amount(sockets.peak)} sockets at ${perSecond(messagesPerSecond(result))} messages${latency}.`;
}

function whyBreached({ slo }: LoadResult): string {
  const broken = slo.filter(({ met }) => !met);
  const each = broken.map((one) => `${one.slo} (${actualText(one)})`).join(', ');
  return `${broken.length} of ${count(slo.length, 'SLO')} ${broken.length === 1 ? 'was' : 'were'} not held: ${each}.`;
}

function whyUntrusted({ trust }: LoadResult): string {
  const [first] = trust.reasons;
  return first ? `${first.reason} ${first.advice}` : 'no reason is known.';
}

/** What the run is about: messages where there were some, else the first event in the order of the page. */
function mainEvent({ events }: LoadResult): [string, LoadResult['events'][string] | undefined] {
  const name = serverEventNames.find((event) => (events[event]?.latencyMs.count ?? 0) > 0);
  return [name ?? '', name === undefined ? undefined : events[name]];
}
