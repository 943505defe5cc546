import type { JournalEntry } from './journal.ts';
import { type Act, nearMisses, shown } from './matching.ts';
import type { Participant } from './participant.ts';
import { eventPromises, formPromises, sentPromises } from './promises.ts';
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
  const those = await toldOf(stage, audience, act);
  if (!those) throw untold(stage, audience, act);
  return those;
}

/** As `told`; nothing when nobody is. */
export async function toldOf(
  { journal, eventMs }: Stage,
  audience: readonly Participant[],
  act: Act,
): Promise<[Participant, ...Participant[]] | undefined> {
  return journal.until(() => {
    const [first, ...others] = audience.filter((one) => one.gotOf(act).length > 0);
    return first && ([first, ...others] as [Participant, ...Participant[]]);
  }, eventMs);
}

/**
 * The failure of an act that none of these was told of: where nothing came at all, of the clause that promises the event;
 * where it came in a form that it cannot be told by, of those about its form; where what came may be somebody else's, of both.
 */
export function untold(stage: Stage, audience: readonly Participant[], act: Act): PrerequisiteFailure {
  const { journal, eventMs } = stage;
  const others = othersThan(stage, audience, act);
  const instead = isMisshapen(stage, audience, act) ? formPromises[act.event] : eventPromises(act);
  return new PrerequisiteFailure(others.length === 0 ? sentPromises(act) : instead, {
    expected: `Somebody of the business gets \`${act.event}\` ${shown(act.identity)} after ${act.what}.`,
    actual: `Within ${eventMs} ms neither the customer, nor those who joined, nor the rest of the business got it; ${others.length} other \`${act.event}\` arrived.`,
    nearMisses: nearMisses(journal, act, others),
  });
}

/** Whether what an act caused came in a form that it cannot be told by. */
export function isMisshapen(stage: Stage, audience: readonly Participant[], act: Act): boolean {
  return othersThan(stage, audience, act).some((entry) => stage.inspection.isMisshapen(entry));
}

/** Events of the kind that came after the act, which nobody was told of. */
function othersThan({ journal }: Stage, audience: readonly Participant[], act: Act): JournalEntry[] {
  const since = journal.positionAt(act.atMs);
  return audience.flatMap((one) => journal.got(one.name, act.event, since));
}
