import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { compareLedgers, drives, type Name } from '../bench/both-drivers.ts';
import { planned } from '../journeys/testing/plan.ts';
import { k6Absent } from './testing/k6.ts';

/* The comparison of `npm run bench` in small: what both drivers do and expect, of latencies nothing. */

let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
});
afterAll(() => server.close());

const knobs = {
  ...{ widgets: 40, agents: 10, hotConversations: 10, rate: 60, typingShare: 0.2 },
  // All messages take the way over a socket.
  ...{ replyShare: 0, readShare: 0, ramp: '500ms', warmUp: '500ms' },
} as const;
const parts = [1, 2, 3].map((part) => ({ label: `part ${part}`, durationMs: 1_000, rate: 60 }));

test.skipIf(k6Absent !== undefined)(
  'from the same seed Artillery and k6 send the same, expect the same, and lose nothing',
  { timeout: 240_000 },
  async () => {
    const measured = { Artillery: [], k6: [] } as Record<Name, Parameters<typeof compareLedgers>[0]>;
    for (const name of Object.keys(drives) as Name[]) {
      const { scenario, plans } = await planned('hot-conversation', knobs, server);
      const [plan] = plans;
      if (plan === undefined) throw new TypeError('one worker was asked for');
      const journeys = { scenario, plan: { ...plan, segments: parts } };
      const record = await drives[name](journeys, { signal: new AbortController().signal });
      expect(record.problems).toEqual([]);
      expect(record.sockets).toMatchObject({ widgets: 40, agents: 10, refused: 0, dropped: 0 });
      measured[name] = record.segments;
    }
    const found = compareLedgers(measured.Artillery, measured.k6);
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ parts: 3, same: 3, mishaps: 0 });
    expect(found.sent).toBeGreaterThan(150);
    expect(found.expected).toBeGreaterThan(found.sent);
  },
);
