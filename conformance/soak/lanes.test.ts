import { afterEach, expect, test } from 'vitest';
import { type Lane, type Order, openLane } from './lanes.ts';

let lane: Lane | undefined;
afterEach(() => lane?.close());

/** A run on an implementation that ends as soon as it begins. */
const hopeless: Order = {
  means: { implementation: 'Python', python: process.execPath },
  seed: [1],
  delay: { leastMs: 0, mostMs: 1 },
};

test('an implementation that cannot be started is told apart from a run that breaks', async () => {
  lane = openLane();
  const answers = [await lane.carryOut(hopeless), await lane.carryOut(hopeless)];
  for (const answer of answers)
    expect(answer).toEqual({ unstarted: expect.stringContaining('The Python server ended') });
});

test('what is under way when a lane closes is called off, and nothing begins after that', async () => {
  lane = openLane();
  const underWay = lane.carryOut({ ...hopeless, means: { implementation: 'reference server' } });
  await lane.close();
  expect(await underWay).toEqual({ broken: expect.stringContaining('the process of the run ended') });
  expect(await lane.carryOut(hopeless)).toEqual({ broken: 'it was called off' });
});
