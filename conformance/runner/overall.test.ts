import { describe, expect, test } from 'vitest';
import type { ClauseResult } from '../../reports/results/index.ts';
import { clauseById } from '../contract/index.ts';
import { observed, overall } from './assembly.ts';

describe('the verdict of a run', () => {
  const ids: Record<'MUST' | 'SHOULD', string[]> = {
    MUST: ['CON-1', 'CON-2', 'CON-3'],
    SHOULD: ['CON-4', 'CON-5', 'CON-6'],
  };
  type Row = [level: 'MUST' | 'SHOULD', verdict: ClauseResult['verdict']];

  /** Results with these levels and verdicts; ids are given in their order. */
  function results(...rows: Row[]): ClauseResult[] {
    const left = structuredClone(ids);
    return rows.map(([level, verdict]) => {
      const id = left[level].shift() as string;
      const { text, section, source } = clauseById(id);
      return {
        id,
        level,
        section,
        title: text,
        source,
        verdict,
        durationMs: 5,
        evidence: [],
        nearMisses: [],
      };
    });
  }

  test.each<[string, Row[], loose: string, strict: string]>([
    [
      'all pass',
      [
        ['MUST', 'pass'],
        ['SHOULD', 'pass'],
      ],
      'conformant',
      'conformant',
    ],
    [
      'a MUST fails',
      [
        ['MUST', 'fail'],
        ['SHOULD', 'pass'],
      ],
      'nonconformant',
      'nonconformant',
    ],
    [
      'a SHOULD fails',
      [
        ['MUST', 'pass'],
        ['SHOULD', 'fail'],
      ],
      'conformant',
      'nonconformant',
    ],
    ['only a SHOULD ran, and failed', [['SHOULD', 'fail']], 'conformant', 'nonconformant'],
    [
      'a MUST is not testable',
      [
        ['MUST', 'pass'],
        ['MUST', 'not-testable'],
      ],
      'incomplete',
      'incomplete',
    ],
    [
      'a SHOULD is not testable',
      [
        ['MUST', 'pass'],
        ['SHOULD', 'not-testable'],
      ],
      'conformant',
      'incomplete',
    ],
    [
      'only a SHOULD was asked for, and is not testable',
      [['SHOULD', 'not-testable']],
      'incomplete',
      'incomplete',
    ],
    [
      'one fails and one is not testable',
      [
        ['MUST', 'fail'],
        ['MUST', 'not-testable'],
      ],
      'nonconformant',
      'nonconformant',
    ],
    [
      'a failure was expected',
      [
        ['MUST', 'expected-failure'],
        ['MUST', 'pass'],
      ],
      'conformant',
      'conformant',
    ],
    ['only an expected failure ran', [['MUST', 'expected-failure']], 'conformant', 'conformant'],
    [
      'an expectation is stale',
      [
        ['MUST', 'pass'],
        ['SHOULD', 'stale-expectation'],
      ],
      'nonconformant',
      'nonconformant',
    ],
    [
      'something is excluded',
      [
        ['MUST', 'pass'],
        ['MUST', 'excluded'],
      ],
      'conformant',
      'conformant',
    ],
    [
      'everything is excluded',
      [
        ['MUST', 'excluded'],
        ['SHOULD', 'excluded'],
      ],
      'incomplete',
      'incomplete',
    ],
    ['nothing was asked for', [], 'incomplete', 'incomplete'],
  ])('when %s', (_name, rows, loose, strict) => {
    expect(overall(results(...rows), false).verdict).toBe(loose);
    expect(overall(results(...rows), true).verdict).toBe(strict);
  });

  test('names the clauses behind it', () => {
    const rows: Row[] = [
      ['MUST', 'fail'],
      ['MUST', 'not-testable'],
      ['MUST', 'expected-failure'],
      ['SHOULD', 'fail'],
      ['SHOULD', 'stale-expectation'],
    ];
    expect(overall(results(...rows), false).summary).toBe(
      'Not conformant: CON-1 failed. Listed as expected failures, yet passing: CON-5. Not testable: CON-2. CON-4 is a warning (SHOULD). Expected to fail, and not passing: CON-3.',
    );
    expect(overall(results(['MUST', 'pass'], ['MUST', 'not-testable']), false).summary).toBe(
      'Incomplete: nothing failed, but CON-2 could not be tested.',
    );
    expect(
      overall(results(['MUST', 'pass'], ['SHOULD', 'fail'], ['SHOULD', 'not-testable']), false).summary,
    ).toBe(
      'Conformant: 1 clause passed and nothing that counts failed. CON-4 is a warning (SHOULD). CON-5 could not be tested, which does not count (SHOULD).',
    );
    expect(overall(results(['MUST', 'not-testable'], ['SHOULD', 'fail']), false).summary).toBe(
      'Incomplete: nothing that counts failed, but CON-1 could not be tested. CON-4 is a warning (SHOULD).',
    );
    expect(overall(results(['MUST', 'pass'], ['SHOULD', 'stale-expectation']), false).summary).toBe(
      'Not conformant. Listed as expected failures, yet passing: CON-4.',
    );
    expect(overall([], false).summary).toBe('Incomplete: nothing was tested.');
  });

  test('names twelve at most, and counts the rest', () => {
    const [one] = results(['MUST', 'fail']);
    const many = Array.from({ length: 15 }, (_, index) => ({ ...(one as ClauseResult), id: `X-${index}` }));
    expect(overall(many, false).summary).toMatch(/^Not conformant: X-0, .*, X-11 and 3 more failed\.$/);
  });
});

describe('a run that asks questions alone', () => {
  const asking = (...answers: string[]) =>
    observed(answers.map((answer, index) => ({ id: `OBS-${index + 1}`, question: 'Is it?', answer })));

  test.each([
    [['Yes.'], 'observed', 'Observed: nothing is judged; 1 question is answered.'],
    [['Yes.', 'No.'], 'observed', 'Observed: nothing is judged; 2 questions are answered.'],
    [
      ['Yes.', 'Not observed. No hook.'],
      'observed',
      'Observed: nothing is judged; 1 of 2 questions are answered.',
    ],
    [
      ['Not observed. No hook.'],
      'incomplete',
      'Incomplete: nothing is judged, and no question could be answered.',
    ],
    [[], 'incomplete', 'Incomplete: nothing was tested.'],
  ])('and got the answers %j', (answers, verdict, summary) => {
    expect(asking(...answers)).toEqual({ verdict, summary });
  });
});
