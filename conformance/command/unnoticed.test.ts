import { expect, test } from 'vitest';
import type { ClauseResult } from '../../reports/results/index.ts';
import { unnoticedFaults } from './unnoticed.ts';

/** Meant for ROM-4 and TYP-4. */
const fault = 'typing-to-business';

const result = (id: string, verdict: ClauseResult['verdict'], message?: string, actual?: string) =>
  ({ id, verdict, message, actual }) as ClauseResult;

test('a fault that one of its clauses noticed is not worth a line', async () => {
  const clauses = [result('ROM-4', 'fail'), result('TYP-4', 'not-testable')];
  expect(await unnoticedFaults([fault], clauses)).toEqual([]);
  expect(await unnoticedFaults([], clauses)).toEqual([]);
  expect(await unnoticedFaults([fault], [result('TYP-4', 'expected-failure', 'Known.', 'It came.')])).toEqual(
    [],
  );
});

test('a clause that merely rests on another, as is expected, noticed nothing', async () => {
  expect(await unnoticedFaults([fault], [result('TYP-4', 'expected-failure', 'TYP-1 fails.')])).toEqual([
    'No clause that is meant to notice the fault typing-to-business did: ROM-4 was not among those to check. TYP-4 is expected-failure: TYP-1 fails.',
  ]);
});

test('one that none noticed is named, with what its clauses said', async () => {
  const clauses = [result('ROM-4', 'excluded', 'It is too slow.'), result('MSG-1', 'fail')];
  expect(await unnoticedFaults([fault, 'typing-twice'], [...clauses, result('TYP-5', 'pass')])).toEqual([
    'No clause that is meant to notice the fault typing-to-business did: ROM-4 is excluded: It is too slow. TYP-4 was not among those to check.',
    'No clause that is meant to notice the fault typing-twice did: TYP-5 is pass.',
  ]);
});

test('one that is meant for load runs is named as that', async () => {
  expect(await unnoticedFaults(['one-in-a-thousand-lost'], [result('MSG-9', 'pass')])).toEqual([
    'No clause is meant to notice the fault one-in-a-thousand-lost: a load run is.',
  ]);
});
