import type { LoadResult, LoadSegment } from '../../results/index.ts';
import {
  actualText,
  amount,
  broken,
  duration,
  latencyFigures,
  latencyText,
  ledgerWords,
  perSecond,
} from '../../wording/index.ts';
import { mark } from '../icons.ts';
import { html, type Markup, text } from '../markup.ts';

type Cell = string | Markup | Markup[];

/** A table of figures: names on the left, numbers to the right. It scrolls sideways where there is no room for it. */
export function figures(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Markup {
  const [first = '', ...others] = columns;
  return html`<div class="panel figures" role="region" tabindex="0" aria-label="${`Table: ${caption}`}"><table>
<caption class="visually-hidden">${caption}</caption>
<thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col" class="figure">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="figure num">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

const figureNames = Object.keys(latencyFigures) as (keyof typeof latencyFigures)[];
const latencyColumns = [...Object.values(latencyFigures), 'mean', 'values'];

function latencyCells(latency: LoadResult['connectMs']): string[] {
  return [
    ...figureNames.map((figure) => latencyText(latency, figure)),
    latencyText(latency, 'mean'),
    amount(latency.count),
  ];
}

/** A row that is about the one above. */
function beneath(name: string): Markup {
  return html`<span class="beneath">${name}</span>`;
}

/** Every kind of event: per delivery, per message, and as it would look without the correction. */
export function latencyTable({ events, connectMs }: LoadResult): Markup {
  const rows = Object.entries(events).flatMap(([event, measured]) => [
    [text(event), ...latencyCells(measured.latencyMs)],
    [beneath('first recipient'), ...latencyCells(measured.firstRecipientMs)],
    [beneath('median recipient'), ...latencyCells(measured.medianRecipientMs)],
    [beneath('last recipient'), ...latencyCells(measured.lastRecipientMs)],
    [beneath('uncorrected'), ...latencyCells(measured.uncorrectedMs)],
  ]);
  return figures(
    'Latencies by event',
    ['From the intended sending', ...latencyColumns],
    [...rows, ['connecting', ...latencyCells(connectMs)]],
  );
}

const breakdownTitles = {
  nodes: 'sender’s node > recipient’s node',
  transport: 'transport',
  size: 'length of the message',
};

export function breakdownTable({ breakdown }: LoadResult): Markup | '' {
  if (!breakdown) return '';
  return figures(
    `Latencies by ${breakdownTitles[breakdown.by]}`,
    [breakdownTitles[breakdown.by], ...latencyColumns],
    breakdown.rows.map(({ label, latencyMs }) => [text(label), ...latencyCells(latencyMs)]),
  );
}

/** Counts by event, of all, and of what happened around the measured window. */
export function ledgerTable({ ledger, ledgerByEvent, outside, trust }: LoadResult): Markup {
  const names = Object.keys(ledgerWords) as (keyof typeof ledgerWords)[];
  const row = (title: Cell, counts: LoadResult['ledger']): Cell[] => [
    title,
    ...names.map((name) => {
      const wrong = trust.trusted && counts[name] > 0 && (broken as readonly string[]).includes(name);
      return wrong ? html`<strong class="wrong">${amount(counts[name])}</strong>` : amount(counts[name]);
    }),
  ];
  return figures(
    'The ledger',
    ['Deliveries', ...Object.values(ledgerWords)],
    [
      ...Object.entries(ledgerByEvent).map(([event, counts]) => row(text(event), counts)),
      row('all', ledger),
      row('outside the window', outside),
    ],
  );
}

/** What was asked for, what came of it, and whether that was held; without a verdict where nothing can be said. */
export function sloTable({ slo, trust }: LoadResult): Markup {
  return figures(
    'Service level objectives',
    ['SLO', 'Measured', 'Verdict'],
    slo.map((one) => [
      html`<code>${text(one.slo)}</code>`,
      actualText(one),
      !trust.trusted
        ? mark('not-testable', 'not judged')
        : one.met
          ? mark('pass', 'met')
          : mark('fail', 'breached'),
    ]),
  );
}

/** The parts of the window, where there are several. */
export function segmentTable({ segments }: LoadResult): Markup {
  const standing = ({ trusted, met }: LoadSegment) => {
    if (!trusted) return mark('not-testable', 'not trusted');
    if (met === undefined) return '–';
    return met ? mark('pass', 'met') : mark('fail', 'breached');
  };
  return figures(
    'Parts of the window',
    ['Part', 'from', 'to', 'intended', 'achieved', 'p50', 'p99', 'max', 'lost', 'SLOs'],
    segments.map((segment) => [
      text(segment.label),
      duration(segment.fromS * 1000),
      duration(segment.toS * 1000),
      perSecond(segment.intendedPerSecond),
      perSecond(segment.achievedPerSecond),
      latencyText(segment.latencyMs, 'p50'),
      latencyText(segment.latencyMs, 'p99'),
      latencyText(segment.latencyMs, 'max'),
      amount(segment.ledger.lost),
      standing(segment),
    ]),
  );
}
