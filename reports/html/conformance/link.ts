import type { ClauseResult } from '../../results/index.ts';
import { visibleLine } from '../../visible/index.ts';
import { linkIcon } from '../icons.ts';
import { html, type Markup } from '../markup.ts';

/** Leads to the clause itself, so that its address can be taken along; where scripts run, it is copied at once. */
export function linkTo({ id }: ClauseResult, anchor: string): Markup {
  return html`<a class="link" href="#${anchor}" data-link>${linkIcon()}<span aria-live="polite">Link to this clause</span><span class="visually-hidden"> ${visibleLine(id)}</span></a>`;
}
