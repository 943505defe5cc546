import { UsageError } from '../../../fixtures/targets/index.ts';
import { flagOf } from '../../command/knobs.ts';
import type { Knobs } from '../../scenarios/index.ts';

/** What is handed out in whole numbers. */
const whole = ['widgets', 'agents', 'hotConversations'] as const satisfies readonly (keyof Knobs)[];

/**
 * Every task is started with the same script, so all of them have the same share. Throws a `UsageError` that names the
 * nearest counts that can be shared out.
 */
export function requireEqualShares(knobs: Pick<Knobs, (typeof whole)[number]>, workers: number): void {
  const odd = whole.filter((knob) => knobs[knob] % workers !== 0);
  if (odd.length === 0) return;
  const counts = odd.map((knob) => `${knobs[knob]} ${words[knob]}`).join(' and ');
  const nearest = odd.map((knob) => `${flagOf(knob)} ${around(knobs[knob], workers).join(' or ')}`);
  throw new UsageError(
    `All tasks on Fargate get the same share, and ${counts} cannot be shared among ${workers} alike. Nearest: ${nearest.join(', ')}.`,
  );
}

const words = { widgets: 'widgets', agents: 'agents', hotConversations: 'hot conversations' };

function around(count: number, workers: number): number[] {
  const below = Math.floor(count / workers) * workers;
  return below === 0 ? [workers] : [below, below + workers];
}
