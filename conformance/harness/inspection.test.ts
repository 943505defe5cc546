import { describe, expect, test } from 'vitest';
import {
  type IdForm,
  type ServerEventName,
  type ServerPayloads,
  serverEventNames,
  shapeClauseOf,
} from '../contract/index.ts';
import { Inspection } from './inspection.ts';
import { Journal } from './journal.ts';
import { textMark } from './matching.ts';

const token = `${textMark}run.TYP-4.abcd`;
const conversation = 3;
const at = '2026-01-31T09:30:00.000Z';

const valid: ServerPayloads = {
  new_message: { id: 7, content: `${token}.1`, sender_type: 'customer', conversation_id: 3, created_at: at },
  typing: { conversation_id: 3, user_id: 9, is_typing: true },
  delivered: { message_id: 7, delivered_at: at },
  read: { message_id: 7, read_at: at },
  agent_status_changed: { agent_id: 1, status: 'live' },
  conversation_assigned: { conversation_id: 3, assigned_by: 1 },
};

/** An inspection in the check of TYP-4, which opened conversation 3, and a way to let frames arrive. */
function inspecting(ids: IdForm = 'number') {
  const journal = new Journal();
  const inspection = new Inspection(journal, 'TYP-4', token, ids);
  inspection.ownConversations.add(String(conversation));
  inspection.ownUsers.add('9');
  const got = (event: string, ...args: unknown[]) => {
    const entry = journal.record('bob', 'got', event, args);
    inspection.inspect(entry);
    return entry;
  };
  return { inspection, got };
}

describe('a frame of the check’s own', () => {
  test('that fits its schema, with extra fields or without, is no violation', () => {
    const { inspection, got } = inspecting();
    for (const event of serverEventNames) {
      expect(got(event, valid[event]).foreign).toBeUndefined();
      got(event, { ...valid[event], extra: { anything: true } });
    }
    got('an_event_of_its_own', 'whatever');
    expect(inspection.violations).toEqual([]);
    expect(inspection.foreign.size).toBe(0);
  });

  test.each(serverEventNames)('that breaks the schema of %s counts against the clause about it', (event) => {
    const { inspection, got } = inspecting();
    got('new_message', valid.new_message);
    const [field] = Object.keys(valid[event]).slice(-1) as [string];
    got(event, { ...valid[event], [field]: null });
    expect(inspection.violations).toEqual([
      {
        clause: shapeClauseOf[event],
        event,
        reasons: [expect.stringMatching(new RegExp(`^${field}: `))],
        frame: expect.objectContaining({ who: 'bob', direction: 'got', event }),
      },
    ]);
  });

  test('that the check provoked counts against that check itself, other events do not', () => {
    const { inspection, got } = inspecting();
    inspection.provoked.add('typing');
    got('typing', { ...valid.typing, user_id: null });
    got('new_message', { ...valid.new_message, id: null });
    expect(inspection.violations.map(({ clause, unprovoked, event }) => [clause, unprovoked, event])).toEqual(
      [
        ['TYP-4', 'TYP-3', 'typing'],
        ['MSG-1', undefined, 'new_message'],
      ],
    );
  });

  test('without a payload that is an object is one, too, and says what came', () => {
    const { inspection, got } = inspecting();
    got('conversation_assigned');
    got('read', 'text');
    got('delivered', null);
    got('agent_status_changed', new Uint8Array(9));
    expect(inspection.violations.map(({ reasons }) => reasons.join())).toEqual([
      'there is no payload',
      expect.stringMatching(/^payload: .*object/),
      expect.stringMatching(/^payload: .*object/),
      'payload: expected an object, received bytes',
    ]);
  });

  test('is kept beside others, about the same event or of the same clause', () => {
    const { inspection, got } = inspecting();
    for (const event of ['typing', 'agent_status_changed'] as const) inspection.provoked.add(event);
    const message = got('new_message', valid.new_message);
    for (let index = 0; index < 5; index += 1) {
      got('typing', { ...valid.typing, user_id: null });
      inspection.violated('MSG-8', message, ['the id of another'], { expected: 'Ids are unique.' });
    }
    got('agent_status_changed', {});
    got('new_message', { ...valid.new_message, id: null });
    expect(inspection.violations.slice(-2)).toMatchObject([
      { clause: 'TYP-4', event: 'agent_status_changed' },
      { clause: 'MSG-1', event: 'new_message' },
    ]);
    expect(inspection.violations.filter(({ expected }) => expected === 'Ids are unique.')).toHaveLength(5);
  });

  test('is kept five times per event at most', () => {
    const { inspection, got } = inspecting();
    for (let index = 0; index < 50; index += 1) {
      got('typing', { ...valid.typing, user_id: null });
      got('agent_status_changed', {});
    }
    const count = (event: ServerEventName) =>
      inspection.violations.filter((violation) => violation.event === event).length;
    expect([count('typing'), count('agent_status_changed')]).toEqual([5, 5]);
  });
});

describe('whose a frame is', () => {
  test.each<[string, ServerEventName, object]>([
    [
      'a text of another check',
      'new_message',
      { ...valid.new_message, content: `${textMark}run.MSG-1.ffff.1` },
    ],
    ['another conversation', 'typing', { ...valid.typing, conversation_id: 4 }],
    ['another conversation, assigned', 'conversation_assigned', { conversation_id: 4, assigned_by: 1 }],
    ['a message that this check never saw', 'read', { message_id: 8, read_at: at }],
  ])('%s is foreign: noted when it is broken, never held against the target', (_name, event, payload) => {
    const { inspection, got } = inspecting();
    expect(got(event, payload).foreign).toBe(true);
    expect(inspection.foreign.size).toBe(0);
    const broken: Record<string, unknown> = { ...payload, read_at: 5, created_at: 5, is_typing: 5 };
    delete broken.assigned_by;
    got(event, broken);
    got(event, broken);
    expect(inspection.violations).toEqual([]);
    expect([...inspection.foreign]).toEqual([[event, 2]]);
  });

  test.each([undefined, null, {}, ['3'], true])(
    'typing whose conversation is %j is told by who types',
    (conversation_id) => {
      const { inspection, got } = inspecting();
      expect(got('typing', { ...valid.typing, conversation_id, user_id: 10 }).foreign).toBe(true);
      expect(inspection.violations).toEqual([]);
      expect(got('typing', { ...valid.typing, conversation_id }).foreign).toBeUndefined();
      expect(inspection.violations).toMatchObject([{ clause: 'TYP-3', event: 'typing' }]);
    },
  );

  test.each([[[]], [[null]], [['text']], [[{}]], [[{ is_typing: true }]], [[{ user_id: null }]]])(
    'typing that names nobody at all is nobody’s: %j',
    (args) => {
      const { inspection, got } = inspecting();
      expect(got('typing', ...args).foreign).toBe(true);
      expect(inspection.violations).toEqual([]);
      expect([...inspection.foreign]).toEqual([['typing', 1]]);
    },
  );

  test('a receipt is foreign though something else had its id', () => {
    const { inspection, got } = inspecting();
    got('agent_status_changed', { agent_id: 1, status: 'live', id: 8 });
    got('new_message', { ...valid.new_message, id: undefined });
    expect(got('read', { message_id: 8, read_at: at }).foreign).toBe(true);
    expect(got('read', { message_id: 'undefined', read_at: at }).foreign).toBe(true);
    expect(inspection.foreign.size).toBe(0);
  });

  test('a receipt is the check’s own when it saw the message', () => {
    const { inspection, got } = inspecting();
    got('new_message', valid.new_message);
    got('delivered', { message_id: '7', delivered_at: 'yesterday' });
    expect(inspection.violations).toMatchObject([{ clause: 'RCP-1', event: 'delivered' }]);
  });

  test('its own text in a conversation of a wrong id is still its own', () => {
    const { inspection, got } = inspecting();
    got('new_message', { ...valid.new_message, conversation_id: 99, id: 'x' });
    expect(inspection.violations).toMatchObject([{ clause: 'MSG-1', event: 'new_message' }]);
  });

  test('a conversation whose id comes as text is the check’s own, and the id a violation', () => {
    const { inspection, got } = inspecting();
    got('typing', { ...valid.typing, conversation_id: '3' });
    expect(inspection.violations).toMatchObject([
      { clause: 'TYP-3', reasons: [expect.stringMatching(/^conversation_id: /)] },
    ]);
  });
});

test('a frame is misshapen when it is the check’s own, or may be, and breaks its schema', () => {
  const { inspection, got } = inspecting();
  const isMisshapen = (event: string, ...args: unknown[]) => inspection.isMisshapen(got(event, ...args));
  for (const event of serverEventNames) {
    expect(isMisshapen(event, valid[event]), event).toBe(false);
    const [field] = Object.keys(valid[event]).slice(-1) as [string];
    expect(isMisshapen(event, { ...valid[event], [field]: null }), event).toBe(true);
  }
  expect(isMisshapen('typing', { ...valid.typing, conversation_id: 4, user_id: null })).toBe(false);
  expect(isMisshapen('an_event_of_its_own', 'whatever')).toBe(false);
});

test('ids have the form that the configuration says', () => {
  const uuid = '3b241101-e2bb-4255-8caf-4136c566a962';
  const typing = { conversation_id: uuid, user_id: uuid, is_typing: true };
  const count = (form: IdForm, payload: object) => {
    const { inspection, got } = inspecting(form);
    inspection.ownConversations.add(uuid);
    got('typing', payload);
    return inspection.violations.length;
  };
  expect([count('uuid', typing), count('any', typing), count('number', typing)]).toEqual([0, 0, 1]);
  expect([count('uuid', valid.typing), count('any', valid.typing), count('number', valid.typing)]).toEqual([
    1, 0, 0,
  ]);
});

test('hostile payloads are judged, never thrown at', () => {
  const { inspection, got } = inspecting();
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const proto = JSON.parse('{"__proto__":{"conversation_id":3},"constructor":1,"toString":2}');
  for (const payload of [deep, proto, { content: deep }, Object.create(null), [], new Uint8Array(9), 1n]) {
    for (const event of serverEventNames) got(event, payload);
  }
  const judged = inspection.violations.map(({ event }) => event);
  expect(new Set([...judged, ...inspection.foreign.keys()])).toEqual(new Set(serverEventNames));
});
