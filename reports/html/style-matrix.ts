/** The table of faults against clauses: narrow columns, which scroll sideways where there is no room for them. */
export const matrix = `
.matrix { position: relative; overflow-x: auto; }
.matrix table { table-layout: auto; min-width: 44rem; }
.matrix thead th { background: var(--well); vertical-align: bottom; }
.matrix th:first-child, .matrix td:first-child { padding-left: 0.9rem; }
.matrix .crossing { width: 3.4rem; padding: 0.45rem 0.2rem; text-align: center; color: var(--standing); }
.matrix thead .crossing { color: var(--soft); font-size: 0.6875rem; white-space: nowrap; }
.matrix .crossing .icon { width: 1.1em; height: 1.1em; vertical-align: -0.15em; }
.matrix tbody th { color: var(--ink); font-size: 0.8438rem; min-width: 17rem; }
.matrix tbody th .note { color: var(--soft); font-family: var(--sans); font-weight: 400; }
.matrix .c-verdict { white-space: nowrap; }
.of-faults { margin-top: 1.2rem; }
`;
