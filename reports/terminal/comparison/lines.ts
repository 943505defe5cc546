import type { Colors } from 'picocolors/types.js';
import type { ComparisonResult, MetricComparison } from '../../results/index.ts';
import { visibleLine } from '../../visible/index.ts';
import {
  actualText,
  afterVerdict,
  changeText,
  comparisonVerdictNames,
  intervalText,
  metricName,
  metricText,
  metricVerdictNames,
} from '../../wording/index.ts';

type Paint = (text: string) => string;

/** The verdict and why, what speaks against the comparison, then both runs side by side. */
export function comparisonLines(result: ComparisonResult, colors: Colors): string[] {
  const { verdict, summary, warnings, metrics, slo, base, new: next } = result;
  const silent = verdict === 'untrusted' || verdict === 'not-comparable';
  const breached = silent ? [] : slo.filter(({ met }) => !met);
  return [
    `${colors.bold(verdictPaint(verdict, colors)(comparisonVerdictNames[verdict]))}  ${visibleLine(afterVerdict(comparisonVerdictNames[verdict], summary))}`,
    colors.dim(
      `  base ${visibleLine(base.file)}, ${visibleLine(base.startedAt)}; new ${visibleLine(next.file)}, ${visibleLine(next.startedAt)}`,
    ),
    ...warnings.map(({ kind, text }) =>
      kind === 'warning'
        ? `  ${colors.yellow('warning')}  ${visibleLine(text)}`
        : `  ${colors.dim(`note     ${visibleLine(text)}`)}`,
    ),
    '',
    ...table(metrics, colors),
    ...breached.map(
      (one) => `  ${colors.red('breached')}    ${visibleLine(one.slo)}  ${visibleLine(actualText(one))}`,
    ),
    ...(breached.length > 0 ? [''] : []),
  ];
}

/** Figures that nothing happened to, such as counts that are 0 in both, are left to the page. */
function table(metrics: readonly MetricComparison[], colors: Colors): string[] {
  const told = metrics.filter(({ base, new: next }) => base !== 0 || next !== 0);
  const rows = told.map((metric) => [
    visibleLine(metricName(metric.id)),
    metricText(metric.base, metric.unit),
    metricText(metric.new, metric.unit),
    changeText(metric.change),
    intervalText(metric) ?? '',
  ]);
  const head = ['', 'base', 'new', 'change', 'between'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [
    colors.dim(`  ${' '.repeat(10)}  ${line(head)}`),
    ...told.map(
      ({ verdict }, index) =>
        `  ${metricPaint(verdict, colors)(metricVerdictNames[verdict].padEnd(10))}  ${line(rows[index] ?? [])}`,
    ),
    '',
  ];
}

function metricPaint(verdict: MetricComparison['verdict'], colors: Colors): Paint {
  const paints = {
    better: colors.green,
    same: colors.dim,
    worse: colors.red,
    unclear: colors.yellow,
    'not-judged': colors.dim,
  };
  return paints[verdict];
}

function verdictPaint(verdict: ComparisonResult['verdict'], colors: Colors): Paint {
  const paints: Record<ComparisonResult['verdict'], Paint> = {
    better: colors.green,
    same: colors.green,
    worse: colors.red,
    unclear: colors.yellow,
    untrusted: colors.magenta,
    'not-comparable': colors.magenta,
  };
  return paints[verdict];
}
