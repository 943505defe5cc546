import picocolors from 'picocolors';
import { conformanceMarkdown } from '../markdown/index.ts';
import { redactClause, redactConformance } from '../redact/index.ts';
import {
  type ClauseResult,
  type ConformanceResult,
  type Standing,
  standingOf,
  standings,
} from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { count } from '../wording/index.ts';
import { annotation, appendStepSummary, gapAnnotation } from './github.ts';
import { clauseLine, explanationLines, reasonLines, summaryLines } from './lines.ts';
import { createLiveStatus } from './live.ts';
import { fileLines, type ReporterOptions, wantsColor, withoutOrders } from './output.ts';
import type { ConformanceProgress } from './progress.ts';

export interface ConformanceReporterOptions extends ReporterOptions {
  /** Whether a SHOULD counts. */
  strict: boolean;
}

/**
 * Shows a conformance run. In a terminal a live status stands at the foot, and what failed is named as it comes;
 * elsewhere every clause is a line. At the end failures are explained, in the order of the clauses: checks end in
 * any order, and a verdict may still change while the run goes on. On GitHub, failures become annotations and the
 * result a step summary.
 */
export function createConformanceReporter(
  options: ConformanceReporterOptions,
): (progress: ConformanceProgress) => void {
  const { stdout, env, quiet, strict, redactor } = options;
  const terminal = options.isTTY && env.TERM !== 'dumb';
  const colors = picocolors.createColors(wantsColor(env, terminal));
  const live = terminal && !env.CI && !quiet ? createLiveStatus(stdout, colors, strict) : undefined;
  const onGitHub = env.GITHUB_ACTIONS === 'true';

  const print = (lines: string[]) => {
    if (lines.length === 0) return;
    const safe = lines.map(withoutOrders);
    if (live) live.print(safe);
    else stdout.write(`${safe.join('\n')}\n`);
  };
  const order = (line: string | undefined) => {
    if (onGitHub && line) stdout.write(`${line}\n`);
  };

  const told = new Map<string, Standing>();
  const judged = (clause: ClauseResult) => {
    const standing = standingOf(clause, strict);
    const before = told.get(clause.id);
    if (before === standing || quiet) return;
    told.set(clause.id, standing);
    const line = clauseLine(clause, standing, colors);
    if (isExplained(standing)) print([line]);
    else if (before || !live) print([line, ...reasonLines(clause, colors)]);
  };

  const explained = (clauses: readonly ClauseResult[], standing: Standing) => {
    for (const clause of clauses.filter((one) => standingOf(one, strict) === standing))
      print(['', clauseLine(clause, standing, colors), ...explanationLines(clause, colors)]);
  };

  const finished = (result: ConformanceResult) => {
    live?.stop();
    // A frame that broke its schema in a later check can change a verdict that was told before.
    for (const clause of result.clauses) judged(clause);
    for (const standing of standings)
      if (isExplained(standing) && !(quiet && standing === 'warning')) explained(result.clauses, standing);
    const lines = summaryLines(result, colors);
    stdout.write(`${lines.map(withoutOrders).join('\n')}\n`);
    for (const clause of result.clauses) order(annotation(clause, strict));
    order(gapAnnotation(result));
    const problem = appendStepSummary(env.GITHUB_STEP_SUMMARY, conformanceMarkdown(result));
    if (problem) stdout.write(`${problem}\n`);
  };

  return (progress) => {
    switch (progress.kind) {
      case 'target':
        if (!quiet) print([`${colors.bold('Target')}  ${visibleLine(redactor.text(progress.choice))}`]);
        return;
      case 'started':
        if (progress.total === 0) return;
        if (!quiet)
          print([`${count(progress.total, 'clause')} in ${count(progress.sections.length, 'section')}`, '']);
        live?.start(progress.total);
        return;
      case 'clause': {
        const clause = redactClause(progress.result, redactor);
        live?.judged(clause, progress.done, progress.running);
        judged(clause);
        return;
      }
      case 'finished':
        return finished(redactConformance(progress.result, redactor));
      case 'written':
        for (const line of fileLines(progress.files)) stdout.write(`${withoutOrders(line)}\n`);
    }
  };
}

/** Whether a reader wants to know what was expected, what came, and what to do next. */
function isExplained(standing: Standing): boolean {
  return standing === 'fail' || standing === 'stale-expectation' || standing === 'warning';
}
