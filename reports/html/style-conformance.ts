/** Links to clauses, what changed since the run before, and sequence diagrams. */
export const conformance = `
.link { display: inline-flex; align-items: center; gap: 0.35em; margin-left: auto; font-size: 0.8125rem; }
.link .icon, .id a .icon { stroke-width: 1.6; }
.id a .icon { margin-left: 0.35em; vertical-align: -0.12em; color: var(--soft); }
.id a:hover .icon, .id a:focus-visible .icon { color: var(--accent); }
.clauses .c-id { width: 6.75rem; }
.since { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.6rem; margin-top: 0.7rem; }
.remarks { display: grid; gap: 0.3rem; margin-top: 0.7rem; }
.remarks li { display: flex; gap: 0.5rem; align-items: baseline; }
.remarks li > div { min-width: 0; }
.remarks .icon { color: var(--warning); position: relative; top: 0.15em; }
caption.padded { padding: 0.8rem 0.9rem 0.55rem; }
caption.padded .num { color: var(--soft); font-size: 0.875rem; margin-left: 0.5rem; }
#changes .clauses .c-verdict { width: 10.5rem; }

.sequence { max-height: 34rem; overflow: auto; border: 1px solid var(--line); border-radius: 7px; background: var(--sheet); }
.sequence > svg { display: block; min-width: 100%; }
.sequence .heads { position: sticky; top: 0; background: var(--well); box-shadow: inset 0 -1px var(--line); }
.sequence .window { overflow: hidden; }
.sequence text { fill: currentColor; font: 500 12px var(--sans); unicode-bidi: isolate; }
.sequence .name { font-weight: 650; font-size: 13px; }
.sequence .event { font: 600 11px var(--mono); paint-order: stroke; stroke: var(--sheet); stroke-width: 4px; }
.sequence .mark { color: var(--warning); font-size: 11px; font-weight: 650; }
.sequence .mark.is-told { color: var(--fail); }
.sequence .time { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.sequence .the-server { color: var(--soft); }
.sequence .lifeline { stroke: currentColor; stroke-width: 1.2; stroke-dasharray: 3 4; opacity: 0.55; }
.sequence .line { stroke: currentColor; stroke-width: 1.5; fill: none; }
.sequence .many { stroke-width: 3; }
.sequence .tip { fill: currentColor; }
.sequence .note { fill: var(--sheet); stroke: currentColor; stroke-width: 1; }
.sequence .note-text { font-size: 11.5px; }
.sequence .pause { color: var(--soft); }
.sequence .pause path { stroke: var(--line-strong); stroke-dasharray: 2 5; }
.sequence .aside { font-size: 11.5px; font-style: italic; paint-order: stroke; stroke: var(--sheet); stroke-width: 5px; }
.sequence .band ~ g .event { stroke: none; }
.sequence .band { fill: var(--warning-ground); }
.sequence .band.is-told { fill: var(--fail-ground); }
.timeline tr.told > * { background: var(--fail-ground); }
.timeline tr.told .at, .timeline tr.told .way { color: var(--ink); }
.near-mark.is-told { color: var(--fail); }
@media (max-width: 47.99rem) {
  .timeline tr.told { background: var(--fail-ground); }
  .sequence { max-height: 26rem; }
}
@media print {
  .sequence { max-height: none; overflow: visible; }
  .sequence > svg { max-width: 100%; height: auto; min-width: 0; }
  .sequence .heads { position: static; }
  .link { display: none; }
}
`;
