import { createLogUpdate } from 'log-update';
import type { Colors } from 'picocolors/types.js';
import { type ClauseResult, type Standing, standingOf, standings } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { duration, standingNames } from '../wording/index.ts';
import { paintOf } from './lines.ts';
import { bar, type Output } from './output.ts';

/** Often enough for a clock that shows tenths of a second. */
const tickMs = 100;

/** The lines at the foot of a terminal that tell how far the run is; everything printed goes above them. */
export interface LiveStatus {
  start(total: number): void;
  judged(clause: ClauseResult, done: number, running: string[]): void;
  print(lines: string[]): void;
  stop(): void;
}

export function createLiveStatus(output: Output, colors: Colors, strict: boolean): LiveStatus {
  const log = createLogUpdate(output, { showCursor: true });
  const counts = new Map<Standing, number>();
  let state = { total: 0, done: 0, running: [] as string[], startedAtMs: performance.now() };
  let ticker: NodeJS.Timeout | undefined;

  const render = () => {
    if (!ticker) return;
    const counted = standings.filter((standing) => counts.has(standing));
    const words = counted.map((standing) =>
      paintOf(colors, standing)(`${counts.get(standing)} ${standingNames[standing]}`),
    );
    const elapsed = colors.dim(duration(performance.now() - state.startedAtMs));
    const status = [
      bar(state.total > 0 ? state.done / state.total : 0, colors),
      `${state.done}/${state.total}`,
      ...words,
      elapsed,
    ].join('  ');
    log(`${status}\n${colors.dim(runningLine(state.running, (output.columns ?? 80) - 1))}`);
  };

  return {
    start(total) {
      state = { total, done: 0, running: [], startedAtMs: performance.now() };
      // The ticker must not keep a run alive that ended without saying so.
      ticker = setInterval(render, tickMs).unref();
      render();
    },
    judged(clause, done, running) {
      const standing = standingOf(clause, strict);
      counts.set(standing, (counts.get(standing) ?? 0) + 1);
      state = { ...state, done, running };
      render();
    },
    print(lines) {
      log.persist(lines.join('\n'));
      render();
    },
    stop() {
      clearInterval(ticker);
      ticker = undefined;
      log.clear();
      log.done();
    },
  };
}

/** As many ids as fit into a line, and how many more there are. */
function runningLine(running: string[], width: number): string {
  let line = 'running';
  for (const [index, id] of running.entries()) {
    const rest = ` +${running.length - index}`;
    const next = `${line} ${visibleLine(id)}`;
    if (next.length + rest.length > width) return line + rest;
    line = next;
  }
  return running.length > 0 ? line : '';
}
