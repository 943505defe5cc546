import { expect, test } from 'vitest';
import type { Act } from './matching.ts';
import type { Participant, Role } from './participant.ts';
import { arrivalStep, reachStep, Standstill } from './standstill.ts';

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

const one = (role: Partial<Role>) => ({ role: { name: 'bob', ...role } }) as unknown as Participant;
const typing = (is_typing: boolean): Pick<Act, 'event' | 'identity'> => ({
  event: 'typing',
  identity: { is_typing, user_id: 5 },
});

test('steps are the same for those who go the same way, whoever they are', () => {
  const [first, second] = [one({}), { ...one({ node: 0 }), name: 'carol' } as Participant];
  expect(reachStep(first)).toBe(reachStep(second));
  expect(arrivalStep(typing(true), first)).toBe(
    arrivalStep({ event: 'typing', identity: { is_typing: true } }, second),
  );
});

test('steps differ by event, by state of typing, and by the way', () => {
  const ways: Partial<Role>[] = [
    {},
    { node: 1 },
    { over: 'polling' },
    { stranger: true },
    { through: 'http://127.0.0.1:1' },
  ];
  const message = { event: 'new_message', identity: { content: 'x' } } as const;
  const steps = ways.flatMap((role) => [
    reachStep(one(role)),
    ...[typing(true), typing(false), message].map((act) => arrivalStep(act, one(role))),
  ]);
  expect(new Set(steps).size).toBe(steps.length);
});
