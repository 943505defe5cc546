import { expect, test } from 'vitest';
import { Standstill } from './standstill.ts';

function waits(standstill: Standstill, step: string, times: number): void {
  for (let wait = 0; wait < times; wait += 1) standstill.waitedInVain(step);
}

test('a step is given up after three waits in vain, and the others are not', () => {
  const standstill = new Standstill();
  waits(standstill, 'open', 2);
  expect(standstill.givenUpAfter('open')).toBeUndefined();
  standstill.waitedInVain('open');
  expect(standstill.givenUpAfter('open')).toBe(3);
  expect(standstill.givenUpAfter('connect')).toBeUndefined();
});

test.each([
  ['before the waits', true],
  ['after them', false],
])('a step that worked once, %s, is never given up', (_when, isFirst) => {
  const standstill = new Standstill();
  if (isFirst) standstill.worked('open');
  waits(standstill, 'open', 5);
  if (!isFirst) standstill.worked('open');
  expect(standstill.givenUpAfter('open')).toBeUndefined();
});
