import { expect, test } from 'vitest';
import type { ServerEventName } from '../contract/index.ts';
import { Journal } from './journal.ts';
import type { Act } from './matching.ts';
import { tellingOf } from './opening.ts';

const content = 'pb.run.CLM-1.abcd.1';
const email = 'dana@example.com';

/** A journal after dana's first message, and what it tells of her conversation. */
function opening() {
  const journal = new Journal();
  journal.record('dana', 'got', 'conversation_created', [{ conversation_id: 1 }]);
  const act: Act<'new_message'> = {
    event: 'new_message',
    identity: { content },
    since: journal.position,
    atMs: 0,
    what: 'the first message of dana',
  };
  const got = (who: string, event: string, ...args: unknown[]) => journal.record(who, 'got', event, args);
  const told = () => {
    const telling = tellingOf(journal, act, { name: 'dana', email });
    return telling && [telling.id, telling.certain];
  };
  return { journal, got, told };
}

test.each<[string, string, string, unknown]>([
  ['its own new_message', 'dana', 'new_message', { content, conversation_id: 5 }],
  ['the business room', 'olga', 'new_message', { content, conversation_id: 5 }],
  ['an event that names the customer', 'dana', 'opened', { conversation_id: 5, customer: { email } }],
  ['one that nests the id', 'olga', 'opened', { conversation: { conversation_id: 5, first: content } }],
])('%s tells it for certain', (_way, who, event, payload) => {
  const { got, told } = opening();
  expect(told()).toBeUndefined();
  got(who, event, payload);
  expect(told()).toEqual([5, true]);
});

test.each([[{ conversation_id: 5 }], [{ ok: true, data: { conversation_id: 5 } }]])(
  'an acknowledgement tells it for certain: %j',
  (answer) => {
    const { journal, told } = opening();
    journal.record('olga', 'note', 'acknowledgement of client_message', [{ conversation_id: 4 }]);
    journal.record('dana', 'note', 'acknowledgement of client_message', [null, answer]);
    expect(told()).toEqual([5, true]);
  },
);

test('an acknowledgement counts before all else, wherever in it the id is', () => {
  const { journal, got, told } = opening();
  got('dana', 'new_message', { content, conversation_id: 6 });
  journal.record('dana', 'note', 'acknowledgement of client_message', [{ ok: true }, { conversation_id: 5 }]);
  expect(told()).toEqual([5, true]);
});

test('no other note and nothing that was sent tells it', () => {
  const { journal, told } = opening();
  journal.record('dana', 'note', 'connected', [{ conversation_id: 5 }]);
  journal.record('dana', 'sent', 'acknowledgement', [{ conversation_id: 5, content }]);
  expect(told()).toBeUndefined();
});

test('an event of the target’s own that names nobody is a hint, as long as no other says otherwise', () => {
  const { got, told } = opening();
  got('dana', 'conversation_created', { conversation_id: 5 });
  expect(told()).toEqual([5, false]);
  got('dana', 'joined', { conversation_id: '5' });
  expect(told()).toEqual([5, false]);
  got('dana', 'conversation_created', { conversation_id: 6 });
  expect(told()).toBeUndefined();
  got('dana', 'new_message', { content, conversation_id: 6 });
  expect(told()).toEqual([6, true]);
});

test.each<[string, string, ServerEventName | 'opened', unknown]>([
  ['somebody else’s message', 'dana', 'new_message', { content: 'hi', conversation_id: 5 }],
  ['another documented event', 'dana', 'conversation_assigned', { conversation_id: 5, assigned_by: 1 }],
  ['another one that quotes', 'dana', 'typing', { conversation_id: 5, user_id: email, is_typing: true }],
  ['another one with the text', 'dana', 'read', { content, conversation_id: 5 }],
  ['a hint to somebody else', 'olga', 'opened', { conversation_id: 5 }],
  ['bytes', 'dana', 'opened', new Uint8Array(9)],
  ['an id that is none', 'dana', 'new_message', { content, conversation_id: { $gt: 0 } }],
])('%s tells nothing', (_way, who, event, payload) => {
  const { got, told } = opening();
  got(who, event, payload);
  expect(told()).toBeUndefined();
});
