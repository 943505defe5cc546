/** Charts and tables of figures of the load page. */
export const load = `
.chart { padding: 0.8rem 1rem 0.7rem; min-width: 0; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; align-items: baseline; margin-bottom: 0.6rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.8125rem; }
.legend li { display: flex; align-items: center; gap: 0.4em; }
.legend .num { color: var(--soft); }
.key { width: 1.1em; height: 3px; border-radius: 2px; flex: none; background: currentColor; }
.plot { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 0.6rem; }
.plot svg { width: 100%; height: 11rem; overflow: visible; }
.scale, .times { display: flex; justify-content: space-between; color: var(--soft); font-size: 0.75rem; line-height: 1; }
.scale { flex-direction: column; text-align: right; margin: -0.375rem 0; }
.times { grid-column: 2; }
.chart .grid { stroke: var(--line); stroke-width: 1; fill: none; vector-effect: non-scaling-stroke; }
.chart .before { fill: var(--aside-ground); }
.chart .line { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.tone-0 { color: var(--who-0); } .tone-1 { color: var(--who-2); } .tone-2 { color: var(--who-1); } .tone-3 { color: var(--who-3); } .tone-4 { color: var(--who-4); } .tone-5 { color: var(--who-5); }
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
@media print { .figures { overflow: visible !important; } .figures table { min-width: 0; } .chart { break-inside: avoid; } }
`;
