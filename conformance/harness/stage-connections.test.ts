import { describe, expect, test } from 'vitest';
import { onEngineConnection } from '../../fixtures/faults/wire.ts';
import { type Override, type Plot, theatre, type Wrong } from './testing/theatre.ts';

async function staged(plot: Plot = {}) {
  const scene = await theatre(plot);
  return { ...scene, stage: scene.stage() };
}

const overriding = (override: Override): Plot => ({ wrong: { override } });

describe('a connection', () => {
  test('that is refused fails those who promise it, with the words of the refusal', async () => {
    const { stage } = await staged(overriding(() => ({ admit: () => ({ refusal: 'Not you.' }) })));
    await expect(stage.connect({ name: 'alice' })).rejects.toMatchObject({
      promisedBy: ['CON-1', 'TRN-1'],
      expected: 'A connection of business "acme" is accepted.',
      actual: 'It ended with: connection refused: Not you..',
    });
    await expect(stage.connect({ name: 'bob', over: 'polling', node: 1 })).rejects.toMatchObject({
      promisedBy: ['TRN-2'],
      expected: 'A connection of business "acme" over polling alone on node 2 is accepted.',
    });
    await expect(stage.connect({ name: 'bob', node: -1 })).rejects.toMatchObject({
      expected: 'A connection of business "acme" on the last node is accepted.',
    });
  });

  test('that is not answered is given up when its time is over', async () => {
    const { stage } = await staged({
      ...overriding(() => ({ admit: () => new Promise(() => {}) })),
      eventMs: 150,
    });
    await expect(stage.connect({ name: 'alice' })).rejects.toMatchObject({
      actual: 'It was neither accepted nor refused within 150 ms.',
    });
  });

  test('ends with the check, and so does one driven by hand', async () => {
    const ends: Promise<string>[] = [];
    const attach: Wrong['attach'] = ({ io }) =>
      onEngineConnection(io, (connection) => {
        ends.push(new Promise((resolve) => connection.once('close', resolve)));
      });
    const { stage } = await staged({ wrong: { attach } });
    await stage.connect({ name: 'alice' });
    const wire = await stage.wire('probe', 'websocket');
    stage.close();
    expect((await wire.closed).how).toEqual({ how: 'closed-by-us' });
    expect(await Promise.all(ends)).toHaveLength(2);
  });
});

describe('a connection driven by hand', () => {
  test('goes to the node that is asked for, over the transport that is asked for', async () => {
    const { settings, stage } = await staged();
    expect(stage.wireTarget()).toMatchObject({ origin: settings.target.nodes[0], path: '/socket.io' });
    expect(stage.wireTarget(-1).origin).toBe(settings.target.nodes[1]);
    const [socket, poll] = [await stage.wire('one', 'websocket'), await stage.wire('two', 'polling')];
    expect([socket.transport, poll.transport]).toEqual(['websocket', 'polling']);
  });

  test('is evidence, in order of time with everything else', async () => {
    const { stage } = await staged();
    const wire = await stage.wire('probe', 'websocket');
    await wire.connectNamespace(stage.authText({ business_id: 'acme' }));
    expect(await wire.outcomeOfConnect(2_000)).toMatchObject({ kind: 'connected' });
    stage.journal.record('alice', 'note', 'a note');
    await wire.sendEvent('unheard_of', { a: 1 });
    await wire.sendEngine(Buffer.from([1, 2]));
    const frames = stage
      .evidence()
      .map(({ who, direction, event, payload }) => [who, direction, event, payload]);
    expect(frames.map(([who, direction, event]) => [who, direction, event])).toEqual([
      ['probe', 'got', 'open'],
      ['probe', 'sent', 'message connect'],
      ['probe', 'got', 'message connect'],
      ['alice', 'note', 'a note'],
      ['probe', 'sent', 'unheard_of'],
      ['probe', 'sent', 'message'],
    ]);
    expect(frames.map(([, , , payload]) => payload)).toEqual([
      expect.stringContaining('pingInterval'),
      '"40{\\"business_id\\":\\"acme\\"}"',
      expect.stringContaining('sid'),
      undefined,
      '{"a":1}',
      '"(2 bytes)"',
    ]);
  });

  test('that cannot be opened fails those who promise it', async () => {
    const { stage } = await staged({ target: { nodes: ['http://127.0.0.1:9'] } });
    await expect(stage.wire('probe', 'polling')).rejects.toMatchObject({
      promisedBy: ['TRN-2'],
      expected: 'An Engine.IO connection over polling can be opened.',
      actual: expect.stringContaining('Could not open'),
    });
    await expect(stage.wire('probe', 'websocket')).rejects.toMatchObject({ promisedBy: ['TRN-1'] });
  });

  test('is given up in the time of an event, and brings its query along', async () => {
    let query: Record<string, unknown> = {};
    const serverOptions: Wrong['serverOptions'] = (options) => ({
      ...options,
      allowRequest: (request, decide) => {
        query = Object.fromEntries(new URL(request.url ?? '', 'http://host').searchParams);
        if (query.a !== 'never') decide(null, true);
      },
    });
    const { stage, limitEvents } = await staged({ wrong: { serverOptions } });
    await stage.wire('probe', 'websocket', { query: { a: 'b' } });
    limitEvents(200);
    expect(query).toMatchObject({ a: 'b', transport: 'websocket' });
    await expect(stage.wire('probe', 'websocket', { query: { a: 'never' } })).rejects.toThrow(
      'within 200 ms',
    );
  });

  test('says of itself what the configuration says', async () => {
    const { stage } = await staged({
      target: { connect: { path: '/socket.io', headers: {}, auth: { token: 't', business_id: 'x' } } },
    });
    expect(JSON.parse(stage.authText({ business_id: 'acme' }))).toEqual({ token: 't', business_id: 'acme' });
  });
});

describe('what others have waited for in vain', () => {
  /** Nobody is ever answered. */
  const never = { ...overriding(() => ({ admit: () => new Promise<never>(() => {}) })), eventMs: 60 };

  test('three times is not waited for again', async () => {
    const scene = await theatre(never);
    for (let count = 0; count < 3; count += 1)
      await expect(scene.stage().connect({ name: 'alice' })).rejects.toThrow('within 60 ms');
    const stage = scene.stage();
    await expect(stage.connect({ name: 'alice' })).rejects.toMatchObject({
      promisedBy: ['CON-1', 'TRN-1'],
      actual: '3 other checks of this run waited 60 ms for it, and it did not happen once.',
    });
    expect(stage.journal.entries).toEqual([]);
    const elsewhere = scene.stage().connect({ name: 'alice', over: 'polling' });
    await expect(elsewhere).rejects.toThrow('within 60 ms');
  });

  test('is waited for by those who are about it, and by those who disturbed the target', async () => {
    const scene = await theatre(never);
    for (let count = 0; count < 3; count += 1)
      await expect(scene.stage().connect({ name: 'alice' })).rejects.toThrow('within 60 ms');
    await expect(scene.stage('CON-1').connect({ name: 'alice' })).rejects.toThrow('within 60 ms');
    const disturbed = scene.stage();
    disturbed.disturb();
    await expect(disturbed.connect({ name: 'alice' })).rejects.toThrow('within 60 ms');
  });

  test('is waited for where it worked a single time', async () => {
    let mute = false;
    const never = () => new Promise<never>(() => {});
    const scene = await theatre({
      ...overriding((base) => ({
        admit: (socket) => (mute ? never() : base.admit(socket)),
        openConversation: (socket) => (mute ? never() : base.openConversation(socket)),
      })),
    });
    const stage = scene.stage();
    const { customer } = await stage.openConversation();
    mute = true;
    scene.limitEvents(100);
    for (let count = 0; count < 4; count += 1) {
      await expect(scene.stage().connect({ name: 'alice' })).rejects.toThrow('within 100 ms');
      await expect(stage.firstMessage(customer)).rejects.toThrow('Within 100 ms');
    }
  });

  test('holds for conversations that nobody can open, too', async () => {
    const mute: Override = () => ({ openConversation: () => new Promise<never>(() => {}) });
    const scene = await theatre(overriding(mute));
    const asking = async (clauseId: string) => {
      const stage = scene.stage(clauseId);
      const customer = await stage.connect({ name: 'ada' });
      return () => stage.firstMessage(customer);
    };
    const ids = ['ROM-1', 'ROM-2', 'ROM-3', 'ROM-4', 'CLM-1'];
    const [one, two, three, four, about] = await Promise.all(ids.map(asking));
    scene.limitEvents(60);
    for (const ask of [one, two, three]) await expect(ask?.()).rejects.toThrow('Within 60 ms');
    await expect(four?.()).rejects.toThrow('3 other checks of this run waited');
    await expect(about?.()).rejects.toThrow('Within 60 ms');
  });
});
