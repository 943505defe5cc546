import { once } from 'node:events';
import type { Server } from 'socket.io';
import { describe, expect, onTestFinished, test } from 'vitest';
import { engineHandshake } from '../../contract/index.ts';
import {
  type OpenOptions,
  openPolling,
  openWebSocket,
  type WireConnection,
  type WireTarget,
} from './index.ts';
import { socketIo } from './test-servers.ts';

const bound = 10_000;

/** Between two polls there is no line that could be cut. */
async function lineIsUp(io: Server, { handshake }: WireConnection): Promise<void> {
  const clients = (io.engine as unknown as { clients: Record<string, { transport: { writable: boolean } }> })
    .clients;
  await expect.poll(() => clients[handshake.sid ?? '']?.transport.writable).toBe(true);
}

describe.each([
  ['websocket', openWebSocket],
  ['polling', openPolling],
] as const)('over %s', (transport, openIt) => {
  const open = async (target: WireTarget, options?: OpenOptions) => {
    const connection = await openIt(target, options);
    onTestFinished(() => connection.abandon());
    return connection;
  };
  const echoOf = (connection: WireConnection, word: string) =>
    connection.waitFor(({ socketIo }) => socketIo?.event === 'echo' && socketIo.args?.[0] === word, bound);

  test('shows the handshake as it was sent', async () => {
    const { target } = await socketIo({ pingInterval: 12_000, pingTimeout: 3_000 });
    const { handshake, packets, openedAtMs } = await open(target);
    expect(engineHandshake.parse(handshake.json)).toMatchObject({ pingInterval: 12_000, pingTimeout: 3_000 });
    expect(handshake.sid).toBe(engineHandshake.parse(handshake.json).sid);
    expect(packets[0]).toMatchObject({
      direction: 'got',
      transport,
      type: 'open',
      text: handshake.packetText,
      atMs: openedAtMs,
    });
  });

  test('sends the query and the headers it was given', async () => {
    const { target, io } = await socketIo();
    const arrived = once(io.engine, 'connection');
    await open({ ...target, headers: { 'x-tenant': 'acme' } }, { query: { business_id: 'acme' } });
    const [{ request }] = await arrived;
    expect(request._query).toMatchObject({ business_id: 'acme', transport, EIO: '4' });
    expect(request.headers['x-tenant']).toBe('acme');
  });

  test('brings back the cookies of the handshake with every later request', async () => {
    const { target, io } = await socketIo({ cookie: { name: 'node', path: '/' } });
    const seen: Array<string | undefined> = [];
    io.engine.on('headers', (_headers, request) => seen.push(request.headers.cookie));
    const connection = await open({ ...target, headers: { Cookie: 'own=1' } });
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    const pinned = `own=1; node=${connection.handshake.sid}`;
    if (transport === 'polling') expect(seen).toEqual(expect.arrayContaining(['own=1', pinned]));
    else expect(seen).toEqual(['own=1']);
  });

  test('tells a connect, with the id that the server gave', async () => {
    const { target, io } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace('{"business_id":"acme"}');
    const outcome = await connection.outcomeOfConnect(bound);
    const [socket] = [...io.sockets.sockets.values()];
    expect(outcome).toMatchObject({ kind: 'connected', sid: socket?.id });
    expect(socket?.handshake.auth).toEqual({ business_id: 'acme' });
  });

  test('sends a CONNECT without any auth', async () => {
    const { target } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    expect(await connection.outcomeOfConnect(bound)).toMatchObject({ kind: 'connected' });
    expect(connection.packets.filter(({ direction }) => direction === 'sent')).toMatchObject([
      { text: '40' },
    ]);
  });

  test('tells a refusal, with message and data', async () => {
    const { target } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace('{"refuse":"no business"}');
    const outcome = await connection.outcomeOfConnect(bound);
    expect(outcome).toMatchObject({ kind: 'refused', message: 'no business', data: { code: 7 } });
    expect(connection.closeInfo).toBeUndefined();
  });

  test('tells a close that answers a malformed auth from a missed heartbeat', async () => {
    const { target } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace('{"business_id":');
    const outcome = await connection.outcomeOfConnect(bound);
    expect(outcome).toMatchObject({
      kind: 'closed',
      close: { by: 'server', heartbeatExplains: false, pings: { got: 0, answered: 0 } },
    });
  });

  test('answers pings while it waits, so that silence stays silence', async () => {
    const { target } = await socketIo({ pingInterval: 100, pingTimeout: 700 });
    const connection = await open(target);
    await connection.connectNamespace('{"ignore":true}');
    const outcome = await connection.outcomeOfConnect(1_500);
    const pings = (outcome.kind === 'silence' ? outcome.packets : []).filter(({ type }) => type === 'ping');
    expect(outcome.kind).toBe('silence');
    expect(pings.length).toBeGreaterThan(3);
    expect(connection.closeInfo).toBeUndefined();
  });

  test('is dropped when it leaves pings alone, and says that a heartbeat explains it', async () => {
    const { target } = await socketIo({ pingInterval: 100, pingTimeout: 1_000 });
    const connection = await open(target);
    connection.autoPong = false;
    const close = await connection.closed;
    expect(close).toMatchObject({ by: 'server', heartbeatExplains: true, pings: { got: 1, answered: 0 } });
    expect(close.msSinceLastPing).toBeGreaterThan(500);
    expect(close.msSinceOpen).toBeGreaterThan(1_000);
    expect(close.summary).toContain('a missed heartbeat would explain it');
  });

  test('lets a pong be sent by hand', async () => {
    const { target } = await socketIo({ pingInterval: 100, pingTimeout: 5_000 });
    const connection = await open(target);
    connection.autoPong = false;
    for (let round = 0; round < 3; round += 1) {
      const here = connection.packets.length;
      const waited = await connection.waitFor(({ type }) => type === 'ping', bound, here);
      if (waited.kind !== 'packet') expect.fail(`no ping came, but ${waited.kind}`);
      await connection.sendEngine('3');
    }
    await connection.close();
    expect(await connection.closed).toMatchObject({ pings: { got: 3, answered: 3 } });
  });

  test('sends events, several packets at once, and bytes', async () => {
    const { target } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    await connection.sendEvent('echo', 'one', { deep: ['ü', '𝄞'] });
    await connection.sendEngine('42["echo","two"]', '42["echo","three"]');
    await connection.sendRaw('42["echo","four"]');
    await connection.sendEngine('451-["echo","five",{"_placeholder":true,"num":0}]', Buffer.from([0, 255]));
    expect(await echoOf(connection, 'five')).toMatchObject({
      packet: { socketIo: { type: 'binary_event', attachments: 1 } },
    });
    const bytes = await connection.waitFor(({ binary }) => binary !== undefined, bound);
    expect(bytes).toMatchObject({ packet: { type: 'message', text: '', binary: Buffer.from([0, 255]) } });
    const echoes = connection.packets.filter(
      ({ direction, socketIo }) => direction === 'got' && socketIo?.event === 'echo',
    );
    expect(echoes.map(({ socketIo }) => socketIo?.args?.[0])).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
    ]);
    expect(echoes[0]?.socketIo?.args?.[1]).toEqual({ deep: ['ü', '𝄞'] });
  });

  test('keeps the order of sends that nobody awaits', async () => {
    const { target } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    const words = Array.from({ length: 30 }, (_, index) => `w${index}`);
    for (const word of words) void connection.sendEvent('echo', word);
    await echoOf(connection, 'w29');
    const echoed = connection.packets.flatMap(({ direction, socketIo }) =>
      direction === 'got' && socketIo?.event === 'echo' ? [socketIo.args?.[0]] : [],
    );
    expect(echoed).toEqual(words);
  });

  test('stamps packets in the order of the log', async () => {
    const { target } = await socketIo({ pingInterval: 100, pingTimeout: 5_000 });
    const connection = await open(target);
    await connection.waitFor(({ type, index }) => type === 'ping' && index > 2, bound);
    const times = connection.packets.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(connection.packets.map(({ index }) => index)).toEqual(times.map((_, index) => index));
  });

  test('a wait ends with the packet, the time or the connection', async () => {
    const { target, io } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    const never = () => false;
    expect(await connection.waitFor(never, 50)).toEqual({ kind: 'timeout', timeoutMs: 50 });
    const here = connection.packets.length;
    expect(await connection.waitFor(({ type }) => type === 'open', 50)).toMatchObject({ kind: 'packet' });
    expect(await connection.waitFor(({ type }) => type === 'open', 50, here)).toMatchObject({
      kind: 'timeout',
    });
    const throws = () => {
      throw new RangeError('a mistake in a check');
    };
    await expect(connection.waitFor(throws, 50)).rejects.toThrow('a mistake in a check');
    const later = connection.waitFor(throws, bound, here);
    const ended = connection.waitFor(never, bound);
    await connection.sendEvent('echo', 'now');
    await echoOf(connection, 'now');
    await expect(later).rejects.toThrow('a mistake in a check');
    io.disconnectSockets(true);
    expect(await ended).toMatchObject({ kind: 'closed', close: { by: 'server' } });
    expect(await connection.waitFor(never, bound)).toMatchObject({ kind: 'closed' });
  });

  test('tells how the server closed', async () => {
    const { target, io } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    io.disconnectSockets(true);
    const close = await connection.closed;
    const how = transport === 'polling' ? { how: 'close-packet' } : { how: 'websocket', code: 1005 };
    expect(close).toMatchObject({ by: 'server', how, heartbeatExplains: false });
    expect(await connection.sendEvent('echo')).toMatchObject({ kind: 'failed' });
  });

  test('tells that the line was cut', async () => {
    const { target, io, cut } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    await lineIsUp(io, connection);
    cut();
    const how = transport === 'polling' ? { how: 'network' } : { how: 'websocket', code: 1006 };
    expect(await connection.closed).toMatchObject({ by: 'server', how });
  });

  test('takes leave so that the server knows at once', async () => {
    const { target, io } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    const [socket] = [...io.sockets.sockets.values()];
    const gone = once(socket as NonNullable<typeof socket>, 'disconnect');
    await connection.close();
    expect((await gone)[0]).toBe('transport close');
    expect(await connection.closed).toMatchObject({ by: 'client', how: { how: 'closed-by-us' } });
    await connection.close();
    await connection.abandon();
  });

  test('vanishes without a word', async () => {
    const { target, io } = await socketIo();
    const connection = await open(target);
    await connection.connectNamespace();
    await connection.outcomeOfConnect(bound);
    const [socket] = [...io.sockets.sockets.values()];
    const gone = once(socket as NonNullable<typeof socket>, 'disconnect');
    await lineIsUp(io, connection);
    await connection.abandon();
    expect((await gone)[0]).toBe(transport === 'polling' ? 'transport error' : 'transport close');
    expect(await connection.closed).toMatchObject({ by: 'client', how: { how: 'abandoned-by-us' } });
    expect(connection.packets.map(({ text }) => text)).not.toContain('1');
  });
});
