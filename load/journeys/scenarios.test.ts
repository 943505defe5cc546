import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { Histogram, type WorkerRecord } from '../measure/index.ts';
import type { KnobsInput } from '../scenarios/index.ts';
import { planned } from './testing/plan.ts';
import { goOn, rehearse } from './testing/rehearsal.ts';

let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
});
afterAll(() => server.close());

const small = {
  widgets: 12,
  agents: 4,
  ramp: '200ms',
  warmUp: '500ms',
  duration: '2s',
  step: '20s',
} as const;

/** On a busy machine, a change of status may not be back when the next one is due. */
const harmless = /^A change of status was left out/;

async function run(name: string, knobs: Partial<KnobsInput> = {}): Promise<WorkerRecord> {
  const { scenario, plans } = await planned(name, { ...small, ...knobs }, server);
  const { record } = await rehearse(scenario, plans[0] as never);
  expect(record.problems.filter((problem) => !harmless.test(problem))).toEqual([]);
  expect(record.sockets).toMatchObject({ widgets: 12, agents: 4, peak: 16, refused: 0 });
  return record;
}

/** Everything that was sent arrived, once, and nowhere else. */
function expectClean(record: WorkerRecord): void {
  for (const segment of record.segments) {
    expect(segment.sent).toBe(segment.intended);
    for (const ledger of Object.values(segment.ledgers)) {
      expect(ledger).toMatchObject({ delivered: ledger.expected, lost: 0, duplicated: 0, leaked: 0 });
    }
  }
  expect(record.outside).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
}

function sentIn(record: WorkerRecord): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record.segments[0]?.ledgers ?? {}).map(([event, { sent }]) => [event, sent]),
  );
}

test.concurrent('steady: messages, typing and receipts, at the rates that were asked for', async () => {
  const record = await run('steady', { rate: 100, replyShare: 0.3, typingShare: 0.5, readShare: 0.5 });
  expectClean(record);
  const { new_message = 0, typing = 0, read = 0 } = sentIn(record);
  expect(new_message).toBe(200);
  expect(typing).toBeGreaterThan(80);
  expect(typing).toBeLessThan(120);
  expect(read).toBeGreaterThan(0);
  // Each message reaches the widget and its agent.
  expect(record.segments[0]?.ledgers.new_message?.expected).toBe(400);
});

test.concurrent('hot-conversation: every message reaches everybody', async () => {
  const record = await run('hot-conversation', { rate: 10 });
  expectClean(record);
  expect(record.segments[0]?.ledgers.new_message).toMatchObject({ sent: 20, expected: 20 * 16 });
});

test.concurrent('business-broadcast: a change of status reaches every connection of the business', async () => {
  const record = await run('business-broadcast', { statusRate: 3, duration: '3s' });
  expectClean(record);
  const ledger = record.segments[0]?.ledgers.agent_status_changed;
  expect(ledger?.sent).toBeGreaterThanOrEqual(3);
  // Both businesses have half of the connections.
  expect(ledger?.expected).toBe((ledger?.sent ?? 0) * 8);
});

test.concurrent('typing-storm: everybody types', async () => {
  const record = await run('typing-storm', { typingRate: 150 });
  expectClean(record);
  expect(sentIn(record)).toMatchObject({ typing: 300, new_message: 20 });
});

test.concurrent('reconnect-storm: everybody drops, comes back and is served again', async () => {
  const storm = { storms: 1, stormEvery: '700ms', returnWithin: '300ms', pollingShare: 0.25 };
  const knobs = { rate: 100, duration: '4s', ...storm };
  const record = await run('reconnect-storm', knobs);
  const { reconnect, segments } = record;
  expect(reconnect).toMatchObject({ storms: 1, participants: 16, neverServed: 0 });
  expect(reconnect?.allServedMs).toHaveLength(1);
  expect(Histogram.decode(reconnect?.servedAgain ?? '').count).toBe(16);
  expect(reconnect?.missedWhileAway).toBeGreaterThan(0);
  // Nothing is lost for those who were there, and not everybody was there all the time.
  expect(segments[0]?.ledgers.new_message).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
  expect(segments[0]?.ledgers.new_message?.sent).toBeLessThan(400);
});

test.concurrent('polling-mix: both transports are measured', async () => {
  const record = await run('polling-mix', { pollingShare: 0.5 });
  expectClean(record);
  expect(Object.keys(record.breakdown?.rows ?? {}).sort()).toEqual(['polling', 'websocket']);
});

test.concurrent('payload-sizes: every size is measured', async () => {
  const record = await run('payload-sizes');
  expectClean(record);
  const rows = Object.values(record.breakdown?.rows ?? {}).map((row) => Histogram.decode(row).count);
  expect(rows).toHaveLength(5);
  expect(Math.min(...rows)).toBeGreaterThanOrEqual(30);
});

test.concurrent('cross-node: every pair of nodes is measured', async () => {
  const record = await run('cross-node');
  expectClean(record);
  expect(Object.keys(record.breakdown?.rows ?? {}).sort()).toEqual(['1 > 1', '1 > 2', '2 > 1', '2 > 2']);
});

test.concurrent('soak: as steady, and for longer', async () => {
  expectClean(await run('soak', { rate: 50 }));
});

test.concurrent('capacity: each step has a higher rate, until it is told to stop', async () => {
  const knobs = { ...small, duration: '1s', rate: 40, steps: 4, stepFactor: 2 } as const;
  const { scenario, plans } = await planned('capacity', knobs, server);
  const { record } = await rehearse(scenario, plans[0] as never, (message) =>
    message.kind === 'segment' && message.index === 2 ? { kind: 'stop', when: 'segment' } : goOn(message),
  );
  expectClean(record);
  expect(record.segments.map(({ label, intended }) => [label, intended])).toEqual([
    ['40/s', 40],
    ['80/s', 80],
    ['160/s', 160],
  ]);
});
