/** Charts and tables of figures of the load page. */
export const load = `
.outcome { display: grid; gap: 1rem 1.5rem; margin-top: 1.4rem; grid-template-columns: minmax(0, 1fr); }
.outcome .eyebrow { margin-bottom: 0.35rem; letter-spacing: 0; }
.outcome .tile b { font-size: 1.375rem; }
.outcome .tiles { grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); }
@media (min-width: 68rem) { .outcome { grid-template-columns: minmax(0, 4fr) minmax(0, 5fr); } .outcome > section:last-child { grid-column: 1 / -1; } }
@media (max-width: 47.99rem) { .outcome .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); } }

.chart { padding: 0.8rem 1rem 0.7rem; min-width: 0; }
.chart figcaption { display: grid; grid-template-columns: minmax(0, 1fr) max-content; gap: 0.25rem 0.75rem; align-items: start; margin-bottom: 0.6rem; }
.chart figcaption .legend { grid-column: 1 / -1; grid-row: 2; }
.chart > .hint { margin: -0.35rem 0 0.6rem; font-size: 0.8125rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.8125rem; min-width: 0; }
.legend li { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.4em; min-width: 0; }
.legend .num { color: var(--soft); }
.legend .place { font-weight: 600; color: var(--ink); }
.key { width: 1.1em; height: 3px; border-radius: 2px; flex: none; background: currentColor; }
.key.dashed { background: linear-gradient(90deg, currentColor 40%, transparent 40% 60%, currentColor 60%); }
.cells { display: inline-flex; }
.cell { width: 0.7em; height: 0.8em; }
.plot { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.4rem 0.6rem; }
.plot svg { width: 100%; height: 11rem; overflow: visible; }
.scale, .times { display: flex; justify-content: space-between; color: var(--soft); font-size: 0.75rem; line-height: 1; }
.scale { flex-direction: column; text-align: right; margin: -0.375rem 0; }
.times { grid-column: 2; }
.times li { display: flex; justify-content: center; width: 0; white-space: nowrap; }
.times.crowded li:nth-child(even) { visibility: hidden; }
.times li:first-child { justify-content: flex-start; } .times li:last-child { justify-content: flex-end; }
.chart .grid { stroke: var(--line); stroke-width: 1; fill: none; vector-effect: non-scaling-stroke; }
.chart .before { fill: var(--aside-ground); }
.chart .past { fill: var(--untested-ground); }
.chart .line { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.chart .dashed { stroke-dasharray: 5 4; }
.chart .heat { fill: var(--who-0); }
.cell { background: var(--who-0); }
.heat-0 { opacity: 0.12; } .heat-1 { opacity: 0.25; } .heat-2 { opacity: 0.37; } .heat-3 { opacity: 0.5; } .heat-4 { opacity: 0.62; } .heat-5 { opacity: 0.75; } .heat-6 { opacity: 0.87; } .heat-7 { opacity: 1; }
.tone-0 { color: var(--who-0); } .tone-1 { color: var(--who-2); } .tone-2 { color: var(--who-1); } .tone-3 { color: var(--who-3); } .tone-4 { color: var(--who-4); } .tone-5 { color: var(--who-5); }
.by-event { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
@media screen { .by-event.not-picked { display: none; } }
@media (min-width: 90rem) { .by-event { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.pick label { font-size: 0.875rem; font-weight: 600; }
.pick select { margin-left: 0.4rem; max-width: min(100%, 24rem); }

.live { min-width: 0; overflow: hidden; border-radius: 6px; }
.live .uplot { width: auto; font-family: var(--sans); }
.live .u-select { background: color-mix(in srgb, var(--accent) 18%, transparent); }
.live .u-cursor-x, .live .u-cursor-y { border-color: var(--soft); }
.is-live > .plot { display: none; }
.tools { display: flex; gap: 0.25rem; }
.tools button { min-width: 1.9rem; padding: 0.3rem 0.5rem; font: 600 0.8125rem/1 var(--sans); color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.tools button:hover, .tools [aria-pressed=true] { background: var(--accent-ground); }
.chart:not(.is-zoomed) .when-zoomed { visibility: hidden; }
.button { padding: 0.55rem 0.9rem; font: 600 0.875rem/1 var(--sans); color: var(--accent); background: var(--sheet); border: 1px solid var(--line-strong); border-radius: 7px; cursor: pointer; }
.button:hover { background: var(--accent-ground); }
.data { display: grid; gap: 0.7rem; padding: 1.1rem 1.25rem; }

.behind { margin-top: 0.5rem; font-size: 0.8125rem; }
.behind > summary { cursor: pointer; color: var(--accent); font-weight: 600; width: max-content; max-width: 100%; }
.behind .hint { margin: 0.4rem 0; }
.dense { max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 7px; }
.dense th, .dense td { padding: 0.2rem 0.75rem; }
.dense td, .dense thead th + th { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.dense thead th { position: sticky; top: 0; max-width: 16rem; }
.dense tbody th { min-width: 0; white-space: nowrap; font-weight: 400; }
.figures { overflow-x: auto; }
.figures table { table-layout: auto; min-width: max-content; }
.figures thead th { background: var(--well); }
.figures .figure { text-align: right; white-space: nowrap; }
.figures tbody th { color: var(--ink); font-size: 0.875rem; min-width: 9rem; max-width: 24rem; }
.figures .beneath { padding-left: 1rem; color: var(--soft); font-weight: 400; }
.figures .wrong { color: var(--fail); }
.tile.plain b { color: var(--ink); white-space: nowrap; }
.knobs { display: flex; flex-wrap: wrap; gap: 0.1rem 1.25rem; }
.knobs .num { font-weight: 600; }
@media (max-width: 47.99rem) {
  .chart { padding: 0.7rem 0.75rem 0.6rem; }
  .chart figcaption { grid-template-columns: minmax(0, 1fr); }
  .times.many li:not(:nth-child(3n + 1)), .times.crowded li:not(:nth-child(4n + 1)) { visibility: hidden; }
  .outcome .tile { flex-wrap: wrap; gap: 0 0.6rem; }
  .outcome .tile b { font-size: 1.25rem; }
  .tools .when-zoomed { order: 1; }
}
@media print {
  .figures { overflow: visible !important; } .figures table { min-width: 0; font-size: 8pt; }
  .figures th, .figures td { padding: 0.2rem 0.35rem; } .figures tbody th { min-width: 0; font-size: 8pt; }
  .chart { break-inside: avoid; margin-bottom: 0.8rem; }
  .is-live > .plot { display: grid; }
  .live, .tools, .behind, .pick, #data { display: none !important; }
  .chart svg, .key, .cell { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .legend .place { display: none; }
}
`;
