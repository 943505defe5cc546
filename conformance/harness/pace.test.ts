import { setTimeout as pass, setImmediate as takeTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Pace } from './pace.ts';
import { Tempo } from './tempo.ts';

const slowMs = 1000;

/** Checks that go on until they are ended, and how many are under way. */
function underWay(pace: Pace, count: number) {
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, () =>
    pace.inTurn(() => new Promise<void>((resolve) => ends.push(resolve))),
  );
  return {
    get begun() {
      return ends.length;
    },
    endOne: () => ends[0] && ends.splice(0, 1)[0]?.(),
    async endAll() {
      while (ends.length > 0) {
        for (const end of ends.splice(0)) end();
        await pass(5);
      }
      await Promise.all(all);
    },
  };
}

test('where machine and target keep up, all begin soon', async () => {
  const checks = underWay(new Pace(new Tempo(), slowMs), 24);
  expect(checks.begun).toBe(4);
  await expect.poll(() => checks.begun, { timeout: 20_000 }).toBe(24);
  await checks.endAll();
});

test('where deliveries are slow, a few begin, and the next when one of them ends', async () => {
  const tempo = new Tempo();
  tempo.delivered(slowMs + 1);
  const checks = underWay(new Pace(tempo, slowMs), 10);
  await pass(300);
  expect(checks.begun).toBe(4);
  let ended = 0;
  for (; ended < 3; ended += 1) {
    checks.endOne();
    await expect.poll(() => checks.begun + ended + 1).toBe(4 + ended + 1);
  }
  // As soon as deliveries are quick again, the others begin.
  for (let count = 0; count < 60; count += 1) tempo.delivered(10);
  await expect.poll(() => checks.begun + ended, { timeout: 20_000 }).toBe(10);
  await checks.endAll();
});

test('while this thread is busy, only a few are under way', async () => {
  const pace = new Pace(new Tempo(), slowMs);
  const checks = underWay(pace, 10);
  const untilMs = performance.now() + 400;
  while (performance.now() < untilMs) {
    burn(45);
    // Without a moment in which it waits: on a busy machine that moment can be long.
    await takeTurn();
    expect(checks.begun).toBe(4);
  }
  await expect.poll(() => checks.begun, { timeout: 20_000 }).toBe(10);
  await checks.endAll();
});

test('what wants to be alone waits for all others, and keeps them waiting', async () => {
  const pace = new Pace(new Tempo(), slowMs);
  const before = underWay(pace, 6);
  const log: string[] = [];
  const alone = (name: string) =>
    pace.alone(async () => {
      log.push(`${name} begins`);
      await pass(150);
      log.push(`${name} ends`);
    });
  const all = [alone('one'), alone('two')];
  await expect.poll(() => before.begun, { timeout: 20_000 }).toBe(6);
  expect(log).toEqual([]);
  await before.endAll();
  await expect.poll(() => log.length).toBeGreaterThan(0);
  all.push(pace.inTurn(async () => void log.push('another')));
  await Promise.all(all);
  expect(log.filter((entry) => entry !== 'another')).toEqual([
    'one begins',
    'one ends',
    'two begins',
    'two ends',
  ]);
  for (const [at, entry] of log.entries())
    if (entry === 'another') expect(log[at - 1]).not.toMatch(/begins$/);
  await pace.alone(async () => void log.push('three'));
  expect(log.at(-1)).toBe('three');
});

function burn(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

test('what a check comes to is handed through, and its turn ends either way', async () => {
  const pace = new Pace(new Tempo(), slowMs);
  const turns = Array.from({ length: 30 }, (_, number) =>
    pace.inTurn(async () => {
      await pass(1);
      if (number % 3 === 0) throw new Error(`number ${number}`);
      return number;
    }),
  );
  const results = await Promise.allSettled(turns);
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual(
    Array.from({ length: 30 }, (_, number) => (number % 3 === 0 ? `number ${number}` : number)),
  );
});
