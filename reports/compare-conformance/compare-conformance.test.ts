import { expect, test } from 'vitest';
import type { ClauseResult, ClauseVerdict, ConformanceResult } from '../results/index.ts';
import { conformantResult, hostileResult, sampleResult } from '../samples/index.ts';
import { compareConformance, comparisonLines, comparisonSummary } from './index.ts';

/** A result in which these clauses have these verdicts, and all others pass. */
function resultWith(
  verdicts: Record<string, ClauseVerdict>,
  changes: Partial<ConformanceResult> = {},
): ConformanceResult {
  const clauses = conformantResult().clauses.map((clause) => ({
    ...clause,
    verdict: verdicts[clause.id] ?? clause.verdict,
  }));
  return conformantResult({ clauses, ...changes });
}

const changesOf = (base: ConformanceResult, result: ConformanceResult) =>
  compareConformance(base, result).changes.map(({ id, kind }) => `${id} ${kind}`);

test('a result beside itself is the same, whatever it says', () => {
  for (const result of [sampleResult(), conformantResult(), hostileResult()]) {
    const comparison = compareConformance(result, structuredClone(result));
    expect(comparison).toMatchObject({ verdict: 'same', changes: [], observations: [], remarks: [] });
    expect(comparisonSummary(comparison)).toBe('Same: no clause changed.');
  }
});

const outcomes: [ClauseVerdict, ClauseVerdict, string, string][] = [
  ['pass', 'fail', 'newly-failing', 'worse'],
  ['pass', 'expected-failure', 'newly-failing', 'worse'],
  ['stale-expectation', 'fail', 'newly-failing', 'worse'],
  ['pass', 'not-testable', 'untestable', 'worse'],
  ['fail', 'pass', 'newly-passing', 'better'],
  ['expected-failure', 'stale-expectation', 'newly-passing', 'better'],
  ['not-testable', 'pass', 'newly-passing', 'better'],
  ['pass', 'excluded', 'left-out', 'same'],
  ['fail', 'excluded', 'left-out', 'same'],
  ['excluded', 'pass', 'changed', 'same'],
  ['excluded', 'fail', 'changed', 'same'],
  ['fail', 'expected-failure', 'changed', 'same'],
  ['not-testable', 'fail', 'changed', 'same'],
  ['stale-expectation', 'pass', 'changed', 'same'],
];
test.each(outcomes)('%s, then %s: %s, which is %s', (before, after, kind, verdict) => {
  const comparison = compareConformance(resultWith({ 'ROM-4': before }), resultWith({ 'ROM-4': after }));
  expect(comparison.changes).toMatchObject([{ id: 'ROM-4', kind, level: 'MUST', section: 'rooms' }]);
  expect(comparison.verdict).toBe(verdict);
});

test('one clause that broke outweighs any number that were mended, and is told first', () => {
  const base = resultWith({ 'CON-1': 'fail', 'CON-2': 'fail' });
  const result = resultWith({ 'TYP-5': 'fail' });
  const comparison = compareConformance(base, result);
  expect(comparison.verdict).toBe('worse');
  expect(comparison.changes.map(({ id }) => id)).toEqual(['TYP-5', 'CON-1', 'CON-2']);
  expect(comparison.changes[0]).toMatchObject({ before: 'pass', after: 'warning' });
  expect(comparisonSummary(comparison)).toBe('Worse: 1 newly failing, 2 newly passing.');
});

test('clauses that only one of the results has are new, or gone', () => {
  const whole = conformantResult();
  const less = conformantResult({ clauses: whole.clauses.filter(({ id }) => id !== 'MSG-1') });
  expect(changesOf(less, whole)).toEqual(['MSG-1 added']);
  expect(changesOf(whole, less)).toEqual(['MSG-1 removed']);
});

test('what a selection left out is no change', () => {
  const whole = conformantResult();
  const clauses = whole.clauses.filter(({ id }) => id === 'ROM-4');
  const part = conformantResult({ clauses, observations: [], selection: 'ROM-4' });
  for (const [base, result] of [
    [whole, part],
    [part, whole],
  ] as const) {
    const comparison = compareConformance(base, result);
    expect(comparison).toMatchObject({ verdict: 'same', changes: [], observations: [] });
    expect(comparison.remarks).toHaveLength(1);
    expect(comparison.remarks[0]).toContain('Another selection');
  }
});

test('an answer that is another one now is told, and judges nobody', () => {
  const base = conformantResult();
  const [first, ...rest] = base.observations;
  if (!first) throw new Error('The sample asks nothing.');
  const result = conformantResult({ observations: [{ ...first, answer: 'Sometimes.' }, ...rest] });
  expect(compareConformance(base, result)).toMatchObject({
    verdict: 'same',
    observations: [{ id: first.id, before: first.answer, after: 'Sometimes.' }],
  });
});

test('an answer with other ids, in another order, is the same answer', () => {
  const answered = (answer: string) =>
    conformantResult({ observations: [{ id: 'OBS-8', question: 'Which forms?', answer }] });
  const one = answered('new_message.id: number, such as 1795388130035145; typing.user_id: number.');
  const other = answered('typing.user_id: number; new_message.id: number, such as 1795388157163121.');
  expect(compareConformance(one, other).observations).toEqual([]);
  const uuid = answered('id: 2f1c7a52-8d6e-4b0a-9b0d-0d3c6f1c2a77');
  expect(compareConformance(uuid, answered('id: 9e107d9d-372b-4b5c-8a3f-1f0e5d6c7b8a')).observations).toEqual(
    [],
  );
  expect(compareConformance(one, uuid).observations).toHaveLength(1);
});

test('what else differs than the verdicts is said', () => {
  const base = conformantResult();
  const { target, suite } = base;
  const other = conformantResult({
    suite: { ...suite, version: '9.9.9' },
    strict: true,
    startedAt: '2025-01-01T00:00:00.000Z',
    target: { ...target, nodes: ['http://127.0.0.1:7000'], ids: 'uuid' },
  });
  const { remarks } = compareConformance(base, other);
  expect(remarks).toHaveLength(5);
  expect(remarks.join('\n')).toMatch(
    /Other nodes.*form of ids.*"number".*"uuid".*version of the suite.*later one.*SHOULD clauses count/s,
  );
});

test('addresses of a target that the suite started are others each time, which tells nothing', () => {
  const { target } = conformantResult();
  const started = (nodes: string[]) => conformantResult({ target: { ...target, kind: 'containers', nodes } });
  const base = started(['http://172.17.0.1:20002', 'http://172.17.0.1:18314']);
  expect(compareConformance(base, started(['http://172.17.0.1:1', 'http://172.17.0.1:2'])).remarks).toEqual(
    [],
  );
  expect(compareConformance(base, started(['http://172.17.0.1:1'])).remarks).toHaveLength(1);
});

test('a file that holds a clause twice is compared by the first', () => {
  const base = conformantResult();
  const again = { ...(base.clauses[0] as ClauseResult), verdict: 'fail' } as const;
  expect(changesOf(base, conformantResult({ clauses: [...base.clauses, again] }))).toEqual([]);
});

test('hostile text stays within its line', () => {
  const result = hostileResult();
  const base = {
    ...result,
    clauses: result.clauses.map((clause) => ({ ...clause, verdict: 'pass' }) as const),
  };
  const lines = comparisonLines(compareConformance(base, result));
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(line).not.toMatch(/[^\P{C}]/u);
});
