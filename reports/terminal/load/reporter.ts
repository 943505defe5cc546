import picocolors from 'picocolors';
import { loadMarkdown } from '../../markdown/index.ts';
import { redactLoad } from '../../redact/index.ts';
import type { LoadResult } from '../../results/index.ts';
import { visibleLine } from '../../visible/index.ts';
import { amount, duration, perSecond } from '../../wording/index.ts';
import { appendStepSummary } from '../github.ts';
import { fileLines, type ReporterOptions, wantsColor, withoutOrders } from '../output.ts';
import { loadAnnotations } from './github.ts';
import { loadSummaryLines } from './lines.ts';
import { createLiveLoad, viewLine } from './live.ts';
import type { LoadProgress, LoadView } from './progress.ts';

/** Seconds between lines in a log: enough to see where a run hangs, and short to read for one that lasts hours. */
const quietMs = (leftMs: number) => (leftMs > 600_000 ? 60_000 : 5_000);

/**
 * Shows a load run. In a terminal one block is kept up to date; elsewhere a line every few seconds and at each change of
 * phase. The summary stands at the end, verdict first; on GitHub also as annotations and as the summary of the step.
 */
export function createLoadReporter(options: ReporterOptions): (progress: LoadProgress) => void {
  const { stdout, env, quiet, redactor } = options;
  const terminal = options.isTTY && env.TERM !== 'dumb';
  const colors = picocolors.createColors(wantsColor(env, terminal));
  const live = terminal && !env.CI && !quiet ? createLiveLoad(stdout, colors) : undefined;
  let told: { atMs: number; phase: LoadView['phase'] } | undefined;

  const print = (lines: string[]) => {
    const safe = lines.map(withoutOrders);
    if (live) live.print(safe);
    else stdout.write(`${safe.join('\n')}\n`);
  };

  const view = (seen: LoadView) => {
    if (live) return live.show(seen);
    const nowMs = performance.now();
    const due = !told || told.phase !== seen.phase || nowMs - told.atMs >= quietMs(seen.leftMs);
    if (quiet || !due) return;
    told = { atMs: nowMs, phase: seen.phase };
    print([viewLine(seen)]);
  };

  const finished = (result: LoadResult) => {
    live?.stop();
    const lines = loadSummaryLines(result, colors);
    stdout.write(`${lines.map(withoutOrders).join('\n')}\n`);
    if (env.GITHUB_ACTIONS === 'true') for (const line of loadAnnotations(result)) stdout.write(`${line}\n`);
    const problem = appendStepSummary(env.GITHUB_STEP_SUMMARY, loadMarkdown(result));
    if (problem) stdout.write(`${problem}\n`);
  };

  return (progress) => {
    switch (progress.kind) {
      case 'target':
        if (!quiet) print([`${colors.bold('Target')}  ${visibleLine(redactor.text(progress.choice))}`]);
        return;
      case 'started': {
        const { scenario, question, sockets, forMs } = progress;
        const what = `${amount(sockets)} sockets, ${perSecond(progress.perSecond)} messages, ${duration(forMs)}`;
        if (!quiet)
          print([`${colors.bold(visibleLine(scenario))}  ${visibleLine(question)}`, `        ${what}`, '']);
        return;
      }
      case 'view':
        return view(progress.view);
      case 'note':
        if (!quiet) print([`${colors.yellow('note')}  ${visibleLine(redactor.text(progress.text))}`]);
        return;
      case 'finished':
        return finished(redactLoad(progress.result, redactor));
      case 'written':
        for (const line of fileLines(progress.files)) stdout.write(`${withoutOrders(line)}\n`);
    }
  };
}
