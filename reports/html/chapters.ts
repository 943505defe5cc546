import { shorten } from '../visible/index.ts';
import { html, type Markup, text } from './markup.ts';

/** A part of a page under a heading of its own; the contents list names it with its size. */
export interface Chapter {
  id: string;
  title: string;
  amount?: number;
  hint?: string;
  body: Markup;
  /** Chapters within, for the contents list. */
  parts?: { href: string; title: string; size: string; open: boolean }[];
}

/** The body of a page: its chapters beside a list of them. */
export function chaptersBody(chapters: readonly Chapter[]): Markup {
  return html`<div class="frame body">
<nav class="contents" aria-label="Contents"><ul>${chapters.map(contentsEntry)}</ul></nav>
<main id="main" tabindex="-1">${chapters.map(chapterSection)}</main>
</div>`;
}

function contentsEntry({ id, title, amount, parts = [] }: Chapter): Markup {
  const entry = html`<li><a href="#${id}">${title}${amount === undefined ? '' : html` <span class="num">${amount}</span>`}</a></li>`;
  return html`${entry}${parts.map(
    (part) =>
      html`<li class="sub ${part.open ? 'has-open' : ''}"><a href="${part.href}"><span>${text(shorten(part.title, 80))}</span> <span class="num">${part.size}</span></a></li>`,
  )}`;
}

function chapterSection({ id, title, amount, hint, body }: Chapter): Markup {
  const size = amount === undefined ? '' : html` <span class="num">(${amount})</span>`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<div><h2 id="${id}-title">${title}${size}</h2>${hint ? html`<p class="hint">${hint}</p>` : ''}</div>
${body}
</section>`;
}
