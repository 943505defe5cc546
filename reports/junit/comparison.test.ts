import { expect, test } from 'vitest';
import { compareLoad } from '../compare/index.ts';
import { shifted } from '../compare/testing/shifted.ts';
import { syntheticRun } from '../compare/testing/synthetic.ts';
import type { LoadResult } from '../results/index.ts';
import { hostileLoad, untrustedLoad } from '../samples/index.ts';
import { comparisonJunit } from './index.ts';
import { parse } from './reading.testing.ts';

const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];

function read(before: LoadResult, after: LoadResult) {
  const compared = compareLoad({ file: 'base.json', result: before }, { file: 'new.json', result: after });
  const root = parse(comparisonJunit(compared));
  const cases = root.children[0]?.children.filter(({ name }) => name === 'testcase') ?? [];
  const of = (tag: string) => cases.filter(({ children }) => children.some(({ name }) => name === tag));
  expect([of('failure').length, of('error').length, of('skipped').length, cases.length].map(String)).toEqual(
    ['failures', 'errors', 'skipped', 'tests'].map((name) => root.attributes[name]),
  );
  return { compared, cases, of };
}

test('what closes the gate is red, and nothing else', () => {
  const slo = [{ slo: 'new_message.p99<20ms', met: false, actual: 84, unit: 'ms' as const }];
  const { compared, of } = read(base, { ...shifted(next, 1.1), slo });
  expect(of('failure')).toHaveLength(compared.gate.reasons.length);
  expect(of('failure')[0]?.children[0]?.attributes.message).toMatch(/^new_message, p50 \+\d.*; between \+/);
  expect(read(base, next).of('failure')).toEqual([]);
});

test('what cannot be told is skipped, with the reason', () => {
  const { of } = read(syntheticRun({ seed: 1, seconds: 4 }), syntheticRun({ seed: 2, seconds: 4 }));
  expect(of('skipped')[0]?.children[0]?.attributes.message).toMatch(
    /^It cannot be told\..*at least 5 seconds/,
  );
});

test('of an untrusted run one error is told, and the rest skipped', () => {
  const { of, cases } = read(base, untrustedLoad());
  expect(of('error').map(({ attributes }) => attributes.name)).toEqual(['the runs can be compared']);
  expect(of('skipped')).toHaveLength(cases.length - 1);
});

test('hostile names stay text', () => {
  const { cases } = read(hostileLoad(), hostileLoad());
  expect(cases.length).toBeGreaterThan(10);
});
