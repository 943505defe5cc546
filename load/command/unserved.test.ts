import { test as base, expect } from 'vitest';
import type { ClientEventName, ClientPayloads } from '../../conformance/contract/index.ts';
import { startUnrulyServer, type UnrulyServer } from '../journeys/testing/unruly-server.ts';
import { load, resultOf } from './testing/suite.ts';

/** Every test has a server of its own. */
const test = base.extend<{ server: UnrulyServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it what a fixture builds on
  server: async ({}, use) => {
    const server = await startUnrulyServer();
    await use(server);
    await server.close();
  },
});

const knobs = [
  ...['--widgets', '20', '--agents', '5', '--ramp', '200ms', '--warm-up', '200ms'],
  ...['--rate', '40', '--duration', '2s', '--drain', '2s', '--step', '5s'],
];

type Heard = (event: ClientEventName, sent: ClientPayloads[ClientEventName]) => boolean;

/** Deaf to some of what it is sent, counted from when the first widget has spoken: before, the suite looks at its manner. */
function deafTo(isMeant: Heard, many: number): Heard {
  let begun = false;
  let count = 0;
  return (event, sent) => {
    if (event === 'client_message') {
      begun ||= (sent as ClientPayloads['client_message']).customer_data.name.startsWith('widget-');
    }
    if (!begun || !isMeant(event, sent)) return true;
    count += 1;
    return count % 3 !== 0 || count / 3 > many;
  };
}

const opens: Heard = (event, sent) => {
  return (
    event === 'client_message' && (sent as ClientPayloads['client_message']).conversation_id === undefined
  );
};

test.for<[string, Heard]>([
  ['joins', (event) => event === 'join_conversation'],
  ['first messages', opens],
])(
  'a server that ignores every third of the %s does not pass',
  { timeout: 120_000 },
  async ([, isMeant], { server }) => {
    server.hears = deafTo(isMeant, 5);
    const ended = await load(['steady', '--url', server.url, '--business-id', 'acme', ...knobs]);
    const result = await resultOf(ended);
    expect(result.sockets, ended.output).toMatchObject({ widgets: 15, agents: 5, unserved: 5, peak: 25 });
    const slo = { slo: 'sockets.neverServed=0', met: false, actual: 5, unit: 'count' };
    expect(result.slo).toContainEqual(slo);
    expect(result.notes.join('\n')).toMatch(/5 widgets took no part: /);
    // The others say no more than they would have.
    expect(result.ledgerByEvent.new_message?.sent).toBe(60);
    expect(ended.output).toMatch(/15 widgets, 5 agents, 5 not served/);
    // Where the machine is too busy to measure on, no verdict is given.
    if (!result.trust.trusted) {
      expect(result.trust.reasons.map(({ reason }) => reason).join('\n')).not.toMatch(/smaller load/);
      return expect([ended.code, result.verdict]).toEqual([4, 'untrusted']);
    }
    expect([ended.code, result.verdict], ended.output).toEqual([1, 'breached']);
    expect(result.summary).toContain('sockets.neverServed=0 (5)');
  },
);

test('a server that cuts what is long does not pass', { timeout: 120_000 }, async ({ server }) => {
  server.rewrites = (_event, payload) => {
    const { content } = payload as { content?: string };
    return content === undefined ? payload : { ...payload, content: content.slice(0, 100) };
  };
  const sizes = ['--sizes', '64,1024'];
  const ended = await load([
    'payload-sizes',
    '--url',
    server.url,
    '--business-id',
    'acme',
    ...knobs,
    ...sizes,
  ]);
  const result = await resultOf(ended);
  const { delivered = 0, altered } = result.ledgerByEvent.new_message ?? {};
  expect(altered, ended.output).toBe(delivered / 2);
  expect(altered).toBeGreaterThan(0);
  expect(result.slo.find(({ slo }) => slo === 'ledger.altered=0')).toMatchObject({ met: false });
  if (!result.trust.trusted) return expect([ended.code, result.verdict]).toEqual([4, 'untrusted']);
  expect([ended.code, result.verdict], ended.output).toEqual([1, 'breached']);
});
