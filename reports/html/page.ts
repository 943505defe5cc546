import { createHash } from 'node:crypto';
import { iconSheet } from './icons.ts';
import { html, type Markup, trusted } from './markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface Page {
  title: string;
  body: Markup;
  /** What this page is styled with and runs beside what every page has: sources of the suite's own, or of its libraries. */
  code?: { style: string; script: string };
}

/**
 * A page that stands alone: no request leaves it, and nothing runs or styles but what is written here. The policy
 * names the hashes of the one style sheet and the one script; markup that slipped in could do nothing.
 */
export function page({ title, body, code }: Page): string {
  const styles = style + (code?.style ?? '');
  const scripts = (code?.script ?? '') + script;
  const policy = [
    "default-src 'none'",
    `style-src '${hash(styles)}'`,
    `script-src '${hash(scripts)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${iconSheet()}
${body}
<script>${trusted(scripts)}</script>
</body>
</html>
`;
  return document.toString();
}

function hash(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}
