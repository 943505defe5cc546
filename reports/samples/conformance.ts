import {
  type Clause,
  type ClientEventName,
  type ClientPayloads,
  clauses,
  type ServerEventName,
  type ServerPayloads,
} from '../../conformance/contract/index.ts';
import type { ClauseResult, ConformanceResult, Frame } from '../results/index.ts';

/** A run against two nodes of a staging system, with a clause of every verdict. */
export function sampleResult(changes: Partial<ConformanceResult> = {}): ConformanceResult {
  const results = clauses.flatMap((clause, index) =>
    clause.level === 'OBSERVE' ? [] : [resultOf(clause, index)],
  );
  return {
    schemaVersion: 1,
    kind: 'conformance',
    suite: { name: 'pingback-suite', version: '0.1.0', node: '24.21.0', platform: 'linux x64' },
    verdict: 'nonconformant',
    summary:
      'Not conformant: TRN-3, ROM-4, MSG-2 failed. Listed as expected failures, yet passing: CLM-4. Not testable: RCP-1, RCP-2, RCP-3. TRN-6, ROM-6, RCP-5 are warnings (SHOULD). Expected to fail, and not passing: TYP-5.',
    target: {
      kind: 'url',
      nodes: ['http://127.0.0.1:4100', 'http://127.0.0.1:4101'],
      businesses: ['acme', 'globex'],
      choice: 'two nodes at the addresses given with --url',
      ids: 'number',
      stimuli: 'hook at http://127.0.0.1:9090/stimulus',
      heartbeat: { pingIntervalMs: 25_000, pingTimeoutMs: 20_000 },
    },
    startedAt: '2026-03-14T09:26:53.589Z',
    durationMs: 4812.4,
    strict: false,
    command:
      'npm run conformance -- --url http://127.0.0.1:4100 --url http://127.0.0.1:4101 --business-id acme --business-id globex',
    clauses: results,
    observations,
    notes: [
      '3 frames of other traffic did not match their schema; they were left out of every verdict.',
      'The clocks of target and suite differ by about 41 ms.',
    ],
    ...changes,
  };
}

/** The same run when everything holds. */
export function conformantResult(changes: Partial<ConformanceResult> = {}): ConformanceResult {
  const { clauses: all } = sampleResult();
  return sampleResult({
    clauses: all.map(passed),
    verdict: 'conformant',
    summary: `Conformant: ${all.length} clauses passed and nothing that counts failed.`,
    notes: [],
    ...changes,
  });
}

function passed({ id, level, section, title, source, rerun }: ClauseResult, index = 0): ClauseResult {
  const durationMs = 4 + ((index * 37) % 190) + index / 10;
  return {
    id,
    level,
    section,
    title,
    source,
    rerun,
    verdict: 'pass',
    durationMs,
    evidence: [],
    nearMisses: [],
  };
}

function resultOf({ id, level, section, text, source }: Clause, index: number): ClauseResult {
  const rerun = `npm run conformance -- --url http://127.0.0.1:4100 --url http://127.0.0.1:4101 --clause ${id}`;
  const base = { id, level: level as ClauseResult['level'], section, title: text, source, rerun };
  return {
    ...passed({ ...base, verdict: 'pass', durationMs: 0, evidence: [], nearMisses: [] }, index),
    ...special[id],
  };
}

const conversation = 4711;
const started: ClientPayloads['typing'] = { conversation_id: conversation, user_id: 7, is_typing: true };

function sent<Name extends ClientEventName>(
  atMs: number,
  who: string,
  event: Name,
  payload: ClientPayloads[Name],
): Frame {
  return { atMs, who, direction: 'sent', event, payload: JSON.stringify(payload) };
}

function got<Name extends ServerEventName>(
  atMs: number,
  who: string,
  event: Name,
  payload: ServerPayloads[Name],
): Frame {
  return { atMs, who, direction: 'got', event, payload: JSON.stringify(payload) };
}

function note(atMs: number, who: string, event: string, payload?: string): Frame {
  return { atMs, who, direction: 'note', event, payload };
}

const leaked = got(21.9, 'stranger', 'typing', started);

const leakTimeline: Frame[] = [
  note(0.4, 'alice', 'connects', 'http://127.0.0.1:4100, websocket, business acme'),
  note(0.9, 'bob', 'connects', 'http://127.0.0.1:4101, websocket, business acme'),
  note(1.2, 'stranger', 'connects', 'http://127.0.0.1:4100, websocket, business acme'),
  note(9.8, 'alice', 'connected', 'socket id Xq3Jw0yq1bT6AAAB'),
  note(10.4, 'bob', 'connected', 'socket id 9sK2mYQv0cW7AAAC'),
  note(10.6, 'stranger', 'connected', 'socket id fD4cR8nLz2pEAAAD'),
  sent(12.3, 'alice', 'join_conversation', { conversation_id: conversation }),
  sent(12.5, 'bob', 'join_conversation', { conversation_id: conversation }),
  sent(20.1, 'alice', 'typing', started),
  got(21.7, 'bob', 'typing', started),
  leaked,
  sent(23.0, 'alice', 'typing', { ...started, is_typing: false }),
  got(24.4, 'bob', 'typing', { ...started, is_typing: false }),
  got(24.6, 'stranger', 'typing', { ...started, is_typing: false }),
];

const customer = { name: 'Ada Lovelace', email: 'ada@example.com' };
const longContent = `Grüße 🦊 e\u0301 עברית\n<b>bold</b> {"json":true} ${'0123456789'.repeat(60)}`;

function message(id: number, content: string): ServerPayloads['new_message'] {
  const created_at = new Date(Date.UTC(2026, 2, 14, 9, 26, 53, id % 1000)).toISOString();
  return { id, content, sender_type: 'customer', conversation_id: conversation, created_at };
}

/** 40 messages across a change of transport, one of them lost. */
const upgradeTimeline: Frame[] = Array.from({ length: 40 }, (_, index): Frame[] => {
  const atMs = 15 + index * 4.1;
  const content = `message ${index + 1} of 40`;
  const out = sent(atMs, 'alice', 'client_message', {
    content,
    conversation_id: conversation,
    customer_data: customer,
  });
  return index === 17
    ? [out, note(atMs + 0.7, 'bob', 'upgrades', 'polling to websocket')]
    : [out, got(atMs + 1.8, 'bob', 'new_message', message(9000 + index, content))];
}).flat();

const noStimulus = (name: string) =>
  `The hook answered 501 to the stimulus ${name}: this target cannot be made to emit it.`;

const special: Record<string, Partial<ClauseResult>> = {
  'ROM-4': {
    verdict: 'fail',
    durationMs: 38.2,
    message: 'The frame came 1.8 ms after alice sent it, by way of the business room.',
    expected: 'stranger, who has not joined conversation 4711, receives no typing of it.',
    actual: `stranger received typing ${JSON.stringify(started)}.`,
    evidence: leakTimeline,
    nearMisses: [],
  },
  'MSG-2': {
    verdict: 'fail',
    durationMs: 5012.7,
    message: 'The content is changed on its way: `<` and `>` come back as HTML entities.',
    expected: `new_message with content ${JSON.stringify(longContent)}`,
    actual: 'no such frame within 5000 ms; 2 frames of that event arrived.',
    evidence: [
      sent(11.2, 'alice', 'client_message', {
        content: longContent,
        conversation_id: conversation,
        customer_data: customer,
      }),
      got(13.9, 'bob', 'new_message', message(8801, longContent.replace('<b>', '&lt;b&gt;'))),
      got(14.2, 'alice', 'new_message', message(8801, longContent.replace('<b>', '&lt;b&gt;'))),
    ],
    nearMisses: [
      {
        frame: got(13.9, 'bob', 'new_message', message(8801, longContent.replace('<b>', '&lt;b&gt;'))),
        reasons: ['content: differs from character 18 on: expected "<b>bold</b>", got "&lt;b&gt;bold</b>"'],
      },
      {
        frame: got(14.6, 'bob', 'new_message', message(8790, 'hello')),
        reasons: [
          'content: expected the text that alice sent, got "hello"',
          'id: belongs to an earlier message',
        ],
      },
    ],
  },
  'TRN-3': {
    verdict: 'fail',
    durationMs: 611.5,
    expected: 'bob receives 40 messages, each once, while the transport changes under him.',
    actual: 'bob received 39 of 40. Missing: message 18 of 40.',
    evidence: upgradeTimeline,
  },
  'ROM-6': {
    verdict: 'fail',
    durationMs: 29.4,
    expected: 'one typing at bob, who joined conversation 4711 twice.',
    actual: 'bob received it twice, 0.2 ms apart.',
    evidence: leakTimeline.slice(6, 11),
  },
  'TRN-6': {
    verdict: 'fail',
    durationMs: 12.1,
    expected: 'HTTP 400 for transport=carrier-pigeon',
    actual: 'HTTP 200',
  },
  'TYP-5': {
    verdict: 'expected-failure',
    durationMs: 22.8,
    message: 'Expected: our gateway repeats typing until 2.4 is out (ticket RT-311).',
    expected: 'one typing at bob',
    actual: '2 within 4 ms',
    evidence: leakTimeline.slice(8, 11),
  },
  'CLM-4': {
    verdict: 'stale-expectation',
    message: 'Listed as an expected failure ("not built yet"), yet it holds. Take it off the list.',
  },
  'RCP-1': { verdict: 'not-testable', durationMs: 0, message: noStimulus('mark_delivered') },
  'RCP-2': { verdict: 'not-testable', durationMs: 0, message: noStimulus('mark_read') },
  'RCP-3': { verdict: 'not-testable', durationMs: 0, message: noStimulus('mark_delivered') },
  'RCP-5': { verdict: 'not-testable', durationMs: 0, message: noStimulus('mark_delivered') },
  'BKP-5': {
    verdict: 'excluded',
    durationMs: 0,
    message: 'The configuration names no command to stop a node (control.stopNode).',
  },
  'BKP-6': {
    verdict: 'excluded',
    durationMs: 0,
    message: 'The configuration names no command to stop Redis (control.stopRedis).',
  },
  'TRN-7': { verdict: 'excluded', durationMs: 0, message: 'A slow clause; runs with --slow.' },
  'MSG-7': { message: 'created_at is 41 ms ahead of the clock of this machine.' },
};

const answers = [
  'Yes, over the same road as everybody else.',
  'No.',
  'No: only connections that joined received it.',
  'Yes: it receives the events of the conversation without `join_conversation`.',
  'join_conversation: yes, with {"ok":true}. client_message and typing: no.',
  'Every connection of the business.',
  'No: each makes a conversation of its own.',
  'Ids are whole numbers. Times are ISO 8601 in UTC with milliseconds.',
  'new_message: sender_name, attachments.',
  'Nothing: no event, no acknowledgement, and the connection stays.',
];

const observations = clauses
  .filter((clause) => clause.level === 'OBSERVE')
  .map(({ id, text }, index) => ({ id, question: text, answer: answers[index] ?? 'Not seen in this run.' }));
