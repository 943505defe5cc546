import { type Act, isAstray, isChanged, nearMisses, payloadOf, shown } from './matching.ts';
import { counted, titleOf } from './naming.ts';
import type { Participant } from './participant.ts';
import { contentPromises, continuedPromises, eventPromises, formPromises, keptPromises } from './promises.ts';
import type { Stage } from './stage.ts';
import { ClauseFailure, PrerequisiteFailure } from './verdicts.ts';

/**
 * Why somebody did not get what an act should have caused. Where it came in a form that it cannot be told by, or in
 * another place, that is for the clauses about this to judge. `waitedMs` is absent where the connection was lost.
 */
export function missed(
  stage: Stage,
  one: Participant,
  act: Act,
  waitedMs: number | undefined,
): ClauseFailure {
  const { journal, inspection } = stage;
  const same = journal.got(one.name, act.event, act.since);
  const arrived = arrivedInstead(stage, one, act, same.length);
  const words = {
    expected: `${titleOf(one)} gets \`${act.event}\` ${shown(act.identity)} after ${act.what}.`,
    actual:
      waitedMs === undefined
        ? `${one.name} lost the connection (${one.lost}); until then ${arrived}.`
        : `Within ${waitedMs} ms ${arrived}.`,
    nearMisses: nearMisses(journal, act, same),
    excusedBy: [...(one.lost ? keptPromises : []), ...(stage.disturbed ? eventPromises(act) : [])],
  };
  const astray = journal.entries.slice(act.since).find((entry) => isAstray(act, entry));
  if (astray) {
    const { conversation_id: where } = payloadOf(astray) ?? {};
    const actual = `${words.actual} ${astray.who} got it in conversation ${shown(where)}.`;
    return new PrerequisiteFailure(continuedPromises, { ...words, actual });
  }
  if (same.some((entry) => isChanged(act, entry)))
    return new PrerequisiteFailure(contentPromises(one), words);
  if (same.some((entry) => inspection.isMisshapen(entry)))
    return new PrerequisiteFailure(formPromises[act.event], words);
  return new ClauseFailure(words);
}

function arrivedInstead({ journal }: Stage, { name }: Participant, act: Act, same: number): string {
  if (same > 0) {
    return `${same} other \`${act.event}\` arrived, ${same === 1 ? 'which is not the one' : 'none of which is the one'}`;
  }
  const others = journal.entries
    .slice(act.since)
    .filter(({ who, direction, event }) => who === name && direction === 'got' && event !== act.event);
  return others.length > 0
    ? `only ${counted(others.length, 'frame')} of other events arrived`
    : 'nothing arrived';
}
