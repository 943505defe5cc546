import { expect, test } from 'vitest';
import type { Tick } from '../control/index.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { View } from './view.ts';

const { knobs } = withKnobs(await readScenario('steady'), {
  ...{ widgets: 160, agents: 40, ramp: '10s', warmUp: '5s', duration: '20s', steps: 2 },
});

const tick = (changes: Partial<Tick>): Tick => ({
  ...{ kind: 'tick', phase: 'measuring', sockets: 100, conversations: 80, seated: 100 },
  ...{ intended: 0, sent: 0, deliveries: 0, inFlight: 3, lost: 1 },
  ...{ p50Ms: 5, p99Ms: 20, eventLoopDelayMaxMs: 4, cpuShare: 0.3 },
  ...changes,
});

test('workers add up, and of delays and latencies the worst counts', () => {
  const view = new View(knobs, 0);
  for (const [worker, more] of [0, 10].entries()) {
    view.heard(worker, tick({ p99Ms: 20 + more, cpuShare: 0.3 + more / 100 }), 1_000);
    view.heard(worker, tick({ intended: 120, sent: 110, deliveries: 400, p99Ms: 20 + more }), 3_000);
  }
  expect(view.now(3_000, undefined)).toMatchObject({
    ...{ phase: 'measuring', sockets: 200, seated: 200, seats: 200, inFlight: 6, lost: 2 },
    ...{ intendedPerSecond: 120, achievedPerSecond: 110, deliveriesPerSecond: 400, p99Ms: 30 },
    generator: { cpuShare: 0.3 },
  });
});

test('before anybody has spoken nothing is said of the generator', () => {
  expect(new View(knobs, 0).now(500, undefined).generator).toBeUndefined();
});

test('a run is in the phase of its last worker', () => {
  const view = new View(knobs, 0);
  view.heard(0, tick({ phase: 'warm-up' }), 1_000);
  view.heard(1, tick({ phase: 'waiting' }), 1_000);
  expect(view.now(1_000, undefined).phase).toBe('waiting');
});

test('the time that is left counts phase by phase, and the clock stands while somebody is missing', () => {
  const view = new View(knobs, 0);
  const leftS = (atMs: number) => view.now(atMs, undefined).leftMs / 1000;
  expect(leftS(0)).toBe(55);
  expect(leftS(4_000)).toBe(51);
  expect(leftS(30_000)).toBe(45);
  view.heard(0, tick({ phase: 'waiting' }), 30_000);
  expect(leftS(40_000)).toBe(45);
  view.heard(0, tick({ phase: 'warm-up' }), 50_000);
  expect(leftS(53_000)).toBe(42);
  view.heard(0, tick({ phase: 'measuring' }), 55_000);
  expect(leftS(65_000)).toBe(30);
  view.stepped(76_000);
  expect(leftS(77_000)).toBe(19);
  view.heard(0, tick({ phase: 'draining' }), 96_000);
  expect(view.now(97_000, undefined)).toMatchObject({ leftMs: 0, share: 1 });
});
