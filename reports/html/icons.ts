import type { ComparisonVerdict, ConformanceResult, LoadResult, Standing } from '../results/index.ts';
import { standings } from '../results/index.ts';
import { standingNames } from '../wording/index.ts';
import { html, type Markup } from './markup.ts';

/** Line drawings on a grid of 16 by 16. */
const paths: Record<Standing, string> = {
  pass: 'M3.2 8.6l3.1 3.1 6.5-7.4',
  fail: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.4l6.2 11.1H1.8zM8 6.6v3.1M8 11.7v.1',
  'stale-expectation': 'M8 2.2a5.8 5.8 0 1 1-5.5 4M2.2 2.6v3.8H6M8 5v3.2l2.2 1.5',
  'not-testable': 'M5.6 5.8a2.4 2.4 0 1 1 3.6 2.1C8.3 8.4 8 8.9 8 9.9M8 12.6v.1',
  'expected-failure': 'M4.6 2.6h6.8v10.8L8 10.9l-3.4 2.5z',
  excluded: 'M3.6 8h8.8',
};

/** Two links of a chain. */
const chain =
  'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8';

/** The drawings, once per page; `icon` refers to them. */
export function iconSheet(): Markup {
  return html`<svg class="sheet" aria-hidden="true" width="0" height="0">${standings.map(
    (standing) =>
      html`<symbol id="icon-${standing}" viewBox="0 0 16 16"><path d="${paths[standing]}"/></symbol>`,
  )}<symbol id="icon-link" viewBox="0 0 16 16"><path d="${chain}"/></symbol></svg>`;
}

export function icon(standing: Standing): Markup {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-${standing}"/></svg>`;
}

export function linkIcon(): Markup {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-link"/></svg>`;
}

/** The standing as a drawing with a word of its own. */
export function mark(standing: Standing, word: string): Markup {
  return html`<span class="badge is-${standing}">${icon(standing)}${word}</span>`;
}

/** The standing as a drawing and a word, never as a colour alone; with how many clauses stand so, where that is asked. */
export function badge(standing: Standing, amount?: number): Markup {
  return mark(
    standing,
    amount === undefined ? standingNames[standing] : `${amount} ${standingNames[standing]}`,
  );
}

/** How a verdict of a run is drawn and coloured. */
export const verdictStanding: Record<ConformanceResult['verdict'], Standing> = {
  conformant: 'pass',
  nonconformant: 'fail',
  incomplete: 'not-testable',
  observed: 'excluded',
};

export const loadStanding: Record<LoadResult['verdict'], Standing> = {
  met: 'pass',
  breached: 'fail',
  untrusted: 'not-testable',
};

/** How the outcome of a comparison is drawn and coloured. */
export const outcomeStanding: Record<ComparisonVerdict, Standing> = {
  better: 'pass',
  same: 'excluded',
  worse: 'fail',
  unclear: 'not-testable',
  untrusted: 'not-testable',
  'not-comparable': 'warning',
};

/** The shares of the standings as one bar. */
export function proportions(counts: Record<Standing, number>): Markup {
  const present = standings.toReversed().filter((standing) => counts[standing] > 0);
  const total = present.reduce((sum, standing) => sum + counts[standing], 0);
  const label = present.map((standing) => `${counts[standing]} ${standingNames[standing]}`).join(', ');
  let from = 0;
  const parts = present.map((standing) => {
    const width = (counts[standing] / total) * 1000;
    const part = html`<rect class="is-${standing}" x="${from}" y="0" width="${width}" height="10"/>`;
    from += width;
    return part;
  });
  return html`<svg class="proportions" role="img" aria-label="${label || 'no clause was checked'}" viewBox="0 0 1000 10" preserveAspectRatio="none">${parts}</svg>`;
}
