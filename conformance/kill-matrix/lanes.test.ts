import { expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

test('so many are under way at once, no more, and results keep the order of the list', async () => {
  let underWay = 0;
  let most = 0;
  const gates = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const work = async (gate: PromiseWithResolvers<void>, index: number) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await gate.promise;
    underWay -= 1;
    return index;
  };
  const results = inLanes(
    3,
    gates.map((gate, index) => ({ gate, index })),
    ({ gate, index }) => work(gate, index),
  );
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await results).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(3);
});

test('an empty list is done at once', async () => {
  expect(await inLanes(3, [], () => Promise.reject(new Error('there is nothing to do')))).toEqual([]);
});

test('a failure is passed on', async () => {
  await expect(inLanes(2, [1], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
