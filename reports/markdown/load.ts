import type { LoadResult } from '../results/index.ts';
import {
  actualText,
  amount,
  duration,
  latencyFigures,
  latencyText,
  ledgerWords,
  loadSummaryAfterVerdict,
  loadVerdictNames,
} from '../wording/index.ts';
import { markdown, table } from './text.ts';

/** The result as Markdown: the verdict, latencies, the ledger, the SLOs. */
export function loadMarkdown(result: LoadResult): string {
  const { scenario, verdict, partial, question, target, events, ledger, slo, trust } = result;
  const figures = Object.keys(latencyFigures) as (keyof typeof latencyFigures)[];
  const counts = Object.entries(ledgerWords) as [keyof typeof ledger, string][];
  const verdictOf = (met: boolean) => (!trust.trusted ? 'not judged' : met ? 'met' : 'breached');
  return [
    `## PingBack load ${markdown(scenario)}: ${loadVerdictNames[verdict]}${partial ? ', interrupted' : ''}`,
    markdown(loadSummaryAfterVerdict(result)),
    `${markdown(question)} ${duration(result.durationMs)} against ${markdown(target.choice)}.`,
    table(
      ['Latency', ...Object.values(latencyFigures)],
      Object.entries(events).map(([event, { latencyMs }]) => [
        markdown(event),
        ...figures.map((figure) => latencyText(latencyMs, figure)),
      ]),
    ),
    table(
      counts.map(([, words]) => words),
      [counts.map(([name]) => amount(ledger[name]))],
    ),
    table(
      ['SLO', 'Measured', 'Verdict'],
      slo.map((one) => [markdown(one.slo), markdown(actualText(one)), verdictOf(one.met)]),
    ),
    '',
  ].join('\n\n');
}
