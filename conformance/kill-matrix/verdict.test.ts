import { describe, expect, test } from 'vitest';
import { faultByName } from '../../fixtures/faults/index.ts';
import type { ClauseFinding, ClauseVerdict } from '../../reports/results/index.ts';
import { controlResult, faultResult, notRun, overall } from './verdict.ts';

const finding = (id: string, verdict: ClauseVerdict): ClauseFinding => ({ id, verdict, durationMs: 1 });
/** Meant for ROM-4 and TYP-4. */
const fault = faultByName('typing-to-business');
const killed = faultResult(fault, [finding('ROM-4', 'fail'), finding('TYP-4', 'fail')], 5);
const survived = faultResult(fault, [finding('ROM-4', 'pass'), finding('TYP-4', 'pass')], 5);
const calm = controlResult('memory', [finding('ROM-4', 'pass'), finding('BKP-6', 'excluded')], 5);

describe('a fault is', () => {
  test.each<[string, ClauseFinding[], verdict: string, missed: string[]]>([
    [
      'killed when every clause that is meant for it fails',
      [finding('ROM-4', 'fail'), finding('TYP-4', 'fail'), finding('MSG-1', 'pass')],
      'killed',
      [],
    ],
    [
      'not killed when one of them passes',
      [finding('ROM-4', 'fail'), finding('TYP-4', 'pass')],
      'killed-by-others',
      ['TYP-4'],
    ],
    [
      'not killed by one that could not be tested',
      [finding('ROM-4', 'fail'), finding('TYP-4', 'not-testable')],
      'killed-by-others',
      ['TYP-4'],
    ],
    [
      'not killed by clauses that are not meant for it',
      [finding('ROM-4', 'pass'), finding('TYP-4', 'pass'), finding('MSG-1', 'fail')],
      'killed-by-others',
      ['ROM-4', 'TYP-4'],
    ],
    [
      'a survivor when nobody fails',
      [finding('ROM-4', 'pass'), finding('TYP-4', 'not-testable')],
      'survived',
      ['ROM-4', 'TYP-4'],
    ],
    [
      'misnamed when the failure that is told first is none of those that are meant',
      [finding('ROM-3', 'fail'), finding('ROM-4', 'fail'), finding('TYP-4', 'fail')],
      'misnamed',
      [],
    ],
    [
      'killed when others fail, too, and are told later',
      [
        finding('ROM-3', 'pass'),
        finding('ROM-4', 'fail'),
        finding('ROM-7', 'fail'),
        finding('TYP-4', 'fail'),
      ],
      'killed',
      [],
    ],
    ['a survivor when nobody was asked', [], 'survived', ['ROM-4', 'TYP-4']],
  ])('%s', (_name, findings, verdict, missed) => {
    expect(faultResult(fault, findings, 5)).toMatchObject({
      name: fault.name,
      verdict,
      missed,
      meant: ['ROM-4', 'TYP-4'],
      durationMs: 5,
    });
  });
});

describe('a server without a fault is', () => {
  test('not accused by clauses that pass, or that cannot be had there', () => {
    expect(calm).toMatchObject({ verdict: 'passed', wrong: [], checked: 1 });
  });

  test.each<ClauseVerdict>(['fail', 'not-testable', 'stale-expectation'])(
    'accused by one that says %s',
    (verdict) => {
      const result = controlResult('redis', [finding('ROM-4', verdict), finding('TYP-4', 'pass')], 5);
      expect(result).toMatchObject({ verdict: 'accused', wrong: [finding('ROM-4', verdict)] });
    },
  );
});

describe('a matrix is', () => {
  test('tight when every fault is killed', () => {
    expect(overall([killed, killed], [calm])).toEqual({
      verdict: 'tight',
      summary: '2 of 2 faults (100 %) are killed by every clause that is meant to notice them.',
    });
  });

  test('leaky when one is not; it is named, and no share is rounded up', () => {
    const { verdict, summary } = overall([...Array(2999).fill(killed), survived], [calm]);
    expect(verdict).toBe('leaky');
    expect(summary).toBe(
      '2999 of 3000 faults (99.9 %) are killed by every clause that is meant to notice them. 1 survived: typing-to-business.',
    );
  });

  test('leaky when a fault is killed, and a reader would look elsewhere first', () => {
    const misnamed = faultResult(
      fault,
      ['MSG-1', 'ROM-4', 'TYP-4'].map((id) => finding(id, 'fail')),
      5,
    );
    expect(overall([killed, misnamed], [calm])).toEqual({
      verdict: 'leaky',
      summary:
        '2 of 2 faults (100 %) are killed by every clause that is meant to notice them. 1 killed, but the first failure that a reader is told is another clause’s: typing-to-business.',
    });
  });

  test('untrusted when a server without a fault was accused, whatever became of the faults', () => {
    const accused = controlResult('redis', [finding('MSG-1', 'fail')], 5);
    const { verdict, summary } = overall([killed], [calm, accused]);
    expect(verdict).toBe('untrusted');
    expect(summary).toMatch(/^Untrusted: without any fault, MSG-1 did not pass\. 1 of 1 faults/);
  });

  test('untrusted where no server without a fault was held against anything', () => {
    const nothing = controlResult('memory', [finding('ROM-4', 'excluded')], 5);
    for (const controls of [[], [nothing]]) {
      const { verdict, summary } = overall([killed], controls);
      expect([verdict, summary]).toEqual([
        'untrusted',
        expect.stringMatching(/^Untrusted: no server without a fault/),
      ]);
    }
  });

  test('not tight while one fault could not be tried', () => {
    expect(overall([killed, notRun(fault, 'No Redis.')], [calm]).verdict).toBe('leaky');
  });

  test('not tight because nothing could be tried; that much is said', () => {
    const { verdict, summary } = overall([notRun(fault, 'No Redis.')], [calm]);
    expect(verdict).toBe('leaky');
    expect(summary).toContain('1 could not be tried here: typing-to-business.');
  });
});
