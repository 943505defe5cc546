import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { nowMs } from './clock.ts';

const teller = fileURLToPath(new URL('./testing/clock-teller.ts', import.meta.url));
const process_ = fork(teller, { execArgv: [] });
const thread = new Worker(teller);
const tellers = [
  { name: 'another process', channel: process_, ask: () => process_.send('what time is it?') },
  { name: 'another thread', channel: thread, ask: () => thread.postMessage('what time is it?') },
];
afterAll(async () => {
  process_.kill();
  await thread.terminate();
});

describe.each(tellers)('$name', ({ channel, ask }) => {
  test('reads the same clock', async () => {
    // Each answer lies between question and its receipt: of many, the narrowest says how far the clocks are apart.
    let apart = { earliestMs: Number.NEGATIVE_INFINITY, latestMs: Number.POSITIVE_INFINITY };
    for (let question = 0; question < 200; question += 1) {
      const answered = once(channel, 'message');
      const askedMs = nowMs();
      ask();
      const [toldMs] = (await answered) as [number];
      const receivedMs = nowMs();
      apart = {
        earliestMs: Math.max(apart.earliestMs, askedMs - toldMs),
        latestMs: Math.min(apart.latestMs, receivedMs - toldMs),
      };
    }
    // Were the clocks apart by more than the readings allow, a reading would lie outside of its question and receipt.
    expect(apart.earliestMs).toBeLessThan(0.02);
    expect(apart.latestMs).toBeGreaterThan(-0.02);
    expect(apart.latestMs - apart.earliestMs).toBeLessThan(10);
  });
});

test('agrees with the clock of the system, and never goes back', () => {
  for (let reading = 0, lastMs = 0; reading < 1000; reading += 1) {
    const beforeMs = Number(process.hrtime.bigint()) / 1e6;
    const readMs = nowMs();
    const afterMs = Number(process.hrtime.bigint()) / 1e6;
    expect(readMs).toBeGreaterThan(beforeMs - 0.02);
    expect(readMs).toBeLessThan(afterMs + 0.02);
    expect(readMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = readMs;
  }
});
