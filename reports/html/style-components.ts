/** Badges, tiles, cards, tables, timelines, the filter. */
export const components = `
.badge { display: inline-flex; align-items: center; gap: 0.4em; padding: 0.1rem 0.55rem 0.1rem 0.45rem; border-radius: 99px; background: var(--standing-ground); color: var(--standing); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
.level { font-size: 0.75rem; font-weight: 600; letter-spacing: 0.03em; color: var(--soft); }
.id { font-family: var(--mono); font-size: 0.86em; font-weight: 600; white-space: normal; }
.id a, a.id { color: inherit; text-decoration: none; }
.id a:hover, a.id:hover { text-decoration: underline; }
.esc { padding: 0 0.15em; border-radius: 3px; background: var(--warning-ground); color: var(--warning); font-family: var(--mono); font-size: 0.9em; }
.text { white-space: pre-wrap; unicode-bidi: isolate; overflow: hidden; overflow: clip; overflow-clip-margin: 0.2em; }
.fold > summary { cursor: pointer; }
.fold .more { color: var(--accent); font-family: var(--sans); font-size: 0.8125rem; white-space: nowrap; }
.fold[open] > summary .text { display: none; }
.fold[open] > .text { margin-top: 0.35rem; padding-top: 0.35rem; border-top: 1px dashed var(--line-strong); }

.proportions { display: block; width: 100%; height: 8px; border-radius: 4px; margin: 1.4rem 0 0.9rem; background: var(--aside-ground); }
.proportions rect { fill: var(--standing); stroke: var(--sheet); stroke-width: 2; vector-effect: non-scaling-stroke; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.75rem, 1fr)); gap: 0.6rem; }
.tile { display: block; height: 100%; padding: 0.7rem 0.85rem; border: 1px solid var(--line); border-radius: var(--radius); color: var(--ink); text-decoration: none; background: var(--sheet); }
a.tile:hover { border-color: var(--standing); }
.tile b { display: block; font-size: 1.625rem; line-height: 1.2; font-weight: 680; letter-spacing: -0.02em; color: var(--standing); font-variant-numeric: tabular-nums; }
.tile span { display: flex; align-items: center; gap: 0.4em; font-size: 0.8125rem; color: var(--soft); }
.tile.none b { color: var(--soft); font-weight: 500; }

.panel { background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem 1.75rem; padding: 1.1rem 1.25rem; }
.facts dt, .field > dt { color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
.facts dd { margin-top: 0.1rem; }
.facts .wide { grid-column: 1 / -1; }
.command { display: flex; align-items: stretch; gap: 0.5rem; background: var(--well); border: 1px solid var(--line); border-radius: 7px; }
.command code span { display: inline-block; max-width: 100%; }
.command pre { flex: 1; min-width: 0; padding: 0.5rem 0.75rem; }
.copy, .reset { font: 600 0.8125rem/1 var(--sans); color: var(--accent); background: none; border: 0; padding: 0 0.9rem; cursor: pointer; border-radius: 6px; }
.copy { border-left: 1px solid var(--line); border-radius: 0 7px 7px 0; }
.copy:hover, .reset:hover { background: var(--accent-ground); }

.cards { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
.card { background: var(--sheet); border: 1px solid var(--line); border-top: 3px solid var(--standing); border-radius: var(--radius); scroll-margin-top: 1rem; }
.card > header { padding: 0.9rem 1.25rem 0.8rem; display: grid; gap: 0.45rem; }
.card .meta { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.8rem; color: var(--soft); font-size: 0.8125rem; }
.card h3 { font-size: 1.0625rem; }
.card h3 .id { color: var(--standing); margin-right: 0.35rem; }
.card .details { padding: 0 1.25rem 1.15rem; display: grid; gap: 0.95rem; grid-template-columns: minmax(0, 1fr); }
.card:target { outline: 2px solid var(--accent); outline-offset: 2px; }
.versus { display: grid; gap: 0.75rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 48rem) { .versus:has(> :nth-child(2)) { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.versus > div { background: var(--well); border: 1px solid var(--line); border-radius: 7px; padding: 0.6rem 0.8rem 0.7rem; }
.versus dt { color: var(--soft); font-size: 0.8125rem; font-weight: 600; margin-bottom: 0.15rem; }
.versus .actual { background: var(--standing-ground); border-color: transparent; }
.versus .actual dt { color: var(--standing); }
.source { color: var(--soft); font-size: 0.8125rem; }
.block { display: grid; gap: 0.4rem; grid-template-columns: minmax(0, 1fr); }
.more-evidence > summary { cursor: pointer; color: var(--accent); font-size: 0.875rem; font-weight: 600; }
.more-evidence[open] > summary { margin-bottom: 0.8rem; }
.more-evidence .block + .block { margin-top: 0.95rem; }
.misses { display: grid; gap: 0.5rem; }
.misses > li { border-left: 3px solid var(--line-strong); padding-left: 0.75rem; }
.misses .frame-line { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-size: 0.875rem; }
.misses .frame-line .payload { flex-basis: 100%; }
.misses .reasons { margin-top: 0.15rem; display: grid; gap: 0.1rem; }
.misses .reasons li { display: flex; gap: 0.5rem; }
.misses .reasons li::before { content: "≠"; color: var(--standing); font-weight: 600; }
.misses .reasons li > * { min-width: 0; }

table { border-collapse: collapse; width: 100%; table-layout: fixed; text-align: left; }
caption { text-align: left; }
th { font-size: 0.75rem; font-weight: 600; color: var(--soft); }
th, td { padding: 0.45rem 0.75rem; vertical-align: baseline; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
td .note { color: var(--soft); font-size: 0.875rem; margin-top: 0.15rem; }
.table-head, .clauses caption:not(.visually-hidden) { padding: 0.8rem 0.9rem 0.55rem; }
.table-head h3 { display: inline; font-size: 1rem; }
.table-head .num, .clauses caption .num { color: var(--soft); font-size: 0.875rem; margin-left: 0.5rem; }
.clauses thead th { border-top: 1px solid var(--line); background: var(--well); padding-top: 0.3rem; padding-bottom: 0.3rem; }
.clauses .c-id { width: 5.75rem; } .clauses .c-level { width: 5.5rem; } .clauses .c-verdict { width: 11rem; } .clauses .c-took { width: 6rem; }
.clauses td:first-child, .clauses th:first-child { padding-left: 0.9rem; }
.clauses .took { text-align: right; color: var(--soft); white-space: nowrap; }
.clauses tr:target > * { background: var(--accent-ground); }
.clauses .badge.is-pass { background: none; padding-left: 0; font-weight: 500; }
.blocks { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
.clauses, .list { overflow: clip; border-radius: var(--radius); }
.list .c-narrow { width: 6.5rem; } .list .c-verdict { width: 10rem; } .list .c-ids { width: 30%; } .list .c-half { width: 45%; }

.scroll { max-height: 30rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 7px; }
.timeline { font-size: 0.8438rem; }
.timeline th, .timeline td { padding: 0.25rem 0.6rem; }
.timeline thead th { position: sticky; top: 0; background: var(--well); box-shadow: inset 0 -1px var(--line); border-bottom: 0; }
.timeline .c-at { width: 6.25rem; } .timeline .c-who { width: 7.75rem; } .timeline .c-way { width: 4.75rem; } .timeline .c-event { width: 10.5rem; }
.timeline .at { text-align: right; color: var(--soft); white-space: nowrap; }
.timeline tr.note-row td { color: var(--soft); }
.timeline tr.near > * { background: var(--warning-ground); }
.timeline tr.near .at, .timeline tr.near .way { color: var(--ink); }
.who { font-weight: 600; }
.who-0 { color: var(--who-0); } .who-1 { color: var(--who-1); } .who-2 { color: var(--who-2); } .who-3 { color: var(--who-3); } .who-4 { color: var(--who-4); } .who-5 { color: var(--who-5); }
.way { white-space: nowrap; color: var(--soft); }
.payload, .event { font-family: var(--mono); font-size: 0.9em; }
.near-mark { font: 600 0.75rem var(--sans); color: var(--warning); white-space: nowrap; }

.filter { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1.5rem; padding: 0.8rem 1rem; }
.filter legend, .filter label.over { display: block; color: var(--soft); font-size: 0.75rem; font-weight: 600; margin-bottom: 0.3rem; padding: 0; }
.chips { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.chip { position: relative; display: inline-flex; align-items: center; gap: 0.4em; padding: 0.2rem 0.65rem; border: 1px solid var(--line-strong); border-radius: 99px; font-size: 0.8125rem; cursor: pointer; }
.chip .icon { color: var(--standing); }
.chip .num { color: var(--soft); }
.chip input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.chip:hover { border-color: var(--soft); }
.chip:has(:checked) { background: var(--accent-ground); border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.chip:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
select { font: inherit; font-size: 0.875rem; color: var(--ink); background: var(--sheet); border: 1px solid var(--line-strong); border-radius: 7px; padding: 0.25rem 0.5rem; max-width: 100%; }
.filter > * { min-width: 0; max-width: 100%; }
.reset { padding: 0.5rem 0.7rem; }
.filter output { margin-left: auto; color: var(--soft); font-size: 0.875rem; font-variant-numeric: tabular-nums; padding-bottom: 0.25rem; }

.notes { display: grid; gap: 0.35rem; padding: 0.9rem 1.25rem; }
.empty { padding: 1.1rem 1.25rem; }
.entry { display: grid; gap: 0.5rem; padding: 1.25rem 1.5rem 1.35rem; border-top: 3px solid var(--standing); max-width: 62rem; }
.entry h2 { display: flex; align-items: center; gap: 0.5rem; font-size: 1.5rem; }
.entry h2 .icon { color: var(--standing); }
.entry h2 a { color: inherit; text-decoration-color: var(--line-strong); }
.entry .proportions { margin: 0.6rem 0 0.2rem; }
.entry .links { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 0.5rem; }

@media (max-width: 47.99rem) {
  .card > header, .card .details { padding-left: 0.9rem; padding-right: 0.9rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.4rem; }
  .tiles > :last-child { grid-column: 1 / -1; }
  .tile { display: flex; align-items: center; gap: 0.6rem; padding: 0.4rem 0.7rem; }
  .tile b { font-size: 1.25rem; }
  .stacked colgroup, .stacked thead { display: none; }
  .stacked, .stacked tbody, .stacked caption { display: block; }
  .stacked tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 0.75rem; padding: 0.55rem 0.9rem; border-bottom: 1px solid var(--line); }
  .stacked tbody tr:last-child { border-bottom: 0; }
  .stacked tr > * { display: block; padding: 0 !important; border: 0; width: auto; min-width: 0; }
  .stacked .full { flex-basis: 100%; }
  .clauses .c-last { order: 1; }
  .clauses .full { order: 2; }
  .clauses .took { margin-left: auto; order: 1; font-size: 0.8125rem; }
  .clauses tbody { border-top: 1px solid var(--line); }
  .timeline.stacked tr { padding: 0.35rem 0.65rem; }
  .timeline tr.near { background: var(--warning-ground); }
  .scroll { max-height: 26rem; }
  .command { flex-direction: column; gap: 0; }
  .copy { border-left: 0; border-top: 1px solid var(--line); border-radius: 0 0 7px 7px; padding: 0.6rem; }
  .filter output { margin-left: 0; }
}
`;
