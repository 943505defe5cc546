import { appendFileSync } from 'node:fs';
import {
  type ClauseResult,
  type ConformanceResult,
  countsAgainst,
  standingOf,
  standings,
  tally,
} from '../results/index.ts';
import { shorten, visible, visibleLine } from '../visible/index.ts';
import {
  count,
  duration,
  explain,
  standingNames,
  summaryAfterVerdict,
  verdictNames,
} from '../wording/index.ts';

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

/** A step may write 1 MiB; so many failures with their limits stay well below. */
const summaryFailures = 30;
const summaryLimits = { frames: 20, misses: 5, payload: 200, text: 1_000 };

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

/** The result as Markdown. */
export function stepSummary(result: ConformanceResult): string {
  const counts = tally(result);
  const rows = standings
    .filter((standing) => counts[standing] > 0)
    .map((standing) => `| ${standingNames[standing]} | ${counts[standing]} |`);
  const broken = result.clauses.filter((clause) => annotation(clause, result.strict) !== undefined);
  const open = result.clauses.filter(({ verdict }) => verdict === 'not-testable');
  const left = broken.length - summaryFailures;
  return [
    `## PingBack conformance: ${verdictNames[result.verdict]}`,
    markdown(summaryAfterVerdict(result)),
    `${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)} against ${markdown(result.target.choice)}.`,
    ['| Verdict | Clauses |', '| --- | ---: |', ...rows].join('\n'),
    ...broken.slice(0, summaryFailures).map((clause) => failureSection(clause, result.strict)),
    ...(left > 0 ? [`${count(left, 'more clause')} in the report.`] : []),
    ...(open.length > 0 ? ['### Not testable', open.map(gapLine).join('\n')] : []),
    '',
  ].join('\n\n');
}

function failureSection(clause: ClauseResult, strict: boolean): string {
  const passages = explain(clause, summaryLimits).map(({ label, lines }) =>
    [label, ...lines.map((line) => `  ${line}`)].join('\n'),
  );
  const title = `${clause.id} ${clause.level} ${standingNames[standingOf(clause, strict)]}: ${clause.title}`;
  return `### ${markdown(title)}\n\n${fenced(passages.join('\n'))}`;
}

function gapLine({ id, level, message }: ClauseResult): string {
  return `- ${markdown(`${id} ${level}: ${message ?? 'no reason given'}`)}`;
}

/** Any text as Markdown that shows just this text: every punctuation mark loses its meaning. */
export function markdown(text: string): string {
  return visibleLine(shorten(text, 1_000)).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A code block that its content cannot end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
