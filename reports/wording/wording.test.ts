import { expect, test } from 'vitest';
import type { ClauseResult } from '../results/index.ts';
import { sampleResult } from '../samples/index.ts';
import { duration, explain, offset, remark, sectionTitle, summaryAfterVerdict } from './index.ts';

test.each([
  [0, '0.0 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [4_812, '4.8 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%f ms reads %s', (durationMs, words) => {
  expect(duration(durationMs)).toBe(words);
});

test('moments of a timeline have a sign and a tenth', () => {
  expect([0, 12.34, -3.06].map(offset)).toEqual(['+0.0 ms', '+12.3 ms', '-3.1 ms']);
});

test('names of sections become titles, other text stays', () => {
  expect(['new-message', 'rooms', '--> x'].map(sectionTitle)).toEqual(['New message', 'Rooms', '--> x']);
});

test('a summary does not repeat the verdict that stands beside it', () => {
  const after = (summary: string) => summaryAfterVerdict({ verdict: 'incomplete', summary });
  expect(after('Incomplete: nothing failed.')).toBe('Nothing failed.');
  expect(after('Incomplete. Nothing was tested.')).toBe('Nothing was tested.');
  expect(after('RCP-1 is open.')).toBe('RCP-1 is open.');
});

test('a message is not repeated where expected and actual say the same', () => {
  const clause = (message: string): ClauseResult => ({
    ...(sampleResult().clauses[0] as ClauseResult),
    message,
    expected: 'One.',
    actual: 'Two.',
  });
  expect(remark(clause('Expected: One. Actual: Two.'))).toBeUndefined();
  expect(remark(clause('Two.'))).toBeUndefined();
  expect(remark(clause('Expected: One. Actual: Two. The clock is off.'))).toBe('The clock is off.');
  expect(remark(clause('Expected to fail: RT-311 (Expected: One. Actual: Two.)'))).toBe(
    'Expected to fail: RT-311',
  );
});

test('an explanation keeps to its limits and to its order', () => {
  const clause = sampleResult().clauses.find(({ id }) => id === 'MSG-2') as ClauseResult;
  const passages = explain(clause, { frames: 1, misses: 1, payload: 50, text: 40 });
  expect(passages.map(({ label }) => label)).toEqual([
    'Reason',
    'Expected',
    'Actual',
    'Near misses',
    'Timeline',
    'Rerun',
  ]);
  expect(passages.find(({ label }) => label === 'Near misses')?.lines.at(-1)).toBe('(and 1 more)');
  const timeline = passages.find(({ label }) => label === 'Timeline')?.lines ?? [];
  expect(timeline).toHaveLength(2);
  expect(timeline[0]).toBe('(the last 1 of 3 frames)');
  expect(Math.max(...passages.flatMap(({ lines }) => lines.map((line) => line.length)))).toBeLessThan(140);
});
