import type { LoadResult } from '../../results/index.ts';
import { amount, bytes, duration, latencyText, perSecond } from '../../wording/index.ts';
import { fact } from '../facts.ts';
import { html, type Markup, prose } from '../markup.ts';

/** What spoke against the measurement, each with what to do about it. */
export function trustReasons({ trust }: LoadResult): Markup {
  const reasons = trust.reasons.map(
    ({ reason, advice }) =>
      html`<li class="card is-not-testable"><header><h3>${prose(reason)}</h3></header><div class="details"><p>${prose(advice)}</p></div></li>`,
  );
  return html`<ul class="cards">${reasons}</ul>`;
}

/** The answer of `capacity`. */
export function capacityFacts({ capacity }: LoadResult): Markup | '' {
  if (!capacity) return '';
  const { sustainedPerSecond: sustained, kneePerSecond: knee, ended } = capacity;
  return html`<div class="panel"><dl class="facts">
${fact('Sustained', sustained === undefined ? 'no step was' : `${perSecond(sustained)} messages`)}
${fact('Latency leaves its line at', knee === undefined ? 'no step' : `${perSecond(knee)} messages`)}
${fact('Why the steps ended', prose(ended), true)}
</dl></div>`;
}

/** The answer of `reconnect-storm`. */
export function reconnectFacts({ reconnect }: LoadResult): Markup | '' {
  if (!reconnect) return '';
  const { storms, participants, servedAgainMs, allServedMs, neverServed, missedWhileAway } = reconnect;
  return html`<div class="panel"><dl class="facts">
${fact('Storms', `${amount(storms)}, of ${amount(participants)} participants`)}
${fact('Served again after', `p50 ${latencyText(servedAgainMs, 'p50')}, p99 ${latencyText(servedAgainMs, 'p99')}, max ${latencyText(servedAgainMs, 'max')}`)}
${fact('All served after', allServedMs.map(duration).join(', ') || '–')}
${fact('Never served again', amount(neverServed))}
${fact('Deliveries that went by meanwhile', amount(missedWhileAway))}
</dl></div>`;
}

/** The answer of `soak`: what grows. */
export function slopeFacts({ slopes }: LoadResult): Markup | '' {
  if (!slopes) return '';
  const { serverBytesPerHour: server, generatorBytesPerHour: generator, p99MsPerHour: p99 } = slopes;
  return html`<div class="panel"><dl class="facts">
${server === undefined ? '' : fact('Memory of the server', `${signed(server, bytes)} per hour`)}
${generator === undefined ? '' : fact('Memory of the generator', `${signed(generator, bytes)} per hour`)}
${p99 === undefined ? '' : fact('p99', `${signed(p99, duration)} per hour`)}
</dl></div>`;
}

function signed(value: number, inWords: (value: number) => string): string {
  return `${value < 0 ? '−' : '+'}${inWords(Math.abs(value))}`;
}
