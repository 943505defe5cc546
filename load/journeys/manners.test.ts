import { expect, test } from 'vitest';
import { startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { configSchema } from '../../fixtures/targets/index.ts';
import type { Manner } from '../plan.ts';
import { probeManner } from './probe.ts';
import { planned, referenceManner } from './testing/plan.ts';
import { rehearse } from './testing/rehearsal.ts';
import { startUnrulyServer } from './testing/unruly-server.ts';

const { connect, timeouts } = configSchema.parse({});
const businesses = [{ id: 'acme', agents: [] }];
const probe = (nodes: string[]) => probeManner({ nodes, connect, timeouts, ids: 'number', businesses });

const manners: Manner[] = [
  { echoesToSender: true, newMessageToBusiness: false, creatorFollows: false, typingToSender: true },
  { echoesToSender: false, newMessageToBusiness: false, creatorFollows: true, typingToSender: false },
  { echoesToSender: true, newMessageToBusiness: true, creatorFollows: false, typingToSender: true },
  { echoesToSender: false, newMessageToBusiness: false, creatorFollows: false, typingToSender: false },
  { echoesToSender: false, newMessageToBusiness: true, creatorFollows: true, typingToSender: true },
];

const knobs = {
  widgets: 6,
  agents: 3,
  ramp: 0,
  warmUp: 0,
  duration: '1s',
  rate: 60,
  typingShare: 0.5,
} as const;

test.concurrent.each(manners)('%o is found out, and measured without a false alarm', async (manner) => {
  const server = await startUnrulyServer(manner);
  try {
    expect(await probe([server.url])).toEqual(manner);
    const { scenario, plans } = await planned('steady', knobs, { nodes: [server.url] }, { manner });
    const { record, said } = await rehearse(scenario, plans[0] as never);
    expect(said).toContainEqual({ kind: 'ready', missing: [] });
    const { new_message, typing } = record.segments[0]?.ledgers ?? {};
    const each = manner.echoesToSender ? 2 : 1;
    const messages = new_message?.sent ?? 0;
    expect(messages).toBeGreaterThan(55);
    expect(new_message).toMatchObject({ expected: each * messages, delivered: each * messages, lost: 0 });
    expect(new_message).toMatchObject({ duplicated: 0, leaked: 0, outOfOrder: 0 });
    expect(typing?.sent).toBeGreaterThan(0);
    expect(typing).toMatchObject({ lost: 0, duplicated: 0, leaked: 0, outOfOrder: 0 });
    expect(record.problems).toEqual([]);
  } finally {
    await server.close();
  }
});

test('the manner of two nodes is found out, messages that go to a whole business included', async () => {
  const honest = await startReferenceServer({ nodes: 2, logLevel: 'error' });
  const loud = await startReferenceServer({
    nodes: 2,
    logLevel: 'error',
    fault: ['new_message-to-everybody'],
  });
  try {
    const [ofHonest, ofLoud] = await Promise.all([probe(honest.nodes), probe(loud.nodes)]);
    expect(ofHonest).toEqual(referenceManner);
    expect(ofLoud).toEqual({ ...referenceManner, newMessageToBusiness: true });
  } finally {
    await Promise.all([honest.close(), loud.close()]);
  }
});

test('where messages go to everybody, each customer marks those of his own conversation', async () => {
  const server = await startReferenceServer({ logLevel: 'error', fault: ['new_message-to-everybody'] });
  try {
    const manner = { ...referenceManner, newMessageToBusiness: true };
    const reading = { ...knobs, replyShare: 0.5, readShare: 1 };
    const { scenario, plans } = await planned('steady', reading, server, { manner });
    const { record } = await rehearse(scenario, plans[0] as never);
    expect(record.problems).toEqual([]);
    expect(record.segments[0]?.ledgers.read).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
    expect(record.segments[0]?.ledgers.read?.sent).toBeGreaterThan(5);
    // The other business must not get them.
    expect(record.segments[0]?.ledgers.new_message?.leaked).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
});

test.each([
  ['opens-no-conversation', /nothing told which conversation it opened.*CLM-1/],
  ['typing-never-sent', /typing of one did not reach another.*TYP-1/],
  ['admits-nobody', /did not let a client of the business in/],
])('a target that is %s says what is missing', async (fault, words) => {
  const server = await startReferenceServer({ logLevel: 'error', fault: [fault] });
  try {
    const quick = { ...timeouts, event: 2_000 };
    const probing = probeManner({ nodes: server.nodes, connect, timeouts: quick, ids: 'number', businesses });
    await expect(probing).rejects.toThrow(words);
  } finally {
    await server.close();
  }
});
