/** Colours, type, the frame of a page. All pairs of text and ground meet WCAG AA; a browser test measures them. */
export const foundation = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --well: #f3f5f8; --line: #dfe3e9; --line-strong: #c3cad4;
  --ink: #14181f; --soft: #525c6b; --accent: #1a56b8; --accent-ground: #eaf1fc;
  --pass: #17753a; --pass-ground: #e6f5ea; --fail: #b91f2b; --fail-ground: #fdecec;
  --warning: #855300; --warning-ground: #fdf3dd; --stale: #9a2877; --stale-ground: #fbebf6;
  --untested: #5f3dc4; --untested-ground: #f0ebfd; --aside: #525c6b; --aside-ground: #edf0f4;
  --who-0: #1a56b8; --who-1: #0b6f75; --who-2: #9b3d12; --who-3: #7a2f9e; --who-4: #3f6212; --who-5: #9a2877;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
  --radius: 10px;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1014; --sheet: #151a20; --well: #0f1318; --line: #272e38; --line-strong: #3b4552;
    --ink: #e6e9ee; --soft: #9ca7b6; --accent: #86b6ff; --accent-ground: #16263d;
    --pass: #5fcb83; --pass-ground: #10291a; --fail: #ff8a84; --fail-ground: #351518;
    --warning: #e5b04a; --warning-ground: #302410; --stale: #f29bd4; --stale-ground: #331629;
    --untested: #bba6ff; --untested-ground: #221a40; --aside: #9ca7b6; --aside-ground: #1f252e;
    --who-0: #86b6ff; --who-1: #5ccdd2; --who-2: #f5a37b; --who-3: #d7a5f5; --who-4: #a8cf6d; --who-5: #f29bd4;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 400 0.9375rem/1.55 var(--sans); overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, ol, dl, dd, table, pre, figure, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.25rem; font-weight: 650; letter-spacing: -0.01em; }
h3 { font-size: 1rem; font-weight: 600; }
h4 { font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
code, pre { font-family: var(--mono); font-size: 0.875em; }
pre code { font-size: 1em; }
pre { white-space: pre-wrap; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -100vw; top: 0; background: var(--sheet); padding: 0.6rem 1rem; z-index: 1; }
.skip:focus { left: 0; }
.sheet { position: absolute; }
.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.num { font-variant-numeric: tabular-nums; }

.masthead { background: var(--sheet); border-bottom: 1px solid var(--line); }
.frame { max-width: 82rem; margin: 0 auto; padding-left: 1rem; padding-right: 1rem; }
.masthead .frame { padding-top: 1.75rem; padding-bottom: 1.75rem; }
.eyebrow { color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
h1 { display: flex; align-items: center; gap: 0.7rem; font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); font-weight: 700; letter-spacing: -0.022em; margin-top: 0.35rem; }
h1 .icon { width: 1.35em; height: 1.35em; padding: 0.27em; border-radius: 50%; stroke-width: 2.2; background: var(--standing-ground); color: var(--standing); }
.lead { margin-top: 0.6rem; max-width: 62rem; font-size: 1.0625rem; }
.lead + .facts-line { margin-top: 0.4rem; }
.facts-line { display: flex; flex-wrap: wrap; gap: 0.1rem 1.25rem; color: var(--soft); font-size: 0.875rem; }

.is-pass { --standing: var(--pass); --standing-ground: var(--pass-ground); }
.is-fail { --standing: var(--fail); --standing-ground: var(--fail-ground); }
.is-warning { --standing: var(--warning); --standing-ground: var(--warning-ground); }
.is-stale-expectation { --standing: var(--stale); --standing-ground: var(--stale-ground); }
.is-not-testable { --standing: var(--untested); --standing-ground: var(--untested-ground); }
.is-expected-failure, .is-excluded { --standing: var(--aside); --standing-ground: var(--aside-ground); }

.body { display: grid; gap: 1.5rem; padding-top: 1.5rem; padding-bottom: 3rem; grid-template-columns: minmax(0, 1fr); }
main { display: grid; gap: 2.25rem; grid-template-columns: minmax(0, 1fr); min-width: 0; }
main > section { display: grid; gap: 0.9rem; grid-template-columns: minmax(0, 1fr); }
.hint { color: var(--soft); max-width: 60rem; margin-top: 0.2rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.contents a { display: flex; gap: 0.5rem; justify-content: space-between; padding: 0.25rem 0.6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); color: var(--ink); text-decoration: none; font-size: 0.875rem; }
.contents a:hover { border-color: var(--line-strong); }
.contents .num { color: var(--soft); white-space: nowrap; }
.contents .has-open .num { color: var(--fail); font-weight: 600; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }
footer .frame { padding-top: 1.25rem; padding-bottom: 2rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; }
.body.single { grid-template-columns: minmax(0, 1fr); }
@media (max-width: 67.99rem) { .contents .sub { display: none; } }
@media (min-width: 68rem) {
  .frame { padding-left: 2rem; padding-right: 2rem; }
  .body:not(.single) { grid-template-columns: 13.5rem minmax(0, 1fr); gap: 2.5rem; }
  .contents { position: sticky; top: 1.25rem; align-self: start; max-height: calc(100vh - 2.5rem); overflow-y: auto; }
  .contents ul { display: grid; gap: 0; }
  .contents a { border: 0; background: none; padding: 0.28rem 0.6rem; }
  .contents a:hover { background: var(--aside-ground); }
  .contents .sub a { padding-left: 1.35rem; color: var(--soft); }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 9.5pt; background: #fff; }
  .contents, .skip, .copy, [data-filter] { display: none !important; }
  .body { display: block; }
  main { display: block; }
  main > section { margin-bottom: 1.5rem; }
  .card, tr, .tile { break-inside: avoid; }
  .card.long { break-inside: auto; }
  h2, h3, h4, caption { break-after: avoid; }
  .scroll { max-height: none !important; overflow: visible !important; }
  details::details-content { content-visibility: visible !important; block-size: auto !important; }
  .badge, .tile, .proportions { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
