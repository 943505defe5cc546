import type { LoadResult } from '../../results/index.ts';
import { actualText } from '../../wording/index.ts';
import { command } from '../github.ts';

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
