/** Comparisons and trends: drawn intervals, the gate, tables of two runs. */
export const compare = `
.gate { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.3rem 0.8rem; margin-top: 1.1rem; }
.gate li { max-width: 60rem; }
.warnings li { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 0.8rem; align-items: baseline; }
.figures .metrics { min-width: 0; }
.metrics tbody th { min-width: 8rem; }
.metrics .between { min-width: 11rem; max-width: 16rem; font-size: 0.8125rem; color: var(--soft); }
.metrics .figure .beneath { font-size: 0.8125rem; }
.metrics th .beneath, .trend .beneath { display: block; padding-left: 0; font-size: 0.8125rem; white-space: normal; max-width: 16rem; }
.interval { display: block; width: 10rem; height: 1.25rem; overflow: visible; color: var(--soft); }
.interval.is-worse { color: var(--fail); } .interval.is-better { color: var(--pass); } .interval.is-unclear { color: var(--warning); }
.interval .band { fill: var(--aside-ground); }
.interval .zero { stroke: var(--line-strong); fill: none; }
.interval .range { stroke: currentColor; stroke-width: 1.6; fill: none; }
.interval .point { fill: currentColor; }
.runs .differs td { background: var(--warning-ground); }
.runs td, .runs th { vertical-align: baseline; }
.trend td, .trend th { white-space: nowrap; }
.latest { margin-top: 0.5rem; }
.latest .badge { white-space: normal; }
@media (max-width: 47.99rem) {
  .warnings li { grid-template-columns: minmax(0, 1fr); justify-items: start; }
  .metrics thead { display: none; }
  .metrics, .metrics tbody { display: block; }
  .metrics tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.15rem 0.9rem; padding: 0.6rem 0.9rem; border-bottom: 1px solid var(--line); }
  .metrics tr > * { padding: 0; border: 0; }
  .metrics th, .metrics .between { flex-basis: 100%; max-width: none; }
  .metrics .figure .beneath { display: inline; padding-left: 0.5rem; }
  .metrics [data-name]::before { content: attr(data-name) " "; color: var(--soft); }
}
@media print { .interval { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
