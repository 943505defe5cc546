import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';
import { Storms } from './storms.ts';

test('somebody is served again when all rooms serve it, and a storm is over with the last', () => {
  const storms = new Storms();
  storms.begin(1000);
  storms.away(1, 2, 1000);
  storms.away(2, 1, 1100);
  storms.servedIn(1, 1500);
  storms.servedIn(2, 1600);
  storms.servedIn(1, 3000);
  const record = storms.record(4);
  expect(record).toMatchObject({
    storms: 1,
    participants: 2,
    allServedMs: [2000],
    neverServed: 0,
    missedWhileAway: 4,
  });
  const latency = Histogram.decode(record?.servedAgain ?? '').latency();
  expect(latency.count).toBe(2);
  expect(latency.max).toBeCloseTo(2000, -1);
});

test('what the driver itself lost is no part of how long somebody was away', () => {
  const storms = new Storms();
  storms.begin(0);
  storms.away(1, 1, 0);
  storms.heldUp(1, 1500);
  storms.heldUp(2, 1500);
  storms.servedIn(1, 1800);
  const record = storms.record(0);
  expect(record?.allServedMs).toEqual([300]);
  expect(Histogram.decode(record?.servedAgain ?? '').latency().max).toBeCloseTo(300, -1);
});

test('who did not return, and who departed meanwhile, was never served again', () => {
  const storms = new Storms();
  storms.begin(0);
  for (const one of [1, 2, 3]) storms.away(one, 1, 0);
  storms.departed(1);
  storms.departed(9);
  storms.servedIn(2, 10);
  expect(storms.record(0)).toMatchObject({ neverServed: 2, participants: 3, allServedMs: [10] });
});

test('a second storm that meets somebody who is still away counts from the first', () => {
  const storms = new Storms();
  storms.begin(0);
  storms.away(1, 1, 0);
  storms.begin(5000);
  storms.away(1, 1, 5000);
  storms.servedIn(1, 6000);
  expect(storms.record(0)).toMatchObject({ storms: 2, participants: 1, allServedMs: [6000, 0] });
});

test('connections that end outside of storms are told of; without any of that there is nothing to tell', () => {
  const storms = new Storms();
  expect(storms.record(0)).toBeUndefined();
  storms.away(1, 1, 0);
  storms.servedIn(1, 100);
  expect(storms.record(0)).toMatchObject({ storms: 0, participants: 1, allServedMs: [] });
});
