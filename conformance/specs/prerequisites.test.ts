import { expect, test } from 'vitest';
import { emitting, everyone, misaddressing, together, withEveryone } from '../../fixtures/faults/ways.ts';
import { rooms } from '../contract/index.ts';
import { type Outcome, Run } from '../harness/index.ts';
import { theatre, type Wrong } from '../harness/testing/theatre.ts';
import { oneConversation } from '../harness/testing/wrong.ts';
import './index.ts';

/** What the checks of these clauses find on a server that is wrong in this way. */
async function found(wrong: Wrong, ids: readonly string[]): Promise<Record<string, Outcome>> {
  const { settings } = await theatre({ wrong, eventMs: 1_500 });
  const run = new Run(settings);
  const outcomes = await Promise.all(ids.map((id) => run.perform(id)));
  return Object.fromEntries(outcomes.map((outcome) => [outcome.id, outcome]));
}

const silent: Wrong = { override: emitting('typing', () => []) };

/** Checks that type to see what comes of it elsewhere or afterwards: that it arrives, they do not promise. */
const needTyping = ['ROM-4', 'ROM-5', 'ROM-7', 'ROM-9', 'TYP-4', 'TYP-5', 'TYP-6', 'CLM-4', 'ROB-1', 'TRN-9'];

test('where nobody is told of typing, the clause about it fails, and others point to it', async () => {
  const { 'TYP-1': promise, ...others } = await found(silent, ['TYP-1', ...needTyping]);
  expect(promise, promise?.message).toMatchObject({ verdict: 'fail' });
  for (const { id, verdict, message } of Object.values(others)) {
    expect([id, verdict], message).toEqual([id, 'not-testable']);
    expect(message, id).toMatch(
      /^A prerequisite is missing \(TYP-[12], TYP-3\)\. .* (nothing|only \d+ frames?|did not happen once)/,
    );
  }
});

test('where customers share a conversation, no check takes what it hears of the other for a leak', async () => {
  const { 'ROM-9': heard, ...own } = await found({ override: oneConversation }, ['ROM-9', 'CLM-1', 'CLM-2']);
  expect(Object.values(own).map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  expect(heard).toMatchObject({ verdict: 'not-testable', missing: { promisedBy: ['CLM-1', 'CLM-2'] } });
});

test.each<[string, Wrong['override'], string, string]>([
  [
    'another business',
    together(
      withEveryone,
      misaddressing('typing', () => [everyone]),
      () => ({
        deliver(socket, event, payload, send) {
          if (event !== 'typing' || socket.data.businessId !== 'acme') send(event, payload);
        },
      }),
    ),
    'ROM-7',
    'mallory',
  ],
  [
    'those of the business who did not join',
    (base) => ({
      emit(emission) {
        const { event, businessId, rooms: those } = emission;
        if (event !== 'typing') return base.emit(emission);
        base.emit({ ...emission, rooms: [rooms.business(businessId)], except: those });
      },
    }),
    'ROM-4',
    'mallory',
  ],
])('typing that reaches %s alone is a leak all the same', async (_whom, override, id, who) => {
  const { [id]: outcome } = await found({ override }, [id]);
  expect(outcome, outcome?.message).toMatchObject({ verdict: 'fail' });
  expect(outcome?.actual).toMatch(new RegExp(`^${who} got it: \\{"conversation_id"`));
});
