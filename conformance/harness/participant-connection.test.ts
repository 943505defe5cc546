import { io } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { filteringIncoming, onEngineConnection, rewritingHandshakes } from '../../fixtures/faults/wire.ts';
import { authFor } from '../contract/index.ts';
import type { Participant, Role } from './participant.ts';
import { type Override, type Plot, theatre, type Wrong } from './testing/theatre.ts';
import { blockUpgrades } from './wire/index.ts';

describe('a connection', () => {
  /** How the server saw connections, by their role in the query. */
  async function arrivals(plot: Plot = {}) {
    const seen: { query: Record<string, unknown>; auth: object; headers: object; transport: string }[] = [];
    const attach: Wrong['attach'] = ({ io, index }) =>
      void io.on('connection', ({ handshake, conn }) => {
        const { query, auth, headers } = handshake;
        seen.push({
          query: { ...query, node: index },
          auth,
          headers,
          transport: conn.transport.name,
        });
      });
    const scene = await theatre({ ...plot, wrong: { ...plot.wrong, attach } });
    const stage = scene.stage();
    const arriving = async (role: Omit<Role, 'name'>) => {
      const participant = await stage.connect({ name: 'alice', ...role });
      return { participant, ...(seen.at(-1) as (typeof seen)[0]) };
    };
    return { ...scene, stage, arriving };
  }

  const transportOf = ({ socket }: Participant) => socket.io.engine.transport.name;

  test('is made as the page documents, to the first node', async () => {
    const { arriving } = await arrivals();
    const { participant, transport, auth, query } = await arriving({});
    expect([transport, transportOf(participant)]).toEqual(['websocket', 'websocket']);
    expect(auth).toEqual({ business_id: 'acme' });
    expect([query.node, query.transport]).toEqual([0, 'websocket']);
    expect([participant.connected, participant.lost]).toEqual([true, undefined]);
  });

  test('may belong to the second business, and live on another node', async () => {
    const { arriving } = await arrivals();
    expect(await arriving({ stranger: true, node: -1 })).toMatchObject({
      auth: { business_id: 'globex' },
      query: { node: 1 },
    });
    expect(await arriving({ node: 1 })).toMatchObject({ query: { node: 1 } });
  });

  test('may use one transport alone', async () => {
    const { arriving } = await arrivals();
    const { participant } = await arriving({ over: 'polling' });
    expect(transportOf(participant)).toBe('polling');
    expect((await arriving({ over: 'websocket' })).transport).toBe('websocket');
  });

  test('brings along what the configuration and its role say', async () => {
    const target = {
      connect: { path: '/socket.io', headers: { 'x-team': 'blue' }, auth: { token: 't', business_id: 'x' } },
    };
    const { arriving } = await arrivals({ target });
    const { headers, auth, query } = await arriving({ query: { business_id: 'globex' } });
    expect(headers).toMatchObject({ 'x-team': 'blue' });
    expect(auth).toEqual({ token: 't', business_id: 'acme' });
    expect(query).toMatchObject({ business_id: 'globex' });
  });

  test('is sought where the configuration says', async () => {
    const elsewhere = { connect: { path: '/elsewhere', headers: {}, auth: {} } };
    const { stage } = await arrivals({ target: elsewhere, eventMs: 2_000 });
    await expect(stage.connect({ name: 'alice' })).rejects.toThrow('It ended with: connection refused');
  });

  test('tries the next transport where one is blocked, if that is its role', async () => {
    const { settings, stage, arriving } = await arrivals();
    const proxy = await blockUpgrades(settings.target.nodes[0] as string);
    try {
      const fallback = ['websocket', 'polling'] as const;
      const { participant } = await arriving({ through: proxy.origin, fallback });
      expect(transportOf(participant)).toBe('polling');
      expect(proxy.refusedUpgrades).toBe(1);
      await expect(stage.connect({ name: 'alice', through: proxy.origin })).rejects.toThrow(
        'It ended with: connection refused: websocket error.',
      );
    } finally {
      await proxy.close();
    }
  });

  test('is not compressed', async () => {
    const serverOptions: Wrong['serverOptions'] = (options) => ({ ...options, perMessageDeflate: true });
    const { arriving } = await arrivals({ wrong: { serverOptions } });
    const { headers } = await arriving({});
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
  });

  test('that is refused is lost, with the reason, and does not come back', async () => {
    let attempts = 0;
    const override: Override = () => ({
      admit() {
        attempts += 1;
        return { refusal: 'Not you.' };
      },
    });
    const { stage } = await arrivals({ wrong: { override } });
    const alice = stage.begin({ name: 'alice' });
    await stage.journal.until(() => alice.lost, 2_000);
    expect(alice.lost).toBe('connection refused: Not you.');
    expect(alice.connected).toBe(false);
    expect(attempts).toBe(1);
    expect(stage.journal.entries.at(-1)).toMatchObject({
      who: 'alice',
      direction: 'note',
      event: 'disconnected',
      args: ['connection refused: Not you.'],
    });
  });

  test('that the server ends is lost, with the reason, and stays so', async () => {
    const override: Override = (base) => ({
      onUnknownEvent(socket, event) {
        base.onUnknownEvent(socket, event);
        socket.disconnect(true);
      },
    });
    const { stage } = await arrivals({ wrong: { override } });
    const alice = await stage.connect({ name: 'alice' });
    alice.emits('unheard_of');
    await stage.journal.until(() => alice.lost, 2_000);
    expect(alice.lost).toMatch(/^(io server disconnect|transport close)/);
    expect([alice.connected, alice.socket.active]).toEqual([false, false]);
  });

  test('that breaks says which request failed, and with what status', async () => {
    let forget = () => {};
    const attach: Wrong['attach'] = ({ io }) =>
      onEngineConnection(io, (connection) => {
        const { clients } = io.engine as unknown as { clients: Record<string, unknown> };
        const { id } = connection as unknown as { id: string };
        forget = () => {
          delete clients[id];
          connection.send('42["anything"]');
        };
      });
    const stage = (await theatre({ wrong: { attach } })).stage();
    const alice = await stage.connect({ name: 'alice', over: 'polling' });
    forget();
    expect(await stage.journal.until(() => alice.lost, 2_000)).toBe(
      'transport error: "xhr poll error", HTTP 400',
    );
  });

  test('that is refused without a word is lost all the same', async () => {
    const attach: Wrong['attach'] = ({ io }) =>
      filteringIncoming(io, (_data, connection) => {
        connection.send('4');
        return false;
      });
    const stage = (await theatre({ wrong: { attach } })).stage();
    const alice = stage.begin({ name: 'alice' });
    expect(await stage.journal.until(() => alice.lost, 2_000)).toMatch(/^connection refused: /);
  });

  test('waits for pings longer than the server says that it should', async () => {
    const attach: Wrong['attach'] = ({ io }) =>
      rewritingHandshakes(io, (handshake) => ({ ...handshake, pingInterval: 10, pingTimeout: 10 }));
    const { settings, stage } = await theatre({ wrong: { attach } }).then((scene) => ({
      ...scene,
      stage: scene.stage(),
    }));
    const alice = await stage.connect({ name: 'alice' });
    const impatient = io(settings.target.nodes[0], { auth: authFor('acme'), reconnection: false });
    const reason = await new Promise((resolve) => impatient.on('disconnect', resolve));
    expect(reason).toBe('ping timeout');
    expect([alice.connected, alice.lost]).toEqual([true, undefined]);
  });

  test('leaves when it is done, and that is no end that the server made', async () => {
    const { stage, arriving } = await arrivals();
    const { participant } = await arriving({});
    participant.leaves();
    expect(participant.connected).toBe(false);
    expect(stage.journal.entries.at(-1)).toMatchObject({ args: ['io client disconnect'] });
  });
});
