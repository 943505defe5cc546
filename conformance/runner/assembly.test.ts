import { describe, expect, test } from 'vitest';
import { type ClauseResult, clauseResult } from '../../reports/results/index.ts';
import { clauseById } from '../contract/index.ts';
import type { Outcome, Violation } from '../harness/index.ts';
import { Assembly, type ExpectedFailure, overall } from './assembly.ts';
import type { Foregone, Plan } from './plan.ts';

function planOf(ids: readonly string[], foregone: Record<string, Foregone> = {}): Plan {
  const selected = ids.map(clauseById);
  return {
    selected,
    foregone: new Map(Object.entries(foregone)),
    checked: selected.filter(({ id }) => !(id in foregone)),
  };
}

function outcome(id: string, verdict: Outcome['verdict'], more: Partial<Outcome> = {}): Outcome {
  return {
    id,
    verdict,
    durationMs: 5,
    nearMisses: [],
    evidence: [],
    violations: [],
    notes: [],
    foreign: {},
    ...more,
  };
}

const failed = { message: 'nothing came', expected: 'An event.', actual: 'nothing came' };

function violation(clause: string, event = 'typing'): Violation {
  const payload = `{"of":"${clause}"}`;
  return {
    clause,
    event,
    reasons: [`user_id: wrong, says ${clause}`],
    frame: { atMs: 1, who: 'bob', direction: 'got', event, payload },
  };
}

/** The assembly of these clauses after these outcomes. */
function assembled(
  ids: string[],
  outcomes: Outcome[],
  more: { expected?: ExpectedFailure[]; foregone?: Record<string, Foregone> } = {},
): Assembly {
  const assembly = new Assembly(planOf(ids, more.foregone), more.expected ?? [], (id) => `rerun ${id}`);
  for (const one of outcomes) assembly.add(one);
  return assembly;
}

function only(assembly: Assembly): ClauseResult {
  const results = assembly.clauses(false);
  expect(results).toHaveLength(1);
  return results[0] as ClauseResult;
}

describe('a clause', () => {
  test('takes over what its check found, beside what the contract says of it', () => {
    const evidence = [{ atMs: 1, who: 'bob', direction: 'got' as const, event: 'typing' }];
    const nearMisses = [{ frame: evidence[0] as (typeof evidence)[0], reasons: ['close'] }];
    const result = only(
      assembled(
        ['TYP-1'],
        [outcome('TYP-1', 'fail', { ...failed, evidence, nearMisses, notes: ['A note.'] })],
      ),
    );
    const { text, section, source } = clauseById('TYP-1');
    expect(clauseResult.parse(result)).toEqual({
      id: 'TYP-1',
      level: 'MUST',
      section,
      title: text,
      source,
      verdict: 'fail',
      durationMs: 5,
      message: 'nothing came A note.',
      expected: failed.expected,
      actual: failed.actual,
      evidence,
      nearMisses,
      rerun: 'rerun TYP-1',
    });
  });

  test('that passes has no message, unless there is something to note', () => {
    expect(only(assembled(['TYP-1'], [outcome('TYP-1', 'pass')])).message).toBeUndefined();
    const noted = outcome('TYP-1', 'pass', { notes: ['2 `typing` of other traffic broke the schema.'] });
    expect(only(assembled(['TYP-1'], [noted]))).toMatchObject({
      verdict: 'pass',
      message: '2 `typing` of other traffic broke the schema.',
    });
  });

  test.each(['excluded', 'not-testable'] as const)(
    'that is %s before anything is checked stays so',
    (verdict) => {
      const foregone = { 'TYP-1': { verdict, message: 'a reason' } };
      const expected = [{ clause: 'TYP-1', reason: 'known' }];
      const result = only(assembled(['TYP-1'], [], { foregone, expected }));
      expect(result).toMatchObject({ verdict, message: 'a reason', rerun: 'rerun TYP-1', durationMs: 0 });
      expect([result.evidence, result.nearMisses]).toEqual([[], []]);
    },
  );
});

describe('a failure that another one explains', () => {
  const evidence = [{ atMs: 1, who: 'bob', direction: 'got' as const, event: 'typing' }];
  const lost = { ...failed, excusedBy: ['TRN-7'], evidence };

  test('says nothing of its clause, and names the other', () => {
    const assembly = assembled(
      ['TRN-7', 'TYP-1'],
      [outcome('TRN-7', 'fail', failed), outcome('TYP-1', 'fail', lost)],
    );
    const message = 'A prerequisite is missing (TRN-7). An event. nothing came';
    expect(assembly.clauses(false)).toMatchObject([
      { id: 'TRN-7', verdict: 'fail' },
      { id: 'TYP-1', verdict: 'not-testable', message, evidence: [], nearMisses: [] },
    ]);
    expect(assembly.clauses(false)[1]?.expected).toBeUndefined();
  });

  test.each<[string, Outcome[]]>([
    ['passes', [outcome('TRN-7', 'pass')]],
    ['could not be tested', [outcome('TRN-7', 'not-testable', { message: 'why' })]],
    ['was not checked', []],
  ])('stands where the other %s', (_name, others) => {
    const results = assembled(['TRN-7', 'TYP-1'], [...others, outcome('TYP-1', 'fail', lost)]).clauses(false);
    expect(results[1]).toMatchObject({ id: 'TYP-1', verdict: 'fail', expected: 'An event.', evidence });
  });

  test('explains no clause that passed', () => {
    const assembly = assembled(
      ['TRN-7', 'TYP-1'],
      [outcome('TRN-7', 'fail', failed), outcome('TYP-1', 'pass', { excusedBy: ['TRN-7'] })],
    );
    expect(assembly.clauses(false)[1]?.verdict).toBe('pass');
  });

  test('is not explained by itself', () => {
    expect(only(assembled(['TRN-7'], [outcome('TRN-7', 'fail', lost)])).verdict).toBe('fail');
  });
});

describe('two failures that explain each other', () => {
  const fails = (id: string, ...excusedBy: string[]) => outcome(id, 'fail', { ...failed, excusedBy });

  test('stand both', () => {
    const outcomes = [fails('ASG-1', 'ASG-2'), fails('ASG-2', 'ASG-1')];
    const results = assembled(['ASG-1', 'ASG-2'], outcomes).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  });

  test('explain others all the same', () => {
    const outcomes = [fails('ASG-1', 'ASG-2'), fails('ASG-2', 'ASG-1'), fails('ASG-3', 'ASG-1')];
    const results = assembled(['ASG-1', 'ASG-2', 'ASG-3'], outcomes).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'not-testable']);
  });
});

describe('a promised step that went wrong', () => {
  const missing = { promisedBy: ['MSG-1', 'MSG-2'], expected: 'A message arrives.', actual: 'None did.' };
  const message = 'A prerequisite is missing (MSG-1, MSG-2). A message arrives. None did.';
  const evidence = [{ atMs: 1, who: 'bob', direction: 'got' as const, event: 'typing' }];
  const stopped = outcome('MSG-10', 'not-testable', { message, missing, evidence });
  const ids = ['MSG-1', 'MSG-2', 'TYP-5', 'MSG-10'];
  const passing = [outcome('MSG-1', 'pass'), outcome('MSG-2', 'pass')];
  const verdicts = (outcomes: Outcome[], strict: boolean) =>
    assembled(ids, outcomes)
      .clauses(strict)
      .map(({ verdict }) => verdict);

  test('fails the clause that promises it, where all that promise it passed', () => {
    const results = assembled(ids, [...passing, outcome('TYP-5', 'pass'), stopped]).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'pass', 'not-testable']);
    expect(clauseResult.parse(results[0])).toMatchObject({
      id: 'MSG-1',
      expected: 'A message arrives.',
      actual: 'None did. This was in the check of MSG-10; the check of MSG-1 itself saw nothing wrong.',
      evidence,
    });
    expect(overall(results, false).verdict).toBe('nonconformant');
  });

  test('is not held against it beside a failure that counts, which may be the reason', () => {
    const outcomes = [...passing, outcome('TYP-5', 'fail', failed), stopped];
    expect(verdicts(outcomes, true)).toEqual(['pass', 'pass', 'fail', 'not-testable']);
    expect(verdicts(outcomes, false)).toEqual(['fail', 'pass', 'fail', 'not-testable']);
  });

  test.each<[string, Outcome[]]>([
    ['could not be tested', [outcome('MSG-1', 'pass'), outcome('MSG-2', 'not-testable', { message: 'why' })]],
    ['was not checked', [outcome('MSG-1', 'pass')]],
  ])('accuses nobody where one that promises it %s', (_name, outcomes) => {
    const results = verdicts([...outcomes, outcome('TYP-5', 'pass'), stopped], false);
    expect(results).toEqual(['pass', 'not-testable', 'pass', 'not-testable']);
  });
});

describe('a check that came to no end', () => {
  test('is not testable with what is known of it, never green', () => {
    const assembly = assembled(['TYP-1', 'TYP-2'], []);
    assembly.breaks('TYP-1', 'The check did not come to its end: out of memory');
    expect(assembly.clauses(false).map(({ verdict, message }) => [verdict, message])).toEqual([
      ['not-testable', 'The check did not come to its end: out of memory'],
      ['not-testable', 'The check did not come to its end.'],
    ]);
    expect(overall(assembly.clauses(false), false).verdict).toBe('incomplete');
  });

  test('is no expected failure, and no stale expectation', () => {
    const assembly = assembled(['TYP-1'], [], { expected: [{ clause: 'TYP-1', reason: 'known' }] });
    assembly.breaks('TYP-1', 'crashed');
    expect(only(assembly)).toMatchObject({ verdict: 'not-testable', message: 'crashed' });
  });

  test('leaves a question open, and says why', () => {
    const ids = ['OBS-1', 'OBS-2', 'OBS-3', 'OBS-6', 'OBS-7'];
    const assembly = assembled(
      ids,
      [
        outcome('OBS-1', 'pass', { answer: 'Yes.' }),
        outcome('OBS-2', 'not-testable', { message: 'A prerequisite is missing.' }),
      ],
      { foregone: { 'OBS-6': { verdict: 'not-testable', message: 'No stimuli.' } } },
    );
    assembly.breaks('OBS-3', 'crashed');
    expect(assembly.clauses(false)).toEqual([]);
    expect(
      assembled(['TYP-1', 'OBS-1'], [])
        .observations()
        .map(({ id }) => id),
    ).toEqual(['OBS-1']);
    expect(assembly.observations().map(({ answer }) => answer)).toEqual([
      'Yes.',
      'Not observed. A prerequisite is missing.',
      'Not observed. crashed',
      'Not observed. No stimuli.',
      'Not observed. The question was not put to the end.',
    ]);
    expect(assembly.observations()[0]?.question).toBe(clauseById('OBS-1').text);
  });
});

describe('a frame that broke its schema', () => {
  const provoked = { ...violation('CLM-5', 'new_message'), unprovoked: 'MSG-1' };

  test('after invalid input counts against the clause about that input', () => {
    const outcomes = [outcome('CLM-5', 'pass', { violations: [provoked] }), outcome('MSG-1', 'pass')];
    const results = assembled(['MSG-1', 'CLM-5'], outcomes).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
  });

  test('after invalid input, and just so without, does not count against the clause about that input', () => {
    const seen = outcome('MSG-9', 'pass', { violations: [violation('MSG-1', 'new_message')] });
    const outcomes = [outcome('CLM-5', 'pass', { violations: [provoked] }), outcome('MSG-1', 'pass'), seen];
    const results = assembled(['MSG-1', 'MSG-9', 'CLM-5'], outcomes).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'pass']);
  });

  test('fails the clause about its event, whichever check saw it', () => {
    const assembly = assembled(
      ['MSG-9', 'TYP-3', 'TYP-4'],
      [
        outcome('MSG-9', 'pass', { violations: [violation('TYP-3')] }),
        outcome('TYP-3', 'pass', { violations: [violation('TYP-3')] }),
        outcome('TYP-4', 'pass'),
      ],
    );
    const [message, shape, other] = assembly.clauses(false);
    expect([message?.verdict, other?.verdict]).toEqual(['pass', 'pass']);
    expect(shape).toMatchObject({
      verdict: 'fail',
      expected: 'Every `typing` that arrives, in any check, has the documented shape.',
      actual: '2 frames broke it; typing in the check of MSG-9: user_id: wrong, says TYP-3.',
    });
    expect(shape?.evidence).toEqual([violation('TYP-3').frame, violation('TYP-3').frame]);
    expect(shape?.nearMisses).toEqual([
      { frame: violation('TYP-3').frame, reasons: violation('TYP-3').reasons },
      { frame: violation('TYP-3').frame, reasons: violation('TYP-3').reasons },
    ]);
  });

  test('fails the clause whose check saw it when the one about its event is not checked', () => {
    const seen = () => outcome('MSG-9', 'pass', { violations: [violation('TYP-3')] });
    expect(only(assembled(['MSG-9'], [seen()]))).toMatchObject({
      verdict: 'fail',
      actual: '1 frames broke it; typing in the check of MSG-9: user_id: wrong, says TYP-3.',
    });
  });

  test('counts against nobody when the clause about its event is excluded', () => {
    const foregone = { 'RCP-1': { verdict: 'excluded' as const, message: 'no receipts' } };
    const receipt = outcome('MSG-9', 'pass', { violations: [violation('RCP-1', 'delivered')] });
    const results = assembled(['MSG-9', 'RCP-1'], [receipt], { foregone }).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'excluded']);
  });

  test('turns a clause that could not be tested into a failure: that much is known', () => {
    const seen = outcome('TYP-4', 'pass', { violations: [violation('TYP-3')] });
    const message = 'no conversation';
    const verdicts = (assembly: Assembly) => assembly.clauses(false).map(({ verdict }) => verdict);
    const untested = outcome('TYP-3', 'not-testable', { message });
    expect(verdicts(assembled(['TYP-3', 'TYP-4'], [untested, seen]))).toEqual(['fail', 'pass']);
    const foregone = { 'TYP-3': { verdict: 'not-testable' as const, message } };
    expect(verdicts(assembled(['TYP-3', 'TYP-4'], [seen], { foregone }))).toEqual(['fail', 'pass']);
  });

  test('leaves the words of a failure that was found anyway', () => {
    const assembly = assembled(
      ['TYP-3'],
      [outcome('TYP-3', 'fail', { ...failed, violations: [violation('TYP-3')] })],
    );
    expect(only(assembly)).toMatchObject({ verdict: 'fail', ...failed });
  });

  test('counts when it is seen after the clause was judged', () => {
    const assembly = assembled(['TYP-3', 'MSG-9'], [outcome('TYP-3', 'pass')]);
    expect(assembly.clauses(false)[0]?.verdict).toBe('pass');
    assembly.add(outcome('MSG-9', 'pass', { violations: [violation('TYP-3')] }));
    expect(assembly.clauses(false)[0]?.verdict).toBe('fail');
  });
});

test('what other traffic broke is counted over all checks, and noted', () => {
  const assembly = assembled(
    ['TYP-1', 'TYP-2', 'OBS-1'],
    [
      outcome('TYP-1', 'pass', { foreign: { typing: 2, read: 1 } }),
      outcome('OBS-1', 'pass', { foreign: { typing: 3 } }),
      outcome('TYP-2', 'pass'),
    ],
  );
  expect(assembly.clauses(false).map(({ verdict, message }) => [verdict, message])).toEqual([
    ['pass', undefined],
    ['pass', undefined],
  ]);
  expect(assembly.notes()).toEqual([
    expect.stringMatching(/^5 `typing` frames of conversations that are not this run's /),
    expect.stringMatching(/^1 `read` frames /),
  ]);
  expect(assembled(['TYP-1'], [outcome('TYP-1', 'pass')]).notes()).toEqual([]);
});

describe('an expected failure', () => {
  const expected = [{ clause: 'TYP-5', reason: 'ticket 812' }];

  test('that fails says so, and why it is expected', () => {
    expect(only(assembled(['TYP-5'], [outcome('TYP-5', 'fail', failed)], { expected }))).toMatchObject({
      verdict: 'expected-failure',
      message: 'Expected to fail: ticket 812 (nothing came)',
      expected: failed.expected,
      actual: failed.actual,
    });
  });

  test('that passes is stale', () => {
    expect(only(assembled(['TYP-5'], [outcome('TYP-5', 'pass')], { expected }))).toMatchObject({
      verdict: 'stale-expectation',
      message: 'It is listed as an expected failure (ticket 812), yet it passes: take it off the list.',
    });
  });

  test('that could not be tested stays not testable', () => {
    const outcomes = [outcome('TYP-5', 'not-testable', { message: 'no hook' })];
    expect(only(assembled(['TYP-5'], outcomes, { expected }))).toMatchObject({
      verdict: 'not-testable',
      message: 'no hook',
    });
  });

  const restsOn = (...promisedBy: string[]): Partial<Outcome> => ({
    message: `A prerequisite is missing (${promisedBy.join(', ')}).`,
    missing: { promisedBy, expected: 'It is typed.', actual: 'It was not.' },
  });
  const both = [...expected, { clause: 'TYP-1', reason: 'ticket 811' }];

  test.each<[string, Outcome[]]>([
    [
      'rests on a clause that failed',
      [outcome('TYP-1', 'fail', failed), outcome('TYP-5', 'not-testable', restsOn('TYP-2', 'TYP-1'))],
    ],
    [
      'has nothing to judge since a clause failed',
      [
        outcome('TYP-1', 'fail', failed),
        outcome('TYP-5', 'not-testable', {
          message: 'A prerequisite is missing (TYP-1).',
          restsOn: ['TYP-1'],
        }),
      ],
    ],
    [
      'is explained by a clause that failed',
      [outcome('TYP-1', 'fail', failed), outcome('TYP-5', 'fail', { ...failed, excusedBy: ['TYP-1'] })],
    ],
    [
      'rests on a clause whose frames were broken',
      [
        outcome('TYP-1', 'pass', { violations: [violation('TYP-1')] }),
        outcome('TYP-5', 'not-testable', restsOn('TYP-1')),
      ],
    ],
  ])('that %s, which is expected too, fails no run', (_how, outcomes) => {
    const results = assembled(['TYP-1', 'TYP-5'], outcomes, { expected: both }).clauses(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(['expected-failure', 'expected-failure']);
    expect(results[1]?.message).toMatch(/^Expected to fail: ticket 812 \(A prerequisite is missing \(/);
  });

  test('that rests on what rests on a failure is one as well', () => {
    const outcomes = [
      outcome('TYP-1', 'not-testable', restsOn('ROM-3')),
      outcome('ROM-3', 'fail', failed),
      outcome('TYP-5', 'not-testable', restsOn('TYP-1')),
    ];
    const ids = ['ROM-3', 'TYP-1', 'TYP-5'];
    const verdictsOf = (listed: ExpectedFailure[]) =>
      assembled(ids, outcomes, { expected: listed })
        .clauses(false)
        .map(({ verdict }) => verdict);
    expect(verdictsOf(both)).toEqual(['fail', 'expected-failure', 'expected-failure']);
    expect(verdictsOf(expected)).toEqual(['fail', 'not-testable', 'expected-failure']);
  });

  test.each<[string, Outcome[], Record<string, Foregone>]>([
    ['passed', [outcome('TYP-1', 'pass')], {}],
    ['is not known', [], {}],
    ['is excluded', [], { 'TYP-1': { verdict: 'excluded', message: 'a reason' } }],
    ['rests on it in turn', [outcome('TYP-1', 'not-testable', restsOn('TYP-5'))], {}],
  ])('that rests on a clause which %s stays not testable', (_how, others, foregone) => {
    const outcomes = [...others, outcome('TYP-5', 'not-testable', restsOn('TYP-1'))];
    const results = assembled(['TYP-1', 'TYP-5'], outcomes, { expected, foregone }).clauses(false);
    expect(results[1]).toMatchObject({ verdict: 'not-testable', message: restsOn('TYP-1').message });
  });

  test('covers a broken schema, too, and no other clause', () => {
    const assembly = assembled(
      ['TYP-3', 'TYP-5'],
      [outcome('TYP-3', 'fail', failed), outcome('TYP-5', 'pass', { violations: [violation('TYP-5')] })],
      { expected },
    );
    expect(assembly.clauses(false).map(({ verdict }) => verdict)).toEqual(['fail', 'expected-failure']);
  });
});

describe('a check that came to no end of its own', () => {
  test.each([
    ['broke', [outcome('CLM-5', 'not-testable', { broken: true }), outcome('CLM-1', 'pass')]],
    ['never ended', [outcome('CLM-1', 'pass')]],
  ])('which %s leaves the run incomplete, though its clause is a SHOULD', (_how, outcomes) => {
    const assembly = assembled(['CLM-1', 'CLM-5'], outcomes);
    expect(overall(assembly.clauses(false), false, assembly.broken())).toMatchObject({
      verdict: 'incomplete',
      summary: expect.stringContaining('CLM-5'),
    });
  });

  test('is not one that was foregone', () => {
    const excluded: Foregone = { verdict: 'excluded', message: 'declared absent' };
    const assembly = assembled(['CLM-1', 'CLM-5'], [outcome('CLM-1', 'pass')], {
      foregone: { 'CLM-5': excluded },
    });
    expect([...assembly.broken()]).toEqual([]);
    expect(overall(assembly.clauses(false), false, assembly.broken()).verdict).toBe('conformant');
  });
});
