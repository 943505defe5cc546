import { afterEach, expect, test } from 'vitest';
import { startWorkforce, type Workforce } from './workforce.ts';

let workforce: Workforce | undefined;
afterEach(() => workforce?.close());

test('attempts are carried out, and say what every clause found', async () => {
  workforce = startWorkforce(1);
  const { findings, broken } = await workforce.carryOut({
    fault: 'refuses-with-a-number',
    clauses: ['CON-5', 'CON-1'],
    backplane: 'memory',
  });
  expect(broken).toBeUndefined();
  expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['CON-1', 'pass'],
    ['CON-5', 'fail'],
  ]);
});

test('an attempt that cannot even begin says why', async () => {
  workforce = startWorkforce(1);
  const answer = await workforce.carryOut({ fault: 'nope', clauses: ['CON-1'], backplane: 'memory' });
  expect(answer).toMatchObject({
    findings: [],
    broken: expect.stringContaining('There is no fault "nope".'),
  });
});

test('what is under way when it closes is called off, and nobody waits for it', async () => {
  workforce = startWorkforce(2);
  const answers = [1, 2, 3].map(() => workforce?.carryOut({ clauses: ['TRN-7'], backplane: 'memory' }));
  await workforce.close();
  for (const answer of await Promise.all(answers)) expect(answer?.broken).toBe('it was called off');
});
