import picocolors from 'picocolors';
import { comparisonMarkdown } from '../../markdown/index.ts';
import type { ComparisonResult } from '../../results/index.ts';
import { appendStepSummary, command } from '../github.ts';
import { fileLines, type Output, type ReporterOptions, wantsColor, withoutOrders } from '../output.ts';
import { comparisonLines } from './lines.ts';

/** Prints a comparison and where it was written; on GitHub also as annotations and as the summary of the step. */
export function printComparison(
  result: ComparisonResult,
  files: readonly string[],
  { stdout, env }: { stdout: Output & { isTTY?: boolean }; env: ReporterOptions['env'] },
): void {
  const colors = picocolors.createColors(wantsColor(env, Boolean(stdout.isTTY) && env.TERM !== 'dumb'));
  const lines = [...comparisonLines(result, colors), ...fileLines(files).slice(1)].map(withoutOrders);
  const orders = env.GITHUB_ACTIONS === 'true' ? annotations(result) : [];
  const problem = appendStepSummary(env.GITHUB_STEP_SUMMARY, comparisonMarkdown(result));
  stdout.write(`${[...lines, ...orders, ...(problem ? [problem] : [])].join('\n')}\n`);
}

/** What keeps the gate closed, as errors; what speaks against the comparison, or cannot be told, as warnings. */
function annotations({ gate, warnings, verdict, summary, new: next }: ComparisonResult): string[] {
  const title = `load ${next.scenario}, compared`;
  return [
    ...gate.reasons.map((reason) => command('error', title, reason)),
    ...(verdict === 'unclear' ? [command('warning', title, summary)] : []),
    ...warnings.filter(({ kind }) => kind === 'warning').map(({ text }) => command('warning', title, text)),
  ];
}
