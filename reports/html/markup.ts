import { raw, html as tag } from 'hono/html';
import { visible, visibleLine, visiblePieces } from '../visible/index.ts';

/** A piece of finished HTML. Everything else that is put into a template is escaped. */
export type Markup = ReturnType<typeof raw>;

/** Hono's tag: every string is escaped, and what cannot be seen in it becomes visible, wherever it is put. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  const markup = tag(strings, ...values.map(seen));
  if (markup instanceof Promise) throw new TypeError('A page template holds a promise.');
  return markup;
}

function seen(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  return Array.isArray(value) ? value.map(seen) : value;
}

/** Text of its own constants only: it is not escaped. */
export { raw as trusted };

/** Foreign text. Characters that cannot be seen stand as escapes, set apart from the rest. */
export function text(value: string): Markup[] {
  return visiblePieces(value).map((piece) =>
    piece.escaped ? html`<span class="esc">${piece.text}</span>` : html`${piece.text}`,
  );
}

/** Foreign text in one line, for attributes and titles. */
export const line = visibleLine;

/** Text in words, in which backticks mark code as in the clause table. */
export function prose(value: string): Markup[] {
  return value
    .split(/`([^`\n]{1,80})`/)
    .flatMap((part, index) => (index % 2 === 1 ? [html`<code>${text(part)}</code>`] : text(part)));
}

/** JSON text, which may break after its punctuation rather than within its words. */
export function json(value: string): Markup[] {
  return value
    .split(/(?<=[,:{])/)
    .flatMap((part, index) => (index > 0 ? [html`<wbr>`, ...text(part)] : text(part)));
}

/** Foreign text of any length: what is long is folded, with its beginning in sight. Not for use inside of a paragraph. */
export function foldable(value: string, limit: number, render: (value: string) => Markup[] = text): Markup {
  if (value.length <= limit && value.split('\n').length <= 12)
    return html`<div class="text">${render(value)}</div>`;
  const start = beginning(value, limit);
  return html`<details class="fold">
<summary><span class="text">${render(start)}…</span> <span class="more">all ${value.length.toLocaleString('en')} characters</span></summary>
<div class="text">${render(value)}</div>
</details>`;
}

/** At most half of the limit and four lines, never half of a surrogate pair. */
function beginning(value: string, limit: number): string {
  const lines = value.split('\n').slice(0, 4).join('\n');
  const cut = lines.slice(0, limit / 2);
  return /[\uD800-\uDBFF]$/.test(cut) && cut.length < value.length ? cut.slice(0, -1) : cut;
}

/** A command line with a button that copies it; the button appears where scripts run. Lines break between arguments. */
export function copyable(command: string, label: string): Markup {
  const parts = line(command).split(' ');
  const args = parts.map((part, index) => html`${index > 0 ? ' ' : ''}<span>${part}</span>`);
  return html`<div class="command">
<pre><code>${args}</code></pre>
<button type="button" class="copy" data-copy hidden><span aria-live="polite">Copy</span><span class="visually-hidden"> ${label}</span></button>
</div>`;
}
