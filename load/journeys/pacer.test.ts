import { expect, test } from 'vitest';
import { nowMs } from '../measure/index.ts';
import { chance } from './chance.ts';
import { Alarm, Pacer } from './pacer.ts';

/** Resolves when so many things have happened. */
function witness(count: number) {
  const happened: { name: number; atMs: number }[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const note = (name: number) => {
    happened.push({ name, atMs: nowMs() });
    if (happened.length === count) resolve();
  };
  return { happened, note, all: promise };
}

test('a thousand things happen in the order of their times, and none before its time', async () => {
  const pacer = new Pacer();
  const random = chance(7);
  const startMs = nowMs();
  const dueMs = Array.from({ length: 1000 }, () => startMs + 300 * random());
  const { happened, note, all } = witness(dueMs.length);
  for (const [name, atMs] of dueMs.entries()) pacer.at(atMs, new Alarm(() => note(name)));
  await all;
  const times = happened.map(({ name }) => dueMs[name] as number);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  for (const { name, atMs } of happened) expect(atMs).toBeGreaterThanOrEqual(dueMs[name] as number);
});

test('an earlier time overtakes the timer that is set', async () => {
  const pacer = new Pacer();
  const { happened, note, all } = witness(2);
  pacer.after(60, new Alarm(() => note(2)));
  pacer.after(5, new Alarm(() => note(1)));
  await all;
  expect(happened.map(({ name }) => name)).toEqual([1, 2]);
});

test('what is cancelled does not happen, what is moved happens once, at the new time', async () => {
  const pacer = new Pacer();
  const { happened, note, all } = witness(2);
  const moved = new Alarm(() => note(1));
  const cancelled = new Alarm(() => note(2));
  const startMs = nowMs();
  pacer.at(startMs + 5, moved);
  pacer.at(startMs + 6, cancelled);
  pacer.at(startMs + 40, moved);
  pacer.cancel(cancelled);
  pacer.cancel(cancelled);
  pacer.at(startMs + 50, new Alarm(() => note(3)));
  await all;
  expect(happened.map(({ name }) => name)).toEqual([1, 3]);
  expect(happened[0]?.atMs).toBeGreaterThanOrEqual(startMs + 40);
});

test('what happens may ask for more, and for itself again', async () => {
  const pacer = new Pacer();
  const { happened, note, all } = witness(4);
  const startMs = nowMs();
  const again = new Alarm(() => {
    note(happened.length);
    if (happened.length < 4) pacer.at(startMs + 5 * happened.length, again);
  });
  pacer.at(startMs, again);
  await all;
  expect(happened.map(({ name }) => name)).toEqual([0, 1, 2, 3]);
});
