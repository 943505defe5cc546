import { describe, expect, test } from 'vitest';
import type { LedgerCounts, LoadResult } from '../results/index.ts';
import { manifoldLoad, sampleLoad, untrustedLoad } from '../samples/index.ts';
import { type CompareOptions, defaultTolerances } from './index.ts';
import { compare, fast } from './testing/compare.ts';
import { shifted } from './testing/shifted.ts';
import { type SyntheticOptions, syntheticRun } from './testing/synthetic.ts';

function verdictOf(base: LoadResult, next: LoadResult, id: string, options?: CompareOptions) {
  return compare(base, next, options).metrics.find((metric) => metric.id === id)?.verdict;
}

describe('runs of a server that did not change', () => {
  const verdicts = (options: Omit<SyntheticOptions, 'seed'>) =>
    Array.from(
      { length: 20 },
      (_, pair) =>
        compare(
          syntheticRun({ ...options, seed: 2 * pair + 1 }),
          syntheticRun({ ...options, seed: 2 * pair + 2 }),
        ).verdict,
    );
  const same = (all: readonly string[]) => all.filter((verdict) => verdict === 'same').length;

  test('twenty pairs are called the same at least nineteen times', () => {
    expect(same(verdicts({}))).toBeGreaterThanOrEqual(19);
  });

  test('twenty short pairs of one that never pauses, too', () => {
    expect(
      same(verdicts({ seconds: 8, deliveriesPerSecond: 1200, restlessness: 0.015, pauses: 0 })),
    ).toBeGreaterThanOrEqual(19);
  });

  test('where seconds are so unlike that nothing can be told, nobody is accused', () => {
    const all = verdicts({ restlessness: 0.15, memory: 0.8, pauses: 0.3 });
    expect(all.filter((verdict) => verdict === 'worse' || verdict === 'better').length).toBeLessThanOrEqual(
      1,
    );
    expect(all).toContain('unclear');
  });

  test('of counts that have no seconds, neither', () => {
    const typed = (seed: number) => {
      const run = syntheticRun({ seed, restlessness: 0.1 });
      const { new_message } = run.events;
      return { ...run, events: { ...run.events, ...(new_message && { typing: new_message }) } };
    };
    const all = Array.from({ length: 20 }, (_, pair) =>
      verdictOf(typed(2 * pair + 1), typed(2 * pair + 2), 'typing.p99'),
    );
    expect(all.filter((verdict) => verdict === 'worse' || verdict === 'better').length).toBeLessThanOrEqual(
      1,
    );
  });
});

describe('runs of a server that takes 10 % longer', () => {
  test.each([30, 8])('are called worse, of %i seconds', (seconds) => {
    for (let pair = 0; pair < 10; pair += 1) {
      const options = { seconds, restlessness: 0.015 };
      const [base, next] = [2 * pair + 1, 2 * pair + 2].map((seed) => syntheticRun({ ...options, seed })) as [
        LoadResult,
        LoadResult,
      ];
      const { verdict, gate, summary } = compare(base, shifted(next, 1.1));
      expect(verdict, summary).toBe('worse');
      expect(gate).toMatchObject({ passed: false, exitCode: 1 });
      expect(summary).toMatch(/^Worse: beyond tolerance and chance: new_message, p\d+ \+\d+(\.\d)? %/);
      expect(compare(shifted(base, 1.1), next).verdict).toBe('better');
    }
  });

  test('are told by the very run that was stretched', () => {
    const run = syntheticRun({ seed: 5 });
    expect(compare(run, shifted(run, 1.1)).metrics.find(({ id }) => id === 'new_message.p50')).toMatchObject({
      verdict: 'worse',
      change: expect.closeTo(0.1, 2),
    });
  });
});

test('an interval holds the difference of what it was drawn from, about as often as it says', () => {
  const held = Array.from({ length: 40 }, (_, seed) => {
    const run = syntheticRun({ seed: 100 + seed });
    const { interval, difference = 0 } = compare(run, syntheticRun({ seed: 200 + seed })).metrics[0] ?? {};
    expect(interval?.low).toBeLessThanOrEqual(difference);
    return (interval?.low ?? 1) <= 0 && (interval?.high ?? -1) >= 0;
  });
  expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(33);
});

test('the same files give the same comparison', () => {
  const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];
  expect(compare(base, next)).toEqual(compare(base, next));
});

test('below half a millisecond nothing is a regression, however many per cent it is', () => {
  const quick = (seed: number, medianMs: number) =>
    syntheticRun({ seed, medianMs, pauses: 0, restlessness: 0.01 });
  expect(verdictOf(quick(1, 1), quick(2, 1.2), 'new_message.p50')).toBe('same');
  expect(verdictOf(quick(1, 10), quick(2, 12), 'new_message.p50')).toBe('worse');
});

test('a tolerance of one’s own decides', () => {
  const [base, next] = [syntheticRun({ seed: 1 }), shifted(syntheticRun({ seed: 2 }), 1.1)];
  const tolerances = { ...defaultTolerances, p50: { share: 0.25, floor: 0 } };
  expect(verdictOf(base, next, 'new_message.p50')).toBe('worse');
  expect(verdictOf(base, next, 'new_message.p50', { tolerances, ...fast })).toBe('same');
});

test('a few seconds, or a handful of values, say nothing', () => {
  const brief = (seed: number) => syntheticRun({ seed, seconds: 4 });
  const { verdict, metrics, gate } = compare(brief(1), shifted(brief(2), 1.5));
  expect(verdict).toBe('unclear');
  expect(gate).toMatchObject({ passed: true, exitCode: 0 });
  expect(metrics[0]?.remark).toBe('It takes at least 5 seconds to tell chance from change.');
  const sparse = (seed: number) => syntheticRun({ seed, deliveriesPerSecond: 20 });
  expect(compare(sparse(1), sparse(2)).metrics.find(({ id }) => id === 'new_message.p99')).toMatchObject({
    verdict: 'unclear',
    remark: '600 values are too few for it: it takes 1,000.',
  });
});

test('what the generators themselves put in widens the interval, so that it accuses nobody', () => {
  const [base, calm] = [syntheticRun({ seed: 1 }), shifted(syntheticRun({ seed: 2 }), 1.1)];
  const lag = { ...calm.generator.sendLagMs, p50: 6, p90: 12, p99: 30, p999: 60 };
  const heldUp = { ...calm, generator: { ...calm.generator, sendLagMs: lag } };
  expect(compare(base, calm).verdict).toBe('worse');
  const compared = compare(base, heldUp);
  expect(compared.verdict).toBe('unclear');
  expect(compared.warnings[0]?.text).toContain('p99 of sending behind schedule was 1.0 ms, then 30 ms');
});

describe('counts', () => {
  const run = syntheticRun({ seed: 1 });
  const counting = (counts: Partial<LedgerCounts>) => ({ ...run, ledger: { ...run.ledger, ...counts } });
  test.each<[string, Partial<LedgerCounts>, Partial<LedgerCounts>, string]>([
    ['the first lost delivery is worse', {}, { lost: 1 }, 'worse'],
    ['none any more is better', { lost: 1 }, {}, 'better'],
    ['none in both is the same', {}, {}, 'same'],
    ['a few more of a few may be chance', { lost: 5 }, { lost: 9 }, 'unclear'],
    ['many more are not', { lost: 50 }, { lost: 200 }, 'worse'],
    ['as many are the same', { lost: 500 }, { lost: 510 }, 'same'],
    ['of very many, a little more is told', { lost: 10_000 }, { lost: 12_000 }, 'worse'],
  ])('%s', (_name, before, after, verdict) => {
    expect(verdictOf(counting(before), counting(after), 'ledger.lost')).toBe(verdict);
  });

  test('an order that is broken once proves nothing, often it does', () => {
    expect(verdictOf(run, counting({ outOfOrder: 1 }), 'ledger.outOfOrder')).toBe('unclear');
    expect(verdictOf(run, counting({ outOfOrder: 40 }), 'ledger.outOfOrder')).toBe('worse');
  });

  test('what leaked around the window counts, too', () => {
    const leaking = { ...run, outside: { ...run.outside, leaked: 1 } };
    expect(verdictOf(run, leaking, 'ledger.leaked')).toBe('worse');
  });

  test('a dropped connection is worse, and the gate says which metrics closed it', () => {
    const dropping = { ...counting({ lost: 3 }), sockets: { ...run.sockets, dropped: 2 } };
    const { gate } = compare(run, dropping);
    expect(gate.reasons).toEqual([
      'Worse: lost +0.01 % (0 %, then 0.01 %).',
      'Worse: connections dropped +2 (0, then 2).',
    ]);
  });
});

describe('what cannot be compared', () => {
  const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];
  const words = (other: Partial<LoadResult>) =>
    compare(base, { ...next, ...other }).warnings.map(({ kind, text }) => `${kind}: ${text}`);

  test('an untrusted run gets no verdict at all, on either side', () => {
    const untrusted = untrustedLoad({ events: next.events, intervals: next.intervals });
    for (const compared of [compare(base, untrusted), compare(untrusted, base)]) {
      expect(compared.verdict).toBe('untrusted');
      expect(compared.gate).toMatchObject({ passed: false, exitCode: 4 });
      expect(new Set(compared.metrics.map(({ verdict }) => verdict))).toEqual(new Set(['not-judged']));
      expect(compared.warnings[0]?.text).toContain('The event loop of the generator stood still');
    }
  });

  test('another scenario is shown side by side, and is a mistake', () => {
    const compared = compare(base, { ...next, scenario: 'typing-storm' });
    expect(compared.verdict).toBe('not-comparable');
    expect(compared.gate).toMatchObject({ passed: false, exitCode: 2 });
    expect(compared.warnings[0]?.text).toContain('steady in the base, typing-storm in the new run');
    expect(new Set(compared.metrics.map(({ verdict }) => verdict))).toEqual(new Set(['not-judged']));
  });

  test.each<[string, Partial<LoadResult>, string]>([
    [
      'other knobs',
      { knobs: { ...next.knobs, rate: '900/s' } },
      'warning: Knobs differ: rate (500/s, then 900/s).',
    ],
    [
      'a knob that is new',
      { knobs: { ...next.knobs, storms: 2 } },
      'warning: Knobs differ: storms (not set, then 2).',
    ],
    [
      'another machine',
      { machine: next.machine && { ...next.machine, cpus: 16 } },
      'warning: The machines differ: 2 × Example CPU at 2.5 GHz',
    ],
    ['another driver', { driver: 'k6' }, 'warning: The drivers differ: artillery, then k6.'],
    [
      'another kind of target',
      { target: { ...next.target, kind: 'url' } },
      'warning: The targets differ: embedded, then url.',
    ],
    [
      'more nodes',
      { target: { ...next.target, nodes: ['a', 'b', 'c'] } },
      'warning: The numbers of nodes differ: 2, then 3.',
    ],
    ['an interruption', { partial: true }, 'warning: The new run was interrupted after 30 s of measuring'],
    [
      'a longer window',
      { phasesMs: { ...next.phasesMs, measured: 60_000 } },
      'warning: The measured windows differ: 30 s, then 1 min 0 s.',
    ],
    [
      'another version',
      { suite: { ...next.suite, version: '9.0.0' } },
      'note: The suites differ: pingback-suite 0.1.0 on Node.js v24.21.0, then pingback-suite 9.0.0',
    ],
    ['the same run', { seed: base.seed }, 'warning: Both files are of the same run'],
    [
      'files that were swapped',
      { startedAt: '2020-01-01T00:00:00.000Z' },
      'note: The base was measured after the new run.',
    ],
  ])('%s is said, with both values', (_name, other, expected) => {
    expect(words(other).filter((text) => text.startsWith(expected))).toHaveLength(1);
  });

  test('two runs alike leave nothing to be said', () => {
    expect(words({})).toEqual([]);
  });

  test('an event of only one of them is unclear, and said to be', () => {
    const { typing } = sampleLoad().events;
    const with_ = { ...next, events: { ...next.events, ...(typing && { typing }) } };
    expect(compare(base, with_).metrics.find(({ id }) => id === 'typing.p99')).toMatchObject({
      verdict: 'unclear',
      remark: 'Only the new run has it.',
    });
  });
});

test('an SLO that the new run did not hold closes the gate, whatever the comparison says', () => {
  const slo = [{ slo: 'new_message.p99<20ms', met: false, actual: 84, unit: 'ms' as const }];
  const { verdict, gate } = compare(syntheticRun({ seed: 1 }), { ...syntheticRun({ seed: 2 }), slo });
  expect(verdict).toBe('same');
  expect(gate).toEqual({
    passed: false,
    exitCode: 1,
    reasons: ['SLO not held: new_message.p99<20ms (84 ms).'],
  });
});

test('a scenario without messages is judged by what it has', () => {
  const typed = (run: LoadResult): LoadResult => {
    const { new_message: typing } = run.events;
    const intervals = run.intervals.map(({ histogram: _, latencyMs: __, ...second }) => second);
    return { ...run, events: { ...(typing && { typing }) }, intervals };
  };
  const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];
  expect(compare(typed(base), typed(next)).verdict).toBe('same');
  expect(compare(typed(base), typed(shifted(next, 1.3))).verdict).toBe('worse');
});

test('storms are compared by when all were served again', () => {
  const storm = (seed: number) => ({ ...manifoldLoad(), seed, capacity: undefined });
  expect(verdictOf(storm(1), storm(2), 'servedAgain.p99')).toBe('same');
});
