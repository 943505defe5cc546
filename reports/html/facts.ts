import { foldable, html, type Markup, text } from './markup.ts';

/** A name and what is known about it, for a list of facts; a wide one takes a row. */
export function fact(name: string, value: unknown, wide = false): Markup {
  return html`<div class="${wide ? 'wide' : ''}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Foreign texts, one below the other. */
export function list(values: readonly string[]): Markup {
  return html`<ul>${values.map((value) => html`<li>${foldable(value, 200)}</li>`)}</ul>`;
}

/** Where a target came from. */
export const targetKinds = {
  url: 'at given addresses',
  embedded: 'embedded reference server',
  containers: 'reference server in containers',
};

/** A time as people read it; a text that is none stays as it is. */
export function moment(iso: string): Markup {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return html`<span>${text(iso)}</span>`;
  const utc = date.toISOString();
  return html`<time datetime="${utc}">${utc.slice(0, 10)} ${utc.slice(11, 19)} UTC</time>`;
}
