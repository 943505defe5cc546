import {
  type ClauseResult,
  type ConformanceResult,
  type Standing,
  standingOf,
  standings,
  tally,
} from '../results/index.ts';
import {
  count,
  duration,
  explain,
  standingNames,
  summaryAfterVerdict,
  verdictNames,
} from '../wording/index.ts';
import { fenced, markdown } from './text.ts';

/** A step of GitHub's may write 1 MiB; so many failures with their limits stay well below. */
const mostFailures = 30;
const limits = { frames: 20, misses: 5, payload: 200, text: 1_000 };

/** The result as Markdown: the verdict, how many clauses stand how, and what failed with its evidence. */
export function conformanceMarkdown(result: ConformanceResult): string {
  const counts = tally(result);
  const rows = standings
    .filter((standing) => counts[standing] > 0)
    .map((standing) => `| ${standingNames[standing]} | ${counts[standing]} |`);
  const broken = result.clauses.filter((clause) => isBroken(standingOf(clause, result.strict)));
  const open = result.clauses.filter(({ verdict }) => verdict === 'not-testable');
  const left = broken.length - mostFailures;
  return [
    `## PingBack conformance: ${verdictNames[result.verdict]}`,
    markdown(summaryAfterVerdict(result)),
    `${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)} against ${markdown(result.target.choice)}.`,
    ['| Verdict | Clauses |', '| --- | ---: |', ...rows].join('\n'),
    ...broken.slice(0, mostFailures).map((clause) => failureSection(clause, result.strict)),
    ...(left > 0 ? [`${count(left, 'more clause')} in the report.`] : []),
    ...(open.length > 0 ? ['### Not testable', open.map(gapLine).join('\n')] : []),
    '',
  ].join('\n\n');
}

function isBroken(standing: Standing): boolean {
  return standing === 'fail' || standing === 'stale-expectation' || standing === 'warning';
}

function failureSection(clause: ClauseResult, strict: boolean): string {
  const passages = explain(clause, limits).map(({ label, lines }) =>
    [label, ...lines.map((line) => `  ${line}`)].join('\n'),
  );
  const title = `${clause.id} ${clause.level} ${standingNames[standingOf(clause, strict)]}: ${clause.title}`;
  return `### ${markdown(title)}\n\n${fenced(passages.join('\n'))}`;
}

function gapLine({ id, level, message }: ClauseResult): string {
  return `- ${markdown(`${id} ${level}: ${message ?? 'no reason given'}`)}`;
}
