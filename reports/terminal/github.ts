import { appendFileSync } from 'node:fs';
import { type ClauseResult, type ConformanceResult, countsAgainst, standingOf } from '../results/index.ts';
import { shorten, visible, visibleLine } from '../visible/index.ts';
import { count, explain, standingNames } from '../wording/index.ts';

/** GitHub shows a few thousand characters of an annotation. */
const annotationLength = 3_000;

/** The workflow command that shows this clause beside the run: an error when it counts, a warning for a SHOULD that does not. */
export function annotation(clause: ClauseResult, strict: boolean): string | undefined {
  const standing = standingOf(clause, strict);
  if (standing !== 'fail' && standing !== 'stale-expectation' && standing !== 'warning') return undefined;
  const passages = explain(clause, { frames: 1, misses: 2, payload: 200, text: 800 }).filter(
    ({ label }) => label !== 'Timeline',
  );
  const text = [clause.title, ...passages.map(({ label, lines }) => `${label}: ${lines.join('\n')}`)].join(
    '\n',
  );
  return command(
    standing === 'warning' ? 'warning' : 'error',
    `${clause.id} ${clause.level} ${standingNames[standing]}`,
    text,
  );
}

/** One annotation for all clauses that should have been tested and could not be. */
export function gapAnnotation({ clauses, strict }: ConformanceResult): string | undefined {
  const gaps = clauses.filter((clause) => clause.verdict === 'not-testable' && countsAgainst(clause, strict));
  if (gaps.length === 0) return undefined;
  const lines = gaps.map(({ id, message }) => `${id}: ${message ?? 'no reason given'}`);
  return command('error', `${count(gaps.length, 'clause')} could not be tested`, lines.join('\n'));
}

/** A workflow command of GitHub's. */
export function command(name: 'error' | 'warning', title: string, text: string): string {
  return `::${name} title=${property(visibleLine(shorten(title, 120)))}::${data(visible(shorten(text, annotationLength)))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Appends Markdown to the file that GitHub shows as the summary of the step, where there is one. Returns what to tell when
 * that fails: the reports are complete without it.
 */
export function appendStepSummary(path: string | undefined, text: string): string | undefined {
  if (!path) return undefined;
  try {
    appendFileSync(path, text);
    return undefined;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return `The step summary could not be written to GITHUB_STEP_SUMMARY (${code}); the reports are complete.`;
  }
}
