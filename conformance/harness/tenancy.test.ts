import { expect, test } from 'vitest';
import { leaking, leakingToIdle } from '../../fixtures/faults/ways.ts';
import { Agent } from './agent.ts';
import { Inspection } from './inspection.ts';
import { Journal } from './journal.ts';
import { letIn } from './sentinels.ts';
import { Tenancy } from './tenancy.ts';
import { type Override, theatre } from './testing/theatre.ts';

/** What is held against the target when these payloads reach eve, of globex; `tell` says who did what before. */
function found(tell: (tenancy: Tenancy) => void, ...payloads: unknown[]) {
  const tenancy = new Tenancy();
  tell(tenancy);
  const journal = new Journal();
  const inspection = new Inspection(journal, 'ROM-3', 'pb.run.ROM-3.ab', 'number');
  for (const payload of payloads)
    tenancy.inspect(inspection, journal.record('eve', 'got', 'new_message', [payload]), 'globex');
  return inspection.violations;
}

const text = 'pb.run.ROM-4.cd.7';

test('what is said in a conversation of one business and reaches another breaks ROM-7', () => {
  expect(
    found((tenancy) => tenancy.said(`  ${text} 🦊`, 'acme', 'acme'), { content: `${text} ??` }),
  ).toMatchObject([
    {
      clause: 'ROM-7',
      event: 'new_message',
      expected: 'Nothing that happens in a conversation reaches another business.',
      reasons: ['eve belongs to business "globex", and the conversation to business "acme"'],
      frame: { who: 'eve' },
    },
  ]);
});

test('so does typing, whatever type the user id travels as', () => {
  const typed = (tenancy: Tenancy) => tenancy.typed(9, 'acme', 'acme');
  expect(found(typed, { user_id: 9 }, { user_id: '9' })).toHaveLength(2);
  expect(found(typed, { user_id: 8 }, { user_id: null }, {}, null)).toEqual([]);
});

test('what a business gets of its own, or of what nobody knows, breaks nothing', () => {
  const own = (tenancy: Tenancy) => {
    tenancy.said(text, 'globex', 'globex');
    tenancy.said('no text of the suite', 'acme', 'acme');
    tenancy.typed(9, 'globex', 'globex');
  };
  // The conversation's id may well be that of one in the other business.
  const message = { content: text, conversation_id: 1, id: 1 };
  const others = [{ content: 'no text of the suite' }, { content: 'pb.other.1' }, { content: 5 }];
  expect(found(own, message, ...others, { user_id: 9, conversation_id: 1 })).toEqual([]);
});

test('what somebody tries in a conversation of another business is for that check to judge', () => {
  const tries = (tenancy: Tenancy) => {
    tenancy.said(text, 'acme', 'globex');
    tenancy.typed(9, 'acme', 'globex');
    tenancy.typed(9, 'acme', 'acme');
    tenancy.typed(8, 'acme', 'acme');
    tenancy.typed(8, 'acme', 'globex');
  };
  expect(found(tries, { content: text }, { user_id: 9 }, { user_id: 8 })).toEqual([]);
});

/** What the stages of two checks find, each with a stranger, while others talk in the first one's conversation. */
async function overheard(override?: Override) {
  const { stage: make } = await theatre(override ? { wrong: { override } } : {});
  const [stage, elsewhere] = [make('ROM-3'), make('ASG-3')];
  const eva = await stage.connect({ name: 'eva', stranger: true });
  const eve = await elsewhere.connect({ name: 'eve', stranger: true });
  const conversation = await stage.openConversation();
  const bob = await stage.connect({ name: 'bob' });
  await letIn(stage, [bob], conversation);
  const { customer: ada } = conversation;
  for (const act of [ada.says(), ada.startsTyping()]) await bob.sees(act);
  await bob.sees(await new Agent(stage, { id: 'acme', agents: [1] }).says(conversation));
  // What they get now comes behind whatever leaked.
  for (const [place, stranger] of [
    [stage, eva],
    [elsewhere, eve],
  ] as const)
    await letIn(place, [stranger], await place.openConversation({ stranger: true }));
  return [stage, elsewhere].map(({ inspection }) =>
    inspection.violations.map(({ clause, event, frame }) => `${clause}: ${frame.who} got ${event}`),
  );
}

test('every check sees what leaks, also from others of its run', async () => {
  const [own, others] = await overheard(leaking(['new_message', 'typing']));
  expect(own).toEqual(expect.arrayContaining(['ROM-7: eva got new_message', 'ROM-7: eva got typing']));
  expect(others).toEqual(expect.arrayContaining(['ROM-7: eve got new_message', 'ROM-7: eve got typing']));
});

test('what agents say is seen as well', async () => {
  const agents = leakingToIdle('new_message', ({ origin }) => origin === undefined);
  expect(await overheard(agents)).toEqual([['ROM-7: eva got new_message'], ['ROM-7: eve got new_message']]);
});

test('where nothing leaks, nothing is found', async () => {
  expect(await overheard()).toEqual([[], []]);
});
