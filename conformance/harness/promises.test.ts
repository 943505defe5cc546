import { expect, test } from 'vitest';
import { type ServerEventName, serverEventNames } from '../contract/index.ts';
import type { Act } from './matching.ts';
import type { Participant, Role } from './participant.ts';
import {
  arrivalPromises,
  connectPromises,
  contentPromises,
  continuedPromises,
  eventPromises,
  formPromises,
  foundationsFirst,
  handshakePromises,
  joinPromises,
  keptPromises,
  oncePromises,
  sentPromises,
} from './promises.ts';

test.each<[string, Omit<Role, 'name'>, string[]]>([
  ['as documented', {}, ['CON-1', 'TRN-1']],
  ['over WebSocket alone', { over: 'websocket' }, ['TRN-1']],
  ['over long-polling alone', { over: 'polling' }, ['TRN-2']],
  ['through a proxy', { through: 'http://127.0.0.1:1' }, ['TRN-4']],
  ['over long-polling through a proxy', { through: 'http://127.0.0.1:1', over: 'polling' }, ['TRN-4']],
])('a connection %s is promised by its clauses', (_how, role, clauses) => {
  expect(connectPromises({ name: 'alice', ...role })).toEqual(clauses);
});

const player = (role: Omit<Role, 'name'>) => ({ role: { name: 'bob', ...role } }) as Participant;
const plain = {};
const polling = { over: 'polling' } as const;
const elsewhere = { node: -1 };
const behindProxy = { through: 'http://127.0.0.1:1' };
const joined = ['ROM-3', 'MSG-1', 'CLM-3', 'MSG-5'];

test.each<[string, Omit<Role, 'name'>[], string[]]>([
  ['everybody', [plain], joined],
  ['all those behind a proxy', [behindProxy, { ...behindProxy, ...polling }], ['TRN-4']],
  ['all those on long-polling', [polling, { ...polling, ...elsewhere }], ['TRN-2']],
  ['all those on another node', [elsewhere, { node: 1 }], ['BKP-1']],
  ['some behind a proxy', [behindProxy, plain], joined],
  ['some on long-polling', [polling, plain], joined],
  ['some on another node', [elsewhere, { node: 0 }], joined],
])('where what is sent in a conversation misses %s, its clauses are broken', (_who, roles, clauses) => {
  expect(joinPromises(roles.map(player))).toEqual(clauses);
});

test.each<[ServerEventName, object, string[]]>([
  ['new_message', { content: 'pb.1' }, ['MSG-1', 'MSG-2']],
  ['typing', { is_typing: true }, ['TYP-1', 'TYP-3']],
  ['typing', { is_typing: false }, ['TYP-2', 'TYP-3']],
  ['delivered', { message_id: 1 }, ['RCP-1', 'RCP-3']],
  ['read', { message_id: 1 }, ['RCP-2', 'RCP-3']],
  ['agent_status_changed', { agent_id: 1 }, ['AST-1', 'AST-2']],
  ['conversation_assigned', { conversation_id: 1 }, ['ASG-1', 'ASG-2']],
])(
  'where %s %j misses one, the clauses about it are broken, or those about the way to there',
  (event, identity, clauses) => {
    const act: Act = { event, identity, since: 0, atMs: 0, what: 'something' };
    expect(arrivalPromises(act, player(plain))).toEqual(clauses);
    expect(eventPromises(act)).toEqual(clauses);
    expect(sentPromises(act)).toEqual(clauses.slice(0, 1));
    expect(clauses).toEqual(expect.arrayContaining([...formPromises[event]]));
    expect(arrivalPromises(act, player(polling))).toEqual(['TRN-2']);
    expect(arrivalPromises(act, player(elsewhere))).toEqual(['BKP-1']);
  },
);

test.each([
  ['as documented', plain, 'MSG-2'],
  ['on another node', elsewhere, 'MSG-2'],
  ['over long-polling', polling, 'TRN-10'],
  ['behind a proxy', behindProxy, 'TRN-10'],
])('that a text is the same %s, its clause promises', (_who, role, clause) => {
  expect(contentPromises(player(role))).toEqual([clause]);
});

test('some things are promised by one clause', () => {
  expect([handshakePromises, keptPromises, continuedPromises]).toEqual([['TRN-5'], ['TRN-7'], ['CLM-3']]);
  expect(contentPromises(player(plain))).toEqual(['MSG-2']);
  for (const role of [polling, behindProxy]) expect(contentPromises(player(role))).toEqual(['TRN-10']);
});

test('that an event arrives once is promised of some', () => {
  expect(serverEventNames.map((event) => oncePromises({ event }))).toEqual([
    ['MSG-9'],
    ['TYP-5'],
    ['RCP-5'],
    ['RCP-5'],
    [],
    [],
  ]);
});

test('what most checks build on comes first, and the others in their order', () => {
  const ids = ['MSG-2', 'ROM-3', 'CON-2', 'CLM-4', 'TRN-2', 'CON-1', 'CLM-1', 'MSG-1', 'TRN-1'];
  expect(foundationsFirst(ids)).toEqual([
    ...['CON-1', 'TRN-1', 'TRN-2', 'CLM-1', 'CLM-4', 'ROM-3'],
    ...['MSG-2', 'CON-2', 'MSG-1'],
  ]);
});
