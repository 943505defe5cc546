import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../../fixtures/reference-server/index.ts';
import { Cast } from '../../journeys/cast.ts';
import { Connections } from '../../journeys/connections.ts';
import { Pacer } from '../../journeys/pacer.ts';
import { planned, referenceManner } from '../../journeys/testing/plan.ts';
import { Histogram, nowMs, Recorder } from '../../measure/index.ts';
import { nodeWire } from '../testing/node-wire.ts';
import { Heartbeats } from './heartbeats.ts';
import { SocketIo } from './socket-io.ts';

/** As in the script for k6, its sockets are in the place of Node's; each of them misses its handshake. */
vi.mock('../../journeys/socket.ts', () => ({
  socketsFor: ({ nodes: [node = ''] }: { nodes: readonly string[] }) => {
    const heartbeats = new Heartbeats<SocketIo>(nowMs, 300);
    const dial = () =>
      nodeWire(`${node.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { deaf: true });
    return () => new SocketIo({ dial, auth: { business_id: 'acme' }, heartbeats, nowMs });
  },
  cut: (socket: SocketIo) => socket.cut(),
  listen(socket: SocketIo, listeners: ReadonlyMap<string, () => void>) {
    for (const [event, listener] of listeners) socket.on(event, listener);
  },
  guardThread() {},
}));

let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 1, logLevel: 'error' });
});
afterAll(() => server.close());

test('what the driver lost is no part of how long connecting took, nor of how long somebody was away', async () => {
  const { plans } = await planned('steady', {}, { nodes: server.nodes });
  const [plan] = plans;
  if (!plan) throw new TypeError('There is a plan for each worker.');
  const settings = { runId: plan.runId, worker: 0, host: 'here', ids: 'number', lateMs: 5_000 } as const;
  const recorder = new Recorder({ ...settings, manner: referenceManner });
  const returned = Promise.withResolvers<number>();
  const connections = new Connections({
    ...{ plan, recorder, pacer: new Pacer(), random: () => 0.5, listeners: new Map() },
    onReturn: () => returned.resolve(nowMs()),
    onGone() {},
  });
  const participant = new Cast(plan, recorder, () => {}).takeSeat('widget');
  if (!participant) throw new TypeError('A steady run has widgets.');
  const longest = (encoded = '') => Histogram.decode(encoded).latency().max;
  // A histogram rounds up by a thousandth at most.
  const atMost = (ms: number) => ms * 1.002;

  const beganMs = nowMs();
  const connectedMs = await new Promise<number>((done) => {
    connections.open(participant, () => done(nowMs()));
  });
  const lostMs = participant.socket?.ownDelayMs ?? 0;
  expect(lostMs).toBeGreaterThan(300);
  expect(longest(recorder.record().connect)).toBeLessThanOrEqual(atMost(connectedMs - beganMs - lostMs));

  recorder.beginStorm(nowMs());
  const brokenMs = nowMs();
  connections.breakOff(participant, 0);
  const awayMs = (await returned.promise) - brokenMs;
  const { reconnect, problems } = recorder.record();
  const lostAgainMs = participant.socket?.ownDelayMs ?? 0;
  expect(longest(reconnect?.servedAgain)).toBeLessThanOrEqual(atMost(awayMs - lostAgainMs));
  expect(problems).toEqual([expect.stringMatching(/^The driver lost the handshake .* \(2 times\)$/)]);
  connections.close();
  participant.socket?.disconnect();
});
