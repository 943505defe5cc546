import { expect, test } from 'vitest';
import { floodSize, Tempo } from './tempo.ts';

function after(...latenciesMs: number[]): number {
  const tempo = new Tempo();
  for (const latencyMs of latenciesMs) tempo.delivered(latencyMs);
  return tempo.quietMs;
}

const times = (count: number, latencyMs: number) => Array<number>(count).fill(latencyMs);

test('the quiet window is twice what nine in ten deliveries needed', () => {
  expect(after(...times(18, 30), ...times(2, 200))).toBe(400);
  expect(after(...times(19, 30), 200)).toBe(60);
  expect(after(200, ...times(19, 30))).toBe(60);
  expect(after(...times(2, 200), ...times(18, 30))).toBe(400);
});

test('it has a least and a longest, and the least before anything was measured', () => {
  expect(after()).toBe(20);
  expect(after(...times(10, 0.2))).toBe(20);
  expect(after(...times(10, 60_000))).toBe(1500);
});

test('it grows with a target that gets slow, and forgets what is long ago', () => {
  const tempo = new Tempo();
  for (const latencyMs of times(60, 10)) tempo.delivered(latencyMs);
  for (const latencyMs of times(10, 300)) tempo.delivered(latencyMs);
  expect(tempo.quietMs).toBe(600);
  for (const latencyMs of times(60, 15)) tempo.delivered(latencyMs);
  expect(tempo.quietMs).toBe(30);
});

test('it looks at sixty deliveries', () => {
  expect(after(...times(60, 300), ...times(60, 15))).toBe(30);
  expect(after(...times(6, 300), ...times(54, 15))).toBe(600);
  expect(after(...times(6, 300), ...times(55, 15))).toBe(30);
});

test('a flood is what the target serves in the given time, and neither a trickle nor endless', () => {
  const size = (events: number, tookMs: number) => floodSize({ events, tookMs }, 2_000);
  expect(size(30, 300)).toBe(200);
  expect(size(10, 50)).toBe(400);
  expect(size(30, 3_000)).toBe(100);
  expect(size(30, 5)).toBe(500);
});
