import type { Colors } from 'picocolors/types.js';
import {
  type ClauseResult,
  type ConformanceResult,
  type Standing,
  standingOf,
  standings,
  tally,
} from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import {
  count,
  duration,
  explain,
  standingMeanings,
  standingNames,
  summaryAfterVerdict,
  verdictNames,
} from '../wording/index.ts';

type Paint = (text: string) => string;

export function paintOf(colors: Colors, standing: Standing): Paint {
  const paints: Record<Standing, Paint> = {
    pass: colors.green,
    fail: colors.red,
    'stale-expectation': colors.red,
    warning: colors.yellow,
    'not-testable': colors.magenta,
    'expected-failure': colors.dim,
    excluded: colors.dim,
  };
  return paints[standing];
}

/** `pass  ROM-4  MUST    Typing in a conversation … (12 ms)` */
export function clauseLine(clause: ClauseResult, standing: Standing, colors: Colors): string {
  const word = standing === 'warning' ? 'warn' : standing;
  const where = `${visibleLine(clause.id).padEnd(6)} ${colors.dim(clause.level.padEnd(6))}`;
  const took = colors.dim(`(${duration(clause.durationMs)})`);
  return `${paintOf(colors, standing)(word)}  ${where}  ${visibleLine(clause.title)} ${took}`;
}

/** Enough to see what went wrong; the whole timeline is in the report. */
const limits = { frames: 14, misses: 3, payload: 160, text: 1_500 };

/** What was expected, what came, near misses, the frames around it and the next step, under the line of the clause. */
export function explanationLines(clause: ClauseResult, colors: Colors): string[] {
  return explain(clause, limits).flatMap(({ label, lines }) =>
    lines.map((line, index) => {
      const head = (index === 0 ? label : '').padEnd(11);
      return `      ${colors.bold(head)} ${label === 'Timeline' ? colors.dim(line) : line}`.trimEnd();
    }),
  );
}

/** `      Reason      …` alone, for verdicts that need no more. */
export function reasonLines(clause: ClauseResult, colors: Colors): string[] {
  const { message, evidence, nearMisses, rerun, expected, actual, ...rest } = clause;
  return message ? explanationLines({ ...rest, message, evidence: [], nearMisses: [] }, colors) : [];
}

/** What was asked and answered, where nothing else was. */
function observedLines({ observations, durationMs }: ConformanceResult, colors: Colors): string[] {
  return [
    '',
    `${count(observations.length, 'question')} in ${duration(durationMs)}`,
    ...observations.flatMap(({ id, question, answer }) => [
      `  ${visibleLine(id).padEnd(6)}  ${colors.dim(visibleLine(question))}`,
      `          ${visibleLine(answer)}`,
    ]),
    '',
  ];
}

/** Counts, which clauses are behind them and why. */
function judgedLines(result: ConformanceResult, colors: Colors): string[] {
  const counts = tally(result);
  const inWords = standings
    .filter((standing) => counts[standing] > 0)
    .map((standing) => paintOf(colors, standing)(`${counts[standing]} ${standingNames[standing]}`));
  return [
    '',
    `${count(result.clauses.length, 'clause')} in ${duration(result.durationMs)}: ${inWords.join(', ') || 'none was checked'}`,
    ...standings
      .filter((standing) => standing !== 'pass')
      .flatMap((standing) => groupLines(result, standing, colors)),
    '',
  ];
}

/** What was found, and the verdict in words. */
export function summaryLines(result: ConformanceResult, colors: Colors): string[] {
  const asksOnly = result.clauses.length === 0 && result.observations.length > 0;
  return [
    ...(asksOnly ? observedLines(result, colors) : judgedLines(result, colors)),
    `${verdictPaint(result, colors)(verdictNames[result.verdict])}  ${visibleLine(summaryAfterVerdict(result))}`,
  ];
}

/** The clauses of one standing; those that are left out for the same reason share a line. */
function groupLines(result: ConformanceResult, standing: Standing, colors: Colors): string[] {
  const clauses = result.clauses.filter((clause) => standingOf(clause, result.strict) === standing);
  const explained = standing === 'fail' || standing === 'warning' || standing === 'stale-expectation';
  const reason = (clause: ClauseResult) => (explained ? '' : (clause.message ?? standingMeanings[standing]));
  return Array.from(Map.groupBy(clauses, reason), ([why, group]) => {
    const ids = group.map(({ id }) => visibleLine(id)).join(', ');
    const head = paintOf(colors, standing)(standingNames[standing].padEnd(17));
    return `  ${head}  ${ids}${why ? colors.dim(`: ${visibleLine(why)}`) : ''}`;
  });
}

function verdictPaint({ verdict }: ConformanceResult, colors: Colors): Paint {
  const paints: Record<ConformanceResult['verdict'], Paint> = {
    conformant: colors.green,
    nonconformant: colors.red,
    incomplete: colors.magenta,
    observed: colors.cyan,
  };
  const paint = paints[verdict];
  return (text) => colors.bold(paint(text));
}
