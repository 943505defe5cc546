import { expect, test, vi } from 'vitest';
import { afterPatience, patienceMs, withinPatience } from './patience.ts';

/** How many intervals and timeouts are under way in this process. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Keeps this process from doing anything else. */
function block(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

test('acts once, when its time has gone by and not before', async () => {
  const startedAtMs = performance.now();
  let acts = 0;
  await new Promise<void>((resolve) =>
    afterPatience(100, () => {
      acts += 1;
      resolve();
    }),
  );
  expect(performance.now() - startedAtMs).toBeGreaterThan(98);
  // Another wait: were the first still there, it would act again meanwhile.
  await new Promise<void>((resolve) => afterPatience(60, resolve));
  expect(acts).toBe(1);
});

test('waits of different lengths end in their own time, whoever began first', async () => {
  const ended: string[] = [];
  const wait = (name: string, forMs: number) =>
    new Promise<void>((resolve) =>
      afterPatience(forMs, () => {
        ended.push(name);
        resolve();
      }),
    );
  await Promise.all([wait('long', 200), wait('short', 50)]);
  expect(ended).toEqual(['short', 'long']);
});

test('what is called off never acts, and leaves no timer', async () => {
  const before = timers();
  let acted = false;
  const callOff = afterPatience(30, () => {
    acted = true;
  });
  expect(timers()).toBe(before + 1);
  callOff();
  expect(timers()).toBe(before);
  await new Promise<void>((resolve) => afterPatience(80, resolve));
  expect(acted).toBe(false);
  // Timers of others may have ended meanwhile.
  expect(timers()).toBeLessThanOrEqual(before);
});

test('who waits for several calls only its own off', async () => {
  const ended: string[] = [];
  const callOff = afterPatience(30, () => ended.push('first'));
  await new Promise<void>((resolve) => {
    afterPatience(60, () => {
      ended.push('second');
      resolve();
    });
    callOff();
  });
  expect(ended).toEqual(['second']);
});

test('one that ends can call another off that would end at the same time', async () => {
  const ended: string[] = [];
  await new Promise<void>((resolve) => {
    const callOffs: (() => void)[] = [];
    for (const name of ['one', 'other'])
      callOffs.push(
        afterPatience(30, () => {
          ended.push(name);
          for (const callOff of callOffs) callOff();
        }),
      );
    afterPatience(120, resolve);
  });
  expect(ended).toEqual(['one']);
});

test('a moment in which this process could do nothing does not count', async () => {
  const over = Promise.withResolvers<void>();
  afterPatience(300, over.resolve);
  const before = patienceMs();
  block(400);
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(patienceMs() - before).toBeLessThan(100);
  await over.promise;
  expect(patienceMs() - before).toBeGreaterThanOrEqual(300);
});

test('time counts while somebody waits', async () => {
  await new Promise<void>((resolve) => afterPatience(30, resolve));
  const before = patienceMs();
  const idleSinceMs = performance.now();
  await vi.waitUntil(() => performance.now() - idleSinceMs > 60);
  expect(patienceMs()).toBe(before);
  const startedAtMs = performance.now();
  await new Promise<void>((resolve) => afterPatience(60, resolve));
  expect(patienceMs() - before).toBeLessThanOrEqual(performance.now() - startedAtMs + 1);
});

test('what a promise comes to counts when it does in time', async () => {
  const before = timers();
  expect(await withinPatience(Promise.resolve('in time'), 5_000)).toBe('in time');
  await expect(withinPatience(Promise.reject(new RangeError('odd')), 5_000)).rejects.toThrow('odd');
  const startedAtMs = performance.now();
  expect(await withinPatience(new Promise(() => {}), 60)).toBeUndefined();
  expect(performance.now() - startedAtMs).toBeGreaterThan(58);
  expect(timers()).toBeLessThanOrEqual(before);
});
