import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Behaviour, PingBackSocket } from '../../fixtures/reference-server/behaviour.ts';
import type { ServerPayloads } from '../contract/index.ts';
import { type Outcome, Run } from '../harness/index.ts';
import { theatre, type Wrong } from '../harness/testing/theatre.ts';
import './index.ts';

type Send = Parameters<NonNullable<Behaviour['deliver']>>[3];

/** Beyond any patience: a check that waited for anything among the flood would not end. */
const endlessMs = 600_000;

/** The first connection that gets a message is sent this from then on, as fast as the line takes it. */
function flooding(pour: (send: Send, message: ServerPayloads['new_message'], count: number) => void): Wrong {
  let victim: PingBackSocket | undefined;
  return {
    override: () => ({
      deliver(socket, event, payload, send) {
        send(event, payload);
        if (event !== 'new_message' || victim) return;
        victim = socket;
        const message = payload as ServerPayloads['new_message'];
        void pouring(socket, (count) => pour(send, message, count));
      },
    }),
  };
}

async function pouring(socket: PingBackSocket, pour: (count: number) => void): Promise<void> {
  for (let count = 0; count === 0 || socket.connected; count += 1) {
    pour(count);
    if (count % 100 === 0) await turn();
  }
}

async function found(wrong: Wrong, ...ids: string[]): Promise<Outcome[]> {
  const { settings } = await theatre({ wrong, eventMs: endlessMs, quiet: 5_000 });
  const run = new Run(settings);
  return Promise.all(ids.map((id) => run.perform(id)));
}

const foreign = () =>
  flooding((send, message, count) =>
    send('new_message', { ...message, id: count, content: 'spam', conversation_id: 4_711 }),
  );

test('a flood of other people’s messages ends a check: nothing is judged, and what came is named', async () => {
  const [outcome, other] = await found(foreign(), 'MSG-9', 'TRN-6');
  expect(outcome).toMatchObject({ verdict: 'not-testable', violations: [] });
  expect(outcome?.message).toMatch(
    /^\w+( \d+)? got more than 10000 events within \d+ ms: \d{4,5} `new_message` of other conversations, \d+ `\w+`.* The last `new_message` was \{"id":\d+,"content":"spam".*\}\. Among so much, nothing can be judged: /,
  );
  expect(outcome?.broken).toBeUndefined();
  expect(other, other?.message).toMatchObject({ verdict: 'pass' });
});

test('what came before and at the beginning of a flood stays in the evidence', async () => {
  const [outcome] = await found(foreign(), 'MSG-9');
  const evidence = outcome?.evidence ?? [];
  expect(evidence.length).toBeLessThanOrEqual(80);
  const lines = evidence.map(({ direction, event }) => `${direction} ${event}`);
  expect(lines).toContain('sent join_conversation');
  expect(lines).toContain('sent client_message');
  expect(lines.filter((line) => /^note and \d{4,} more$/.test(line))).toHaveLength(1);
  const [, flooded] = /^(.+?) got more/.exec(outcome?.message ?? '') ?? [];
  const ends = evidence.filter(({ who, event }) => who === flooded && event === 'new_message');
  expect(ends).toHaveLength(20);
});

test('copies without end break the clause that promises one, and others point to it', async () => {
  const copies = () => flooding((send, message) => send('new_message', message));
  const [[once], [other]] = await Promise.all([found(copies(), 'MSG-9'), found(copies(), 'TYP-5')]);
  expect(once, once?.message).toMatchObject({
    verdict: 'fail',
    expected: 'Every `new_message` arrives once.',
    actual: expect.stringMatching(/got more than 10000 events within \d+ ms: \d+ `new_message`, /),
  });
  expect(other).toMatchObject({
    verdict: 'not-testable',
    message: expect.stringMatching(
      /^A prerequisite is missing \(MSG-9\)\. Every `new_message` arrives once\. /,
    ),
  });
});

test('events of the server’s own, under any name, are bounded by their size as well', async () => {
  const large = flooding((send) => send('__proto__', { padding: 'x'.repeat(100_000) }));
  const [outcome] = await found(large, 'TYP-5');
  expect(outcome).toMatchObject({
    verdict: 'not-testable',
    message: expect.stringMatching(/got more than 8388608 bytes within \d+ ms: \d{2,3} `__proto__`, /),
  });
});

test('a line that this suite gives up in a flood is none that the server closed', async () => {
  const everybody: Wrong['override'] = (base) => ({
    firstRooms(socket) {
      void pouring(socket, () => void socket.emit('noise', {}));
      return base.firstRooms(socket);
    },
  });
  const [outcome] = await found({ override: everybody }, 'TRN-8');
  expect(outcome).toMatchObject({
    verdict: 'not-testable',
    message: expect.stringMatching(/^over \w+ got more than 20000 packets within \d+ ms: \d+ `noise`, /),
  });
});
