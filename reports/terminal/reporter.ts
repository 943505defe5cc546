import { relative } from 'node:path';
import picocolors from 'picocolors';
import { type Redactor, redactClause, redactConformance } from '../redact/index.ts';
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
import { type Output, withoutOrders } from './output.ts';
import type { ConformanceProgress } from './progress.ts';

export interface ReporterOptions {
  stdout: Output;
  isTTY: boolean;
  /** Reads `NO_COLOR`, `FORCE_COLOR`, `TERM`, `CI`, `GITHUB_ACTIONS` and `GITHUB_STEP_SUMMARY`. */
  env: Readonly<Record<string, string | undefined>>;
  /** Only failures and the summary. */
  quiet: boolean;
  /** Whether a SHOULD counts. */
  strict: boolean;
  redactor: Redactor;
}

/**
 * Shows a conformance run. In a terminal a live status stands at the foot, and what failed is named as it comes;
 * elsewhere every clause is a line. At the end failures are explained, in the order of the clauses: checks end in
 * any order, and a verdict may still change while the run goes on. On GitHub, failures become annotations and the
 * result a step summary.
 */
export function createConformanceReporter(options: ReporterOptions): (progress: ConformanceProgress) => void {
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

  const finished = (result: ConformanceResult, files: string[]) => {
    live?.stop();
    // A frame that broke its schema in a later check can change a verdict that was told before.
    for (const clause of result.clauses) judged(clause);
    for (const standing of standings)
      if (isExplained(standing) && !(quiet && standing === 'warning')) explained(result.clauses, standing);
    stdout.write(`${summaryLines(result, colors).map(withoutOrders).join('\n')}\n`);
    if (files.length > 0)
      stdout.write(`\n${files.map((file) => `  ${visibleLine(fromHere(file))}`).join('\n')}\n`);
    for (const clause of result.clauses) order(annotation(clause, strict));
    order(gapAnnotation(result));
    const path = env.GITHUB_STEP_SUMMARY;
    if (path) writeSummary(path, result);
  };

  const writeSummary = (path: string, result: ConformanceResult) => {
    try {
      appendStepSummary(path, result);
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      stdout.write(
        `The step summary could not be written to GITHUB_STEP_SUMMARY (${code}); the reports are complete.\n`,
      );
    }
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
        finished(redactConformance(progress.result, redactor), progress.files);
    }
  };
}

/** Whether a reader wants to know what was expected, what came, and what to do next. */
function isExplained(standing: Standing): boolean {
  return standing === 'fail' || standing === 'stale-expectation' || standing === 'warning';
}

/** The path as one would type it in the current folder. */
function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** https://no-color.org, https://force-color.org; otherwise colours are for terminals. */
function wantsColor(env: ReporterOptions['env'], terminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return terminal;
}
