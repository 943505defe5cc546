import { expect, test } from 'vitest';
import { emitting, type Override } from '../../fixtures/faults/ways.ts';
import type { Emission } from '../../fixtures/reference-server/behaviour.ts';
import { type Id, rooms } from '../contract/index.ts';
import { Run } from '../harness/index.ts';
import { type Plot, theatre } from '../harness/testing/theatre.ts';
import './index.ts';

/** Who has a conversation, as far as an assignment tells: the suite assigns to one of two agents in the other's name. */
type Holder = Id | undefined;

function assignment(businessId: string, conversation_id: Id, assigned_by: Id): Emission {
  const payload = { conversation_id, assigned_by };
  const to = [rooms.business(businessId)];
  return {
    event: 'conversation_assigned',
    payload,
    rooms: to,
    except: [],
    scope: 'everywhere',
    businessId,
  };
}

/** Tells of an assignment only when the conversation had another agent; `first` says whose it is from the beginning. */
const tellsChanges = (first: Holder): Override => {
  return (base, context) => {
    const holders = new Map<Id, Holder>();
    return emitting('conversation_assigned', (emission) => {
      const { conversation_id, assigned_by } = emission.payload;
      const isChange = (holders.get(conversation_id) ?? first) !== assigned_by;
      holders.set(conversation_id, assigned_by);
      return isChange ? [emission] : [];
    })(base, context);
  };
};

/** The first agent gets every conversation as it opens, of which the business is told a moment later. */
const assignsOnOpening: Override = (base, context) => ({
  ...tellsChanges(2)(base, context),
  async openConversation(socket) {
    const id = await base.openConversation(socket);
    setTimeout(() => base.emit(assignment(socket.data.businessId, id, 2)), 5);
    return id;
  },
});

/** Whoever answers in a conversation takes it over. */
const assignsOnAnswer: Override = (base) => ({
  emit(emission) {
    base.emit(emission);
    const { event, origin, businessId, conversationId } = emission;
    if (event !== 'new_message' || origin || conversationId === undefined) return;
    setTimeout(() => base.emit(assignment(businessId, conversationId, 1)), 30);
  },
});

/** What an agent answers was read; to mark it later says nothing new. */
const readsOnAnswer: Override = (base) => {
  const unread = new Map<Id, Id[]>();
  const read = new Set<Id>();
  return {
    emit(emission) {
      const { event, origin, conversationId = '' } = emission;
      const { id, message_id } = emission.payload as { id: Id; message_id: Id };
      if (event === 'read' && read.has(message_id)) return;
      base.emit(emission);
      if (event === 'read') read.add(message_id);
      if (event !== 'new_message') return;
      const before = (unread.get(conversationId) ?? []).filter((one) => !read.has(one));
      unread.set(conversationId, origin ? [...before, id] : [id]);
      for (const one of origin ? [] : before) {
        read.add(one);
        const payload = { message_id: one, read_at: new Date().toISOString() };
        base.emit({ ...emission, event: 'read', payload });
      }
    },
  };
};

/** Typing is a state: what changes nothing is not told, and it ends by itself after a while. */
const typingExpires: Override = (base) => {
  const typing = new Map<string, NodeJS.Timeout>();
  return {
    emit(emission) {
      if (emission.event !== 'typing') return base.emit(emission);
      const payload = emission.payload as { user_id: Id; is_typing: boolean };
      const key = `${emission.rooms.join()} ${payload.user_id}`;
      const isChange = payload.is_typing !== typing.has(key);
      clearTimeout(typing.get(key));
      typing.delete(key);
      const end = () => {
        typing.delete(key);
        base.emit({ ...emission, payload: { ...payload, is_typing: false } });
      };
      if (payload.is_typing) typing.set(key, setTimeout(end, 400).unref());
      if (isChange) base.emit(emission);
    },
  };
};

const assigning = ['ASG-1', 'ASG-2', 'ASG-3', 'BKP-1', 'BKP-2'];
const about = (section: string, ...numbers: number[]) => numbers.map((number) => `${section}-${number}`);

/** Servers that keep every promise in another way than ours, and the clauses that have to see it. */
const designs: [what: string, override: Override, clauses: string[]][] = [
  ['the first agent has every conversation from the beginning', tellsChanges(2), assigning],
  ['the second agent has every conversation from the beginning', tellsChanges(1), assigning],
  ['conversations are assigned, and that is told, when they open', assignsOnOpening, assigning],
  ['a conversation is assigned to whoever answers in it', assignsOnAnswer, [...assigning, 'MSG-9']],
  ['what an agent answers was read', readsOnAnswer, [...about('RCP', 1, 2, 3, 4, 5, 6), 'BKP-1']],
  [
    'typing is a state, which ends by itself',
    typingExpires,
    [
      ...about('TYP', 1, 2, 3, 4, 5, 6),
      ...about('ROM', 3, 4, 5, 6, 7, 8, 9),
      'CLM-4',
      ...about('BKP', 1, 2, 3),
    ],
  ],
];

async function outcomes(plot: Plot, ids: readonly string[]) {
  const run = new Run((await theatre(plot)).settings);
  return Promise.all(ids.map((id) => run.perform(id)));
}

/** All are checked at once; where a server is silent for a reason, a check waits. */
const timeout = 60_000;

test('whoever keeps the promises in another way is not accused', { timeout }, async () => {
  const checked = designs.map(async ([what, override, ids]) => {
    const found = await outcomes({ wrong: { override }, eventMs: 1_500 }, ids);
    const passed = found.filter(({ verdict, violations }) => verdict === 'pass' && violations.length === 0);
    return found
      .filter((outcome) => !passed.includes(outcome))
      .map(({ id, verdict, message, violations }) => ({ what, id, verdict, message, violations }));
  });
  expect((await Promise.all(checked)).flat()).toEqual([]);
});

test('with one agent alone, silence proves nothing, and what is told is judged', async () => {
  const businesses = [
    { id: 'acme', agents: [1] },
    { id: 'globex', agents: [3] },
  ];
  const silent = { wrong: { override: emitting('conversation_assigned', () => []) }, eventMs: 300 };
  for (const { verdict, message } of await outcomes({ ...silent, target: { businesses } }, [
    'ASG-1',
    'ASG-2',
  ])) {
    expect(verdict, message).toBe('not-testable');
    expect(message).toMatch(/who may have had it already: a second agent id of business "acme" is needed/);
  }
  const [first, second] = await outcomes({ target: { businesses } }, ['ASG-1', 'ASG-2']);
  expect([first, second]).toMatchObject([{ verdict: 'pass' }, { verdict: 'pass' }]);
  expect(first?.notes).toEqual([expect.stringMatching(/^One assignment was checked: .* second agent id/)]);
});
