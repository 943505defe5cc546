import type { ServerEventName } from './events.ts';
import type { StimulusName } from './stimulus.ts';

/** RFC 2119 words; an `OBSERVE` clause asks a question that the page leaves open and fails nobody. */
export type Level = 'MUST' | 'SHOULD' | 'OBSERVE';

export const sections = [
  'connect',
  'transports',
  'rooms',
  'new-message',
  'client-message',
  'typing',
  'receipts',
  'agents',
  'robustness',
  'backplane',
  'observations',
] as const;
export type Section = (typeof sections)[number];

/** What an implementation may declare absent; clauses that need it are then `excluded`. */
export const capabilityNames = ['polling', 'secondNode', 'secondBusiness', 'receipts'] as const;
export type Capability = (typeof capabilityNames)[number];

/** What somebody must be able to do to the target from outside before a clause can be checked. */
export const controlActions = ['stopNode', 'startNode', 'stopRedis', 'startRedis'] as const;
export type ControlAction = (typeof controlActions)[number];

export interface Clause {
  id: string;
  level: Level;
  section: Section;
  /** The promise in this project's own words; a question for observations. */
  text: string;
  /** Where the promise comes from. `suite` marks what the page does not state but its promises rest on. */
  source: string;
  needs?: readonly Capability[];
  stimuli?: readonly StimulusName[];
  control?: readonly ControlAction[];
  /** Takes about as long as the target's heartbeat. */
  slow?: true;
  /** Its check does what a target has to withstand: where it does not, or is busy with it, others would feel that. */
  burdens?: true;
  /** The event whose every frame, in every test, is held against its schema on behalf of this clause. */
  shapeOf?: ServerEventName;
}

const page = {
  connect: 'real-time page, Connect',
  transports: 'real-time page, introduction',
  rooms: 'real-time page, Room system',
  toClient: 'real-time page, Events to listen for',
  toServer: 'real-time page, Events to emit',
  rest: 'REST pages, with the real-time page',
  protocol: 'Socket.IO protocol v5 over Engine.IO v4, which the real-time page builds on',
};
const suite = 'suite: not on the page, but what the page promises is unsafe or useless without it';
const open = 'left open by the page';

type Row = Omit<Clause, 'id' | 'level' | 'section' | 'text' | 'source'>;
type Entry = [id: string, level: Level, text: string, source: string, extra?: Row];

const table: Record<Section, Entry[]> = {
  connect: [
    ['CON-1', 'MUST', 'A connection whose `auth` carries a business id is accepted.', page.connect],
    [
      'CON-2',
      'MUST',
      'An `auth` without a business id is refused: CONNECT_ERROR, and never a connect.',
      page.connect,
    ],
    ['CON-3', 'MUST', 'A connection that sends no `auth` at all is refused.', page.connect],
    [
      'CON-4',
      'SHOULD',
      'A business id that is empty, blank, null, a boolean, an array or an object is refused.',
      suite,
    ],
    ['CON-5', 'SHOULD', 'A refusal says why in a message that a person can read.', suite],
    ['CON-6', 'SHOULD', 'A business id in the query string does not stand in for the one in `auth`.', suite],
    ['CON-7', 'MUST', 'A refused client is sent nothing of that business afterwards.', page.connect],
    [
      'CON-8',
      'MUST',
      'Many connections of one business are served at once, each under a socket id of its own.',
      page.connect,
    ],
    [
      'CON-9',
      'MUST',
      'A connection without a business id is refused over long-polling as it is over WebSocket.',
      page.connect,
      { needs: ['polling'] },
    ],
  ],
  transports: [
    ['TRN-1', 'MUST', 'Everything works for a client that uses WebSocket alone.', page.transports],
    [
      'TRN-2',
      'MUST',
      'Everything works for a client that uses long-polling alone.',
      page.transports,
      { needs: ['polling'] },
    ],
    [
      'TRN-3',
      'MUST',
      'An upgrade from long-polling to WebSocket loses no event and doubles none.',
      page.protocol,
      { needs: ['polling'] },
    ],
    [
      'TRN-4',
      'MUST',
      'A documented client stays usable where something on the way blocks WebSocket.',
      page.transports,
      { needs: ['polling'] },
    ],
    [
      'TRN-5',
      'MUST',
      'The handshake answer is that of Engine.IO v4: `sid`, `upgrades`, `pingInterval`, `pingTimeout`, `maxPayload`.',
      page.protocol,
    ],
    [
      'TRN-6',
      'SHOULD',
      'An unknown transport, protocol version or session id is answered with HTTP 400.',
      page.protocol,
    ],
    [
      'TRN-7',
      'MUST',
      'The server pings within `pingInterval` and keeps a connection that answers.',
      page.protocol,
      { slow: true },
    ],
    [
      'TRN-8',
      'SHOULD',
      'A connection that never answers is dropped within `pingInterval + pingTimeout`.',
      page.protocol,
      { slow: true },
    ],
    [
      'TRN-9',
      'SHOULD',
      'A malformed Socket.IO packet closes the connection that sent it, sooner than the heartbeat would, and no other.',
      page.protocol,
      { burdens: true },
    ],
    [
      'TRN-10',
      'MUST',
      'Events carry the same payloads over long-polling as over WebSocket.',
      page.transports,
      { needs: ['polling'] },
    ],
    [
      'TRN-11',
      'SHOULD',
      'A page of another origin may connect: the polling transport answers with CORS headers.',
      suite,
      { needs: ['polling'] },
    ],
  ],
  rooms: [
    [
      'ROM-1',
      'MUST',
      'Org-wide events reach every connection of the business without any join.',
      page.rooms,
      { stimuli: ['set_agent_status'] },
    ],
    [
      'ROM-2',
      'MUST',
      'Org-wide events of one business do not reach another.',
      page.rooms,
      { needs: ['secondBusiness'], stimuli: ['set_agent_status'] },
    ],
    [
      'ROM-3',
      'MUST',
      'After `join_conversation`, a connection receives the events of that conversation.',
      page.rooms,
    ],
    [
      'ROM-4',
      'MUST',
      'Typing in a conversation does not reach a connection that has not joined it.',
      page.rooms,
    ],
    ['ROM-5', 'MUST', 'One connection can follow several conversations that it joined.', page.rooms],
    ['ROM-6', 'SHOULD', 'Joining a conversation twice does not double its events.', suite],
    [
      'ROM-7',
      'SHOULD',
      'A connection receives nothing of a conversation of another business, not even when it tries to join.',
      suite,
      { needs: ['secondBusiness'], burdens: true },
    ],
    [
      'ROM-8',
      'SHOULD',
      'A fresh connection starts outside every conversation, also when its predecessor had joined one.',
      suite,
    ],
    [
      'ROM-9',
      'SHOULD',
      'Every invalid join (missing, null, text, negative, fraction, object, array, no payload) joins nothing, keeps the connection and leaves others alone.',
      suite,
      { burdens: true },
    ],
  ],
  'new-message': [
    [
      'MSG-1',
      'MUST',
      'A message reaches every participant that joined, in the documented shape.',
      page.toClient,
      { shapeOf: 'new_message' },
    ],
    ['MSG-2', 'MUST', 'The content arrives unchanged, whatever text it is.', page.toClient],
    ['MSG-3', 'MUST', 'A message from the widget says `customer`.', page.toClient],
    ['MSG-4', 'MUST', 'A message from an agent says `agent`.', page.toClient, { stimuli: ['agent_message'] }],
    ['MSG-5', 'MUST', 'A message names the conversation that it was sent in.', page.toClient],
    ['MSG-6', 'MUST', 'A message carries its time of creation in ISO 8601.', page.toClient],
    ['MSG-7', 'SHOULD', 'The time of creation names its zone and is near now.', suite],
    ['MSG-8', 'MUST', 'Every message has an id of its own, across conversations.', page.toClient],
    ['MSG-9', 'MUST', 'A message arrives exactly once at each participant.', page.toClient],
    ['MSG-10', 'SHOULD', 'Messages that one sender fires in a burst arrive in the order of sending.', suite],
    ['MSG-11', 'SHOULD', 'All participants see the messages of a conversation in the same order.', suite],
  ],
  'client-message': [
    ['CLM-1', 'MUST', 'A message without a conversation id opens a new conversation.', page.toServer],
    ['CLM-2', 'MUST', 'Two customers who open a conversation get two.', page.toServer],
    ['CLM-3', 'MUST', 'A message that names a conversation continues it.', page.toServer],
    ['CLM-4', 'SHOULD', 'The sender can follow the conversation that it opened.', suite],
    ['CLM-5', 'SHOULD', 'A message without content is broadcast to nobody.', suite, { burdens: true }],
    [
      'CLM-6',
      'SHOULD',
      'A message without complete customer data is broadcast to nobody.',
      suite,
      { burdens: true },
    ],
    [
      'CLM-7',
      'SHOULD',
      'A message with a field of the wrong type is broadcast to nobody.',
      suite,
      { burdens: true },
    ],
    [
      'CLM-8',
      'SHOULD',
      'After an invalid message the connection lives on and its next valid message is served.',
      suite,
      { burdens: true },
    ],
    [
      'CLM-9',
      'SHOULD',
      'Neither a message nor typing can be put into a conversation of another business.',
      suite,
      { needs: ['secondBusiness'], burdens: true },
    ],
  ],
  typing: [
    ['TYP-1', 'MUST', 'The other participants see that somebody starts typing.', page.toServer],
    ['TYP-2', 'MUST', 'The other participants see that somebody stops typing.', page.toServer],
    [
      'TYP-3',
      'MUST',
      'A typing event carries conversation, user and state as they were sent.',
      page.toClient,
      { shapeOf: 'typing' },
    ],
    ['TYP-4', 'MUST', 'Typing stays inside its conversation.', page.rooms],
    ['TYP-5', 'SHOULD', 'A typing event arrives once.', suite],
    [
      'TYP-6',
      'SHOULD',
      'An invalid typing payload is broadcast to nobody, and the connection lives on.',
      suite,
      { burdens: true },
    ],
  ],
  receipts: [
    [
      'RCP-1',
      'MUST',
      'Marking a message delivered emits `delivered` in the documented shape.',
      page.toClient,
      { needs: ['receipts'], stimuli: ['mark_delivered'], shapeOf: 'delivered' },
    ],
    [
      'RCP-2',
      'MUST',
      'Marking a message read emits `read` in the documented shape.',
      page.toClient,
      { needs: ['receipts'], stimuli: ['mark_read'], shapeOf: 'read' },
    ],
    [
      'RCP-3',
      'MUST',
      'A receipt names its message by the id that the message came with.',
      page.toClient,
      { needs: ['receipts'], stimuli: ['mark_delivered', 'mark_read'] },
    ],
    [
      'RCP-4',
      'SHOULD',
      'Times follow the order of events: created, delivered, read.',
      suite,
      { needs: ['receipts'], stimuli: ['mark_delivered', 'mark_read'] },
    ],
    [
      'RCP-5',
      'SHOULD',
      'A receipt arrives once.',
      suite,
      { needs: ['receipts'], stimuli: ['mark_delivered', 'mark_read'] },
    ],
    [
      'RCP-6',
      'MUST',
      'A receipt does not reach another business.',
      page.rooms,
      { needs: ['receipts', 'secondBusiness'], stimuli: ['mark_delivered', 'mark_read'] },
    ],
  ],
  agents: [
    [
      'AST-1',
      'MUST',
      'A change of an agent’s status is told to the whole business.',
      page.toClient,
      { stimuli: ['set_agent_status'] },
    ],
    [
      'AST-2',
      'MUST',
      'The event names the agent and the new status.',
      page.toClient,
      { stimuli: ['set_agent_status'], shapeOf: 'agent_status_changed' },
    ],
    [
      'AST-3',
      'SHOULD',
      'The status is `live`, `away` or `offline`.',
      page.rest,
      { stimuli: ['set_agent_status'] },
    ],
    [
      'AST-4',
      'MUST',
      'An agent’s status does not reach another business.',
      page.rooms,
      { needs: ['secondBusiness'], stimuli: ['set_agent_status'] },
    ],
    [
      'ASG-1',
      'MUST',
      'Assigning a conversation emits `conversation_assigned`.',
      page.toClient,
      { stimuli: ['assign_conversation'] },
    ],
    [
      'ASG-2',
      'MUST',
      'The event names the conversation and who assigned it.',
      page.toClient,
      { stimuli: ['assign_conversation'], shapeOf: 'conversation_assigned' },
    ],
    [
      'ASG-3',
      'MUST',
      'An assignment does not reach another business.',
      page.rooms,
      { needs: ['secondBusiness'], stimuli: ['assign_conversation'] },
    ],
  ],
  robustness: [
    ['ROB-1', 'SHOULD', 'Unknown events are ignored.', suite, { burdens: true }],
    [
      'ROB-2',
      'SHOULD',
      'Binary and deeply nested arguments, `__proto__` keys, acknowledgement requests on every event, no arguments and fifty arguments do no harm.',
      suite,
      { burdens: true },
    ],
    [
      'ROB-3',
      'SHOULD',
      'A payload larger than `maxPayload` harms only the connection that sent it.',
      suite,
      { burdens: true },
    ],
    ['ROB-4', 'SHOULD', 'Service to others stays correct while one client floods.', suite, { burdens: true }],
    [
      'ROB-5',
      'SHOULD',
      'Service to others stays correct while clients connect and vanish quickly.',
      suite,
      { burdens: true },
    ],
  ],
  backplane: [
    [
      'BKP-1',
      'MUST',
      'Every server event reaches participants on another node, with the same values.',
      page.transports,
      { needs: ['secondNode'] },
    ],
    ['BKP-2', 'MUST', 'Across nodes, every event arrives once.', page.transports, { needs: ['secondNode'] }],
    ['BKP-3', 'MUST', 'Rooms and businesses stay apart across nodes.', page.rooms, { needs: ['secondNode'] }],
    [
      'BKP-4',
      'SHOULD',
      'One sender’s messages keep their order across nodes.',
      suite,
      { needs: ['secondNode'] },
    ],
    [
      'BKP-5',
      'SHOULD',
      'When a node dies, those on the others are served on.',
      suite,
      { needs: ['secondNode'], control: ['stopNode', 'startNode'] },
    ],
    [
      'BKP-6',
      'SHOULD',
      'After Redis was gone and came back, events cross nodes again.',
      suite,
      { needs: ['secondNode'], control: ['stopRedis', 'startRedis'] },
    ],
  ],
  observations: [
    ['OBS-1', 'OBSERVE', 'Does a sender receive its own `new_message`?', open],
    ['OBS-2', 'OBSERVE', 'Does a sender receive its own `typing`?', open],
    ['OBS-3', 'OBSERVE', 'Does `new_message` reach connections of the business that did not join?', open],
    ['OBS-4', 'OBSERVE', 'Is the creator of a conversation joined to it?', open],
    ['OBS-5', 'OBSERVE', 'Are emits acknowledged, and with what?', open],
    ['OBS-6', 'OBSERVE', 'Who receives `conversation_assigned`?', open, { stimuli: ['assign_conversation'] }],
    [
      'OBS-7',
      'OBSERVE',
      'Do two messages without conversation id from one customer share a conversation?',
      open,
    ],
    ['OBS-8', 'OBSERVE', 'Which forms do ids and times take?', open],
    ['OBS-9', 'OBSERVE', 'Which extra fields come along?', open],
    ['OBS-10', 'OBSERVE', 'What does an invalid payload answer with?', open, { burdens: true }],
  ],
};

/** Every clause, in the order of the sections. Ids are stable: add rows, never renumber. */
export const clauses: readonly Clause[] = sections.flatMap((section) =>
  table[section].map(([id, level, text, source, extra]) => ({ id, level, section, text, source, ...extra })),
);

const byId = new Map(clauses.map((clause) => [clause.id, clause]));

/** The clause with this id. Throws a `RangeError` for an id that is not in the table. */
export function clauseById(id: string): Clause {
  const clause = byId.get(id);
  if (!clause) throw new RangeError(`There is no clause ${id}.`);
  return clause;
}
