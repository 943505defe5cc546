import { parseIsoTime, type ServerEventName, serverEventSchemas } from '../contract/index.ts';
import { frameOf } from './evidence.ts';
import type { JournalEntry } from './journal.ts';
import { type Act, isChanged, matches, mismatches, payloadOf, shown } from './matching.ts';
import { missed } from './missing.ts';
import { titleOf } from './naming.ts';
import type { Participant } from './participant.ts';
import type { Stage } from './stage.ts';
import { ClauseFailure } from './verdicts.ts';

/**
 * Waits until somebody gets what an act causes, and holds a message against the one that `near` got of it, field by
 * documented field; where that one got none, against what was sent.
 * Throws `ClauseFailure` when nothing comes in time, or something else, also where only the text is another.
 */
export async function getsAlike(stage: Stage, far: Participant, act: Act, near?: Participant): Promise<void> {
  if (act.event !== ('new_message' satisfies ServerEventName)) return void (await far.sees(act));
  const arrived = () => copyOf(stage, far, act);
  await stage.journal.until(() => arrived() ?? far.lost, stage.eventMs);
  const copy = arrived();
  if (!copy) throw missed(stage, far, act, far.lost === undefined ? stage.eventMs : undefined);
  const model = near && copyOf(stage, near, act);
  const reasons = model ? differences(stage, act, model, copy) : mismatches(act, copy);
  if (reasons.length === 0) return;
  throw new ClauseFailure({
    expected: `${titleOf(far)} gets ${act.what} ${model ? `with the same values as ${titleOf(near)}` : 'as it was sent'}.`,
    actual: `It came with other values: ${reasons.join('; ')}.`,
    nearMisses: [{ frame: frameOf(stage.journal, copy), reasons }],
  });
}

/** The frame that brought a message, be its text changed on the way. */
function copyOf({ journal }: Stage, { name }: Participant, act: Act): JournalEntry | undefined {
  const got = journal.got(name, act.event, act.since);
  return got.find((entry) => matches(act, entry)) ?? got.find((entry) => isChanged(act, entry));
}

/** In which documented fields a copy differs from its model. What the model lacks is for other clauses to judge. */
function differences({ settings }: Stage, act: Act, model: JournalEntry, copy: JournalEntry): string[] {
  const [wanted, got] = [payloadOf(model) ?? {}, payloadOf(copy) ?? {}];
  const fields = Object.keys(serverEventSchemas(settings.target.ids)[act.event].shape);
  const present = fields.filter((field) => wanted[field] !== undefined);
  const isTime = (field: string) => field.endsWith('_at');
  const identity = Object.fromEntries(
    present.filter((field) => !isTime(field)).map((field) => [field, wanted[field]]),
  );
  const times = present.filter((field) => isTime(field) && !isSameMoment(wanted[field], got[field]));
  return [
    ...mismatches({ ...act, identity }, copy),
    ...times.map((field) => `${field}: expected ${shown(wanted[field])}, got ${shown(got[field])}`),
  ];
}

/** Whether two times may well name one moment, each as finely as it can, and in a zone of its own. */
function isSameMoment(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map((time) => parseIsoTime(String(time)));
  if (!first) return true;
  if (!second) return false;
  const coarsestMs = Math.max(first.precisionMs, second.precisionMs);
  return first.zoned !== second.zoned || Math.abs(first.epochMs - second.epochMs) < coarsestMs;
}
