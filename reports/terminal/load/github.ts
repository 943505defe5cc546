import type { LoadResult } from '../../results/index.ts';
import {
  actualText,
  amount,
  duration,
  latencyFigures,
  latencyText,
  ledgerWords,
  loadSummaryAfterVerdict,
  loadVerdictNames,
} from '../../wording/index.ts';
import { command, markdown } from '../github.ts';

/** Workflow commands that show beside the run what keeps it from exit code 0. */
export function loadAnnotations({ scenario, trust, slo }: LoadResult): string[] {
  if (!trust.trusted) {
    return trust.reasons.map(({ reason, advice }) =>
      command('error', `load ${scenario} cannot be trusted`, `${reason} ${advice}`),
    );
  }
  return slo
    .filter(({ met }) => !met)
    .map((one) => command('error', `load ${scenario}: SLO breached`, `${one.slo}: ${actualText(one)}`));
}

/** The result as Markdown, for the summary of the step. */
export function loadStepSummary(result: LoadResult): string {
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

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
