import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { conformance, type Ended, resultOf } from './testing/suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'pingback-expected-'));
afterAll(() => rm(folder, { recursive: true }));

/** A run of two clauses about typing against a target with these faults, with TYP-5 on the list. */
async function withList(list: string, ...fault: string[]): Promise<Ended> {
  const path = join(folder, `${fault.join()}.yaml`);
  await writeFile(path, list);
  const faults = fault.flatMap((name) => ['--fault', name]);
  const flags = [
    '--target',
    'embedded',
    ...faults,
    '--clause',
    'ROM-4,TYP-5',
    '--expected-failures',
    path,
    '--strict',
  ];
  return conformance(flags, { withoutRedis: true });
}

test.concurrent('a failure that is on the list is no failure: exit code 0', async () => {
  const ended = await withList(
    '- { clause: TYP-5, reason: "doubled by the gateway, ticket 812" }',
    'typing-twice',
  );
  const { verdict, clauses, summary } = await resultOf(ended);
  expect([ended.code, verdict], ended.output).toEqual([0, 'conformant']);
  expect(clauses.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['ROM-4', 'pass'],
    ['TYP-5', 'expected-failure'],
  ]);
  expect(clauses[1]?.message).toMatch(
    /^Expected to fail: doubled by the gateway, ticket 812 \(.+2 times\.\)$/,
  );
  expect(summary).toContain('Expected to fail, and not passing: TYP-5.');
});

test.concurrent('a clause that is on the list and passes is stale: exit code 1, and what to do', async () => {
  const ended = await withList('- { clause: TYP-5, reason: "fixed since" }');
  const { verdict, clauses } = await resultOf(ended);
  expect([ended.code, verdict], ended.output).toEqual([1, 'nonconformant']);
  expect(clauses[1]).toMatchObject({ id: 'TYP-5', verdict: 'stale-expectation' });
  expect(ended.stdout).toMatch(/^stale-expectation +TYP-5.*\n.*take it off the list/m);
});

test.concurrent('the list excuses nothing else', async () => {
  const list = '- { clause: TYP-5, reason: known }';
  const ended = await withList(list, 'typing-twice', 'typing-to-business');
  const { clauses } = await resultOf(ended);
  expect(ended.code, ended.output).toBe(1);
  expect(clauses[0]).toMatchObject({ id: 'ROM-4', verdict: 'fail' });
});
