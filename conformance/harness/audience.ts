import { type Act, nearMisses, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import { eventPromises, formPromises } from './promises.ts';
import type { Stage } from './stage.ts';
import { PrerequisiteFailure } from './verdicts.ts';

/**
 * Waits until somebody of the business is told, and returns who: the page leaves open who that is.
 * Throws `PrerequisiteFailure`, with what they got instead, when nobody is told in time.
 */
export async function told(
  stage: Stage,
  audience: readonly Participant[],
  act: Act,
): Promise<[Participant, ...Participant[]]> {
  const { journal, inspection, eventMs } = stage;
  const those = await journal.until(() => {
    const [first, ...others] = audience.filter((one) => one.gotOf(act).length > 0);
    return first && ([first, ...others] as [Participant, ...Participant[]]);
  }, eventMs);
  if (those) return those;
  const others = audience.flatMap((one) => journal.got(one.name, act.event, act.since));
  const isMisshapen = others.some((entry) => inspection.isMisshapen(entry));
  throw new PrerequisiteFailure(isMisshapen ? formPromises[act.event] : eventPromises(act), {
    expected: `Somebody of the business gets \`${act.event}\` ${shown(act.identity)} after ${act.what}.`,
    actual: `Within ${eventMs} ms neither the customer, nor those who joined, nor the rest of the business got it; ${others.length} other \`${act.event}\` arrived.`,
    nearMisses: nearMisses(journal, act, others),
  });
}
