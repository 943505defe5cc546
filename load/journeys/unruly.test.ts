import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect } from 'vitest';
import type { FromWorker } from '../control/index.ts';
import { planned } from './testing/plan.ts';
import { goOn, rehearse } from './testing/rehearsal.ts';
import { startUnrulyServer, type UnrulyServer } from './testing/unruly-server.ts';

/** Every test has a server of its own. */
const test = base.extend<{ server: UnrulyServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it what a fixture builds on
  server: async ({}, use) => {
    const server = await startUnrulyServer();
    await use(server);
    await server.close();
  },
});

const small = {
  widgets: 8,
  agents: 4,
  ramp: 0,
  warmUp: 0,
  duration: '1s',
  rate: 200,
  step: '20s',
  drain: '30s',
} as const;

/** Rehearses; `begins` is called when everybody is in place and before anything is measured. */
async function run(
  server: UnrulyServer,
  knobs: object = {},
  begins: () => void = () => {},
  controlUrl?: string,
) {
  const target = { nodes: [server.url], controlUrl };
  const { scenario, plans } = await planned('steady', { ...small, ...knobs }, target);
  const answer = (message: FromWorker) => {
    if (message.kind === 'ready') begins();
    return goOn(message);
  };
  const { record, said } = await rehearse(scenario, plans[0] as never, answer);
  const ready = said.find((message) => message.kind === 'ready');
  return { record, ledger: record.segments[0]?.ledgers.new_message, missing: ready?.missing ?? [] };
}

/** Every n-th message has something else happen to it. */
function everyMessage(n: number, mischief: 'lose' | 'double' | 'leak') {
  let count = 0;
  return (event: string) => {
    if (event !== 'new_message') return 'none';
    count += 1;
    return count % n === 0 ? mischief : 'none';
  };
}

test.concurrent('what was lost, doubled and leaked is counted exactly', async ({ server }) => {
  const acts = [everyMessage(5, 'lose'), everyMessage(4, 'double'), everyMessage(7, 'leak')];
  // What is lost is waited for to the end; on a busy machine the rest takes its time, too.
  const { record, ledger } = await run(server, { rate: 80, drain: '8s' }, () => {
    server.mischief = (event) => acts.map((act) => act(event)).find((what) => what !== 'none') ?? 'none';
  });
  const { lost, doubled, leaked } = server.truth;
  expect(lost).toBe(2 * 16);
  expect(ledger).toMatchObject({ sent: 80, expected: 160, lost, duplicated: doubled, leaked });
  expect(ledger?.delivered).toBe(160 - lost);
  expect(record.problems).toEqual([]);
});

test.concurrent('a server that sends nonsense disturbs nothing, and what is malformed is told', async ({
  server,
}) => {
  const nonsense: unknown[] = [
    null,
    7,
    'text',
    [],
    {},
    { content: null },
    { content: { length: 3 } },
    { content: 'x'.repeat(300_000), id: 'y'.repeat(300_000), conversation_id: -1.5 },
    { user_id: Number.MAX_VALUE, conversation_id: {} },
    { user_id: ['pbm'], is_typing: 'yes' },
    JSON.parse('{"__proto__": {"content": "polluted"}, "constructor": null}'),
    Buffer.from('binary'),
  ];
  const { record, ledger } = await run(server, {}, () => {
    for (const payload of nonsense) {
      server.io.emit('new_message', payload);
      server.io.emit('typing', payload);
      server.io.emit('read', payload, payload);
      server.io.emit('a brand new event', payload);
    }
    server.io.emit('new_message');
    server.io.emit('typing', undefined, 'second');
  });
  expect(ledger).toMatchObject({ sent: 200, delivered: 400, lost: 0, duplicated: 0, leaked: 0 });
  expect(record.sockets.dropped).toBe(0);
  expect(record.problems.join('\n')).toMatch(/new_message.*malformed/);
  expect(record.problems.join('\n')).toMatch(/typing.*malformed/);
});

test.concurrent('a connection that the server cuts is counted, comes back, and is owed nothing meanwhile', async ({
  server,
}) => {
  const { record, ledger } = await run(server, { duration: '4s', rate: 50 }, () => {
    // An agent's: what a widget has just sent would be lost with its connection.
    const agent = [...server.io.sockets.sockets.values()].find((socket) => !server.speakers.has(socket));
    setTimeout(() => agent?.conn.close(), 300);
  });
  expect(record.sockets).toMatchObject({ dropped: 1, peak: 12 });
  expect(record.problems.join('\n')).toMatch(/connection ended that nobody closed/);
  expect(ledger).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
});

test.concurrent('a connection that is refused is tried again', async ({ server }) => {
  let refusals = 0;
  server.admit = () => {
    refusals += 1;
    if (refusals <= 2) throw new Error('the house is full');
  };
  const { record, missing } = await run(server);
  expect(record.sockets.refused).toBe(2);
  expect(missing).toEqual([]);
  expect(record.problems.join('\n')).toMatch(/the house is full/);
});

test.concurrent('a server that lets nobody in fails the run, with its own words', async ({ server }) => {
  server.admit = () => {
    throw new Error('no room for you');
  };
  await expect(run(server, { widgets: 2, agents: 1 })).rejects.toThrow(/nobody took part.*no room for you/i);
});

test.concurrent('a conversation without an id leaves its place empty, and the others go on', async ({
  server,
}) => {
  let silenced = false;
  server.mischief = (event) => {
    if (event !== 'new_message' || silenced) return 'none';
    silenced = true;
    return 'lose';
  };
  const { record, ledger, missing } = await run(server, { step: '8s' });
  expect(missing.join('\n')).toMatch(/1 widget took no part: nothing told the id/);
  expect(record.sockets.peak).toBe(12);
  expect(record.sockets).toMatchObject({ widgets: 7, unserved: 1 });
  expect(ledger).toMatchObject({ sent: 175, expected: 350, delivered: 350, lost: 0 });
});

test.concurrent('who is never served takes no part, and nobody speaks for him', async ({ server }) => {
  let joins = 0;
  server.hears = (event) => {
    if (event !== 'join_conversation') return true;
    joins += 1;
    return joins % 4 !== 0;
  };
  const { record, ledger, missing } = await run(server, { step: '8s', rate: 160, typingShare: 0 });
  expect(missing.join('\n')).toMatch(/^2 widgets took no part: nothing that is sent/);
  expect(record.sockets).toMatchObject({ widgets: 6, agents: 4, unserved: 2, peak: 12 });
  // Of 160 a second each widget has 20.
  expect(ledger).toMatchObject({ sent: 120, expected: 240, delivered: 240, lost: 0 });
  expect(record.segments[0]?.intended).toBe(120);
});

test.concurrent('what was lost before a storm stays lost', async ({ server }) => {
  const storm = { storms: 1, stormEvery: '2s', returnWithin: '500ms', late: '500ms' } as const;
  const loses = everyMessage(5, 'lose');
  const { record, ledger } = await run(server, { ...storm, duration: '4s', rate: 40, drain: '8s' }, () => {
    server.mischief = (event) => (server.truth.lost < 10 ? loses(event) : 'none');
  });
  expect(record.reconnect).toMatchObject({ storms: 1, participants: 12, neverServed: 0 });
  expect(server.truth.lost).toBe(10);
  expect(ledger).toMatchObject({ lost: 10, duplicated: 0, leaked: 0 });
  // What may not have got to the server is not asked for any more.
  expect(record.segments[0]?.intended).toBe(record.segments[0]?.sent);
});

test.concurrent('what says something else than what was sent is counted exactly', async ({ server }) => {
  const acts = [
    (payload: { content: string }) => ({ ...payload, content: payload.content.slice(0, 60) }),
    (payload: { content: string }) => ({ ...payload, content: `${payload.content}!` }),
    (payload: { conversation_id: number }) => ({ ...payload, conversation_id: payload.conversation_id + 1 }),
    ({ conversation_id: _, ...payload }: { conversation_id: number }) => payload,
    (payload: object) => ({ ...payload, conversation_id: { toString: 'not a function' } }),
    // As text it is the same, for load.
    (payload: { conversation_id: number }) => ({ ...payload, conversation_id: `${payload.conversation_id}` }),
  ] as ((payload: object) => object)[];
  let count = 0;
  const { record, ledger } = await run(server, { sizes: [300], rate: 60, typingShare: 1 }, () => {
    server.rewrites = (event, payload) => {
      if (event === 'typing') return { ...payload, conversation_id: 7.5 };
      count += 1;
      return (acts[count % acts.length] as (typeof acts)[0])(payload);
    };
  });
  expect(ledger).toMatchObject({ sent: 60, delivered: 120, lost: 0, altered: 100 });
  expect(record.segments[0]?.ledgers.typing).toMatchObject({ delivered: 60, altered: 60 });
  expect(record.outside.altered).toBe(0);
});

test.concurrent('a stimulus that is refused is a problem, and what it was for was not sent', async ({
  server,
}) => {
  const hook = createServer((_request, response) => response.writeHead(503).end('the hook is on holiday'));
  await once(hook.listen(0, '127.0.0.1'), 'listening');
  const { port } = hook.address() as AddressInfo;
  const replies = { rate: 100, replyShare: 0.5, readShare: 0 };
  const { record, ledger } = await run(server, replies, () => {}, `http://127.0.0.1:${port}/`);
  hook.close();
  expect(record.problems.join('\n')).toMatch(
    /agent_message at http:\S+ was answered with HTTP 503: the hook is on holiday/,
  );
  expect(ledger).toMatchObject({ sent: 50, expected: 100, delivered: 100, lost: 0 });
  // That it was refused is the target's doing: nor had the schedule asked for it.
  const { intended, sent, stimuli } = record.segments[0] ?? {};
  expect(stimuli).toMatchObject({ asked: 50, refused: 50, unanswered: 0, unsent: 0 });
  expect(intended).toBe(sent);
});

test.concurrent('ended before its time, a run hands over what it has', async ({ server }) => {
  const { scenario, plans } = await planned('steady', { ...small, duration: '60s' }, { nodes: [server.url] });
  let ticks = 0;
  const { record } = await rehearse(scenario, plans[0] as never, (message) => {
    if (message.kind === 'tick' && message.phase === 'measuring') ticks += 1;
    return ticks === 2 ? { kind: 'stop', when: 'now' } : goOn(message);
  });
  const [segment] = record.segments;
  expect((segment?.toMs ?? 0) - (segment?.fromMs ?? 0)).toBeLessThan(30_000);
  // What was due when it ended, and not sent, is owed.
  expect(segment?.intended).toBeGreaterThanOrEqual(segment?.sent ?? 0);
  expect(segment?.ledgers.new_message).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
  expect(segment?.sent).toBeGreaterThan(100);
});

test.concurrent('ended while everybody is still on the way, a run comes to its end, too', async ({
  server,
}) => {
  // Nobody hears whether he is let in.
  server.io.use(() => {});
  const { scenario, plans } = await planned('steady', small, { nodes: [server.url] });
  const { record } = await rehearse(scenario, plans[0] as never, (message) =>
    message.kind === 'tick' ? { kind: 'stop', when: 'now' } : undefined,
  );
  expect(record.segments).toEqual([]);
  expect(record.sockets).toMatchObject({ peak: 0, refused: 0 });
});
