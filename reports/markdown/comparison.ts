import type { ComparisonResult } from '../results/index.ts';
import {
  actualText,
  afterVerdict,
  changeText,
  comparisonVerdictNames,
  intervalText,
  metricName,
  metricText,
  metricVerdictNames,
} from '../wording/index.ts';
import { markdown, table } from './text.ts';

/** The comparison as Markdown: the verdict, what is to be known, every metric, the SLOs of the new run. */
export function comparisonMarkdown(result: ComparisonResult): string {
  const { verdict, summary, warnings, metrics, slo, base, new: next } = result;
  const silent = verdict === 'untrusted' || verdict === 'not-comparable';
  return [
    `## PingBack load ${markdown(next.scenario)}, compared: ${comparisonVerdictNames[verdict]}`,
    markdown(afterVerdict(comparisonVerdictNames[verdict], summary)),
    `Base ${markdown(`${base.file}, ${base.startedAt}`)}; new ${markdown(`${next.file}, ${next.startedAt}`)}.`,
    ...(warnings.length > 0
      ? [warnings.map(({ kind, text }) => `- ${kind}: ${markdown(text)}`).join('\n')]
      : []),
    table(
      ['Metric', 'Base', 'New', 'Change', 'Between', 'Verdict'],
      metrics.map((metric) => [
        markdown(metricName(metric.id)),
        metricText(metric.base, metric.unit),
        metricText(metric.new, metric.unit),
        changeText(metric.change),
        intervalText(metric) ?? '–',
        metric.verdict === 'worse' ? '**worse**' : metricVerdictNames[metric.verdict],
      ]),
    ),
    ...(slo.length > 0
      ? [
          table(
            ['SLO of the new run', 'Measured', 'Verdict'],
            slo.map((one) => [
              markdown(one.slo),
              markdown(actualText(one)),
              silent ? 'not judged' : one.met ? 'met' : '**breached**',
            ]),
          ),
        ]
      : []),
    '',
  ].join('\n\n');
}
