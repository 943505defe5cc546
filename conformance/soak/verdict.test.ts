import { describe, expect, test } from 'vitest';
import type { ClauseResult, ClauseVerdict, SoakRun } from '../../reports/results/index.ts';
import { conformantResult } from '../../reports/samples/index.ts';
import { heardAgain, stepLeftOut } from '../harness/verdicts.ts';
import type { Answer } from './lanes.ts';
import { type JudgedRun, judgedBy, verdictOf } from './verdict.ts';
import { linesOf } from './words.ts';

const frame = { number: 6, implementation: 'Python', durationMs: 19_000 } as const;
const company = { foreign: { sent: 90, got: 800 }, delayed: 400, busyMs: 9_000 };
const seed = 12345;

/** What a run says whose clauses all hold but those with a verdict here. */
function findings(
  verdicts: Record<string, ClauseVerdict>,
  around = company,
): Exclude<Answer, { unstarted: string }> {
  const clauses: ClauseResult[] = conformantResult().clauses.map((clause) => ({
    ...clause,
    verdict: verdicts[clause.id] ?? 'pass',
    expected: 'It does.',
    actual: 'It did not.',
  }));
  return { findings: { clauses, ...around } };
}
const all = conformantResult().clauses.length;

describe('a verdict is wrong when a clause that was judged does not hold', () => {
  test.each<[ClauseVerdict, wrong: number, judged: number]>([
    ['pass', 0, all],
    ['excluded', 0, all - 1],
    ['fail', 1, all],
    ['not-testable', 1, all],
    ['expected-failure', 1, all],
    ['stale-expectation', 1, all],
  ])('%s', (verdict, wrong, judged) => {
    const { run, wrong: list } = judgedBy(findings({ 'BKP-1': verdict }), frame, seed);
    expect(run).toMatchObject({ ...frame, wrong, judged, ...company });
    expect(run.broken).toBeUndefined();
    expect(list.map(({ clause }) => [clause.id, clause.verdict])).toEqual(wrong ? [['BKP-1', verdict]] : []);
    for (const one of list)
      expect(one).toMatchObject({ run: 6, command: 'npm run soak -- --seed 12345 --only-run 6' });
  });
});

describe('what is noted of a clause that passed', () => {
  const noted = (message: string) => {
    const answer = findings({});
    if (!('findings' in answer)) throw new Error('no findings');
    const clauses = answer.findings.clauses.map((one) => (one.id === 'AST-1' ? { ...one, message } : one));
    return judgedBy({ findings: { ...answer.findings, clauses } }, frame, seed);
  };

  test('is wrong where a step was left out: these servers can do everything', () => {
    const { run, wrong } = noted(`${stepLeftOut} There is no hook.`);
    expect([run.wrong, wrong.map(({ clause }) => clause.id)]).toEqual([1, ['AST-1']]);
  });

  test('is counted where it was heard again', () => {
    const { run } = noted(heardAgain);
    expect([run.wrong, run.reheard]).toEqual([0, ['AST-1']]);
    const { verdict, summary } = verdictOf({ runs: [run], planned: 1, seed, durationMs: 1 });
    expect([verdict, summary]).toEqual([
      'steady',
      expect.stringContaining('wrong verdicts 0, heard again 1,'),
    ]);
  });
});

describe('a run shows nothing', () => {
  const none = Object.fromEntries(conformantResult().clauses.map(({ id }) => [id, 'excluded'] as const));
  test.each<[string, Exclude<Answer, { unstarted: string }>, words: string]>([
    ['when it comes to no end', { broken: 'the process of the run ended (SIGSEGV)' }, 'SIGSEGV'],
    ['when it judges nothing', findings(none), 'no clause was judged'],
    ['without other people', findings({}, { ...company, foreign: { sent: 3, got: 0 } }), 'nobody else'],
    ['on a machine that is idle', findings({}, { ...company, busyMs: 0 }), 'nothing else took'],
    [
      'where it leaves out more than a backplane',
      findings({ 'TYP-1': 'excluded' }),
      'TYP-1 had to be judged',
    ],
    ['without delays', findings({}, { ...company, delayed: 0 }), 'no connection'],
  ])('%s', (_, answer, words) => {
    const judged = judgedBy(answer, frame, seed);
    expect(judged.run.broken).toContain(words);
    expect(verdictOf({ runs: [judged.run], planned: 1, seed, durationMs: 1 }).verdict).toBe('unsteady');
  });
});

describe('the summary', () => {
  const runs = (changes: Partial<SoakRun>[] = []): SoakRun[] =>
    Array.from({ length: 200 }, (_, index) => ({
      ...judgedBy(findings({}), frame, seed).run,
      number: index + 1,
      implementation: index % 2 === 0 ? 'reference server' : 'Python',
      judged: 79,
      ...changes[index],
    }));
  const durationMs = 24 * 60_000 + 5_000;
  const planned = 200;

  test('says how many runs, on what, what they judged, and that none was wrong', () => {
    expect(verdictOf({ runs: runs(), planned, seed, durationMs })).toEqual({
      verdict: 'steady',
      summary:
        '200 runs (100 reference server, 100 Python), 79 clauses each, wrong verdicts 0, seed 12345, 24 min 5 s',
    });
  });

  test('counts wrong verdicts and broken runs, and names the range where runs judge more or less', () => {
    const mixed = runs([{ wrong: 2 }, { wrong: 1, judged: 78 }, { broken: 'it hung', judged: 0 }]);
    expect(verdictOf({ runs: mixed, planned, seed, durationMs })).toEqual({
      verdict: 'unsteady',
      summary:
        '200 runs (100 reference server, 100 Python), 78 to 79 clauses each, wrong verdicts 3, broken runs 1, seed 12345, 24 min 5 s',
    });
  });

  test('says of a soak that was called off how far it came, and claims no more', () => {
    expect(verdictOf({ runs: runs().slice(0, 3), planned, seed, durationMs })).toEqual({
      verdict: 'interrupted',
      summary:
        'interrupted after 3 of 200, 3 runs (2 reference server, 1 Python), 79 clauses each, wrong verdicts 0, seed 12345, 24 min 5 s',
    });
    const [wrong] = runs([{ wrong: 1 }]);
    const early = verdictOf({ runs: [wrong as SoakRun], planned, seed, durationMs });
    expect(early.verdict).toBe('unsteady');
  });

  test('is not steady when nothing was run, nor when every run broke', () => {
    expect(verdictOf({ runs: [], planned: 0, seed, durationMs }).verdict).toBe('interrupted');
    const [one] = runs([{ broken: 'it hung', judged: 0 }]);
    expect(verdictOf({ runs: [one as SoakRun], planned: 1, seed, durationMs })).toEqual({
      verdict: 'unsteady',
      summary: '1 run (1 reference server), wrong verdicts 0, broken runs 1, seed 12345, 24 min 5 s',
    });
  });
});

test('a wrong verdict is printed as it comes, with all that it takes to have it again', () => {
  const judged: JudgedRun = judgedBy(findings({ 'TRN-4': 'fail' }), frame, seed);
  const lines = linesOf({ kind: 'run', judged, done: 12, total: 200 });
  expect(lines[0]).toMatch(
    /^ +12\/200 1 wrong +run 6, Python, \d+ clauses beside 890 foreign events \(19 s\)$/,
  );
  expect(lines.slice(1).map((line) => line.trim())).toEqual([
    'TRN-4 fail, run 6, Python',
    'expected: It does.',
    'actual:   It did not.',
    'again:    npm run soak -- --seed 12345 --only-run 6',
  ]);
});
