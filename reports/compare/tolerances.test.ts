import { expect, test } from 'vitest';
import { defaultTolerances, type Tolerances, tolerancesInWords, withTolerance } from './index.ts';
import { toleratedOf } from './tolerances.ts';

test.each([
  ['p99=10%', 'p99', { share: 0.1, floor: 1 }],
  ['p99 = 12.5 %', 'p99', { share: 0.125, floor: 1 }],
  ['p99=10%,2ms', 'p99', { share: 0.1, floor: 2 }],
  ['connect=1s', 'connect', { share: 0.25, floor: 1000 }],
  ['memory=50MB', 'memory', { share: 0.2, floor: 50_000_000 }],
  ['rate=3/s', 'rate', { share: 0.02, floor: 3 }],
  ['ledger=0%', 'ledger', { share: 0, floor: 0 }],
])('%s changes one tolerance', (written, name, expected) => {
  expect(withTolerance(defaultTolerances, written)).toEqual({ ...defaultTolerances, [name]: expected });
});

test.each([
  ['p99', 'expected a name and how much, such as p99=10% or p99=10%,1ms; names are p50, p90, p99,'],
  ['p98=10%', 'expected a name and how much'],
  ['p99=10%=5', 'expected a name and how much'],
  ['p99=', 'expected a name and how much'],
  ['p99=ten', 'expected p99 as 10% or 10ms or 10s, got "ten"'],
  ['p99=-5%', 'expected p99 as 10% or 10ms or 10s, got "-5%"'],
  ['p99=10MB', 'expected p99 as 10% or 10ms or 10s, got "10MB"'],
  ['ledger=5ms', 'expected ledger as 10%, got "5ms"'],
])('%s is a mistake, and what is expected is said', (written, mistake) => {
  expect(withTolerance(defaultTolerances, written)).toEqual({ mistake: expect.stringContaining(mistake) });
});

test('the floor counts where the share is less', () => {
  expect(toleratedOf({ share: 0.1, floor: 0.5 }, 2)).toBe(0.5);
  expect(toleratedOf({ share: 0.1, floor: 0.5 }, 20)).toBe(2);
});

test('the defaults are written as they could be given, and mean the same', () => {
  const written = tolerancesInWords(defaultTolerances);
  expect(written).toContain('p99=8%,1ms');
  expect(written).toContain('memory=20%,20MB');
  const none = Object.fromEntries(
    Object.keys(defaultTolerances).map((name) => [name, { share: 0, floor: 0 }]),
  );
  const read = written.reduce<Tolerances>((before, one) => {
    const after = withTolerance(before, one);
    if ('mistake' in after) throw new Error(`${one}: ${after.mistake}`);
    return after;
  }, none as Tolerances);
  expect(read).toEqual(defaultTolerances);
});
