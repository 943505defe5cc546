import { expect, test } from 'vitest';
import { ClauseFailure, must, NotTestable, PrerequisiteFailure } from './verdicts.ts';

const words = { expected: 'One comes.', actual: 'Two came.' };

test('what must be and is lets the check go on', () => {
  for (const ok of [true, 1, 'text', {}]) expect(() => must(ok, words)).not.toThrow();
});

test.each([false, undefined, null, 0, ''])('what must be and is %j ends the check, in words', (ok) => {
  expect(() => must(ok, words)).toThrow(new ClauseFailure(words));
  expect(() => must(ok, words)).toThrow('Expected: One comes. Actual: Two came.');
});

test('a failure keeps its words apart, and its near misses', () => {
  const nearMisses = [
    { frame: { atMs: 1, who: 'bob', direction: 'got' as const, event: 'typing' }, reasons: ['close'] },
  ];
  expect(new ClauseFailure(words)).toMatchObject({ ...words, nearMisses: [], excusedBy: [] });
  expect(new ClauseFailure({ ...words, excusedBy: ['TRN-7'] }).excusedBy).toEqual(['TRN-7']);
  expect(new ClauseFailure({ ...words, nearMisses })).toMatchObject({ ...words, nearMisses });
});

test('what was to be prepared fails by the clauses that promise it', () => {
  const failure = new PrerequisiteFailure(['ROM-3', 'MSG-1'], words);
  expect(failure).toBeInstanceOf(ClauseFailure);
  expect(failure).toMatchObject({ ...words, promisedBy: ['ROM-3', 'MSG-1'] });
});

test('each kind of end is told from the others by its name', () => {
  const names = [new ClauseFailure(words), new NotTestable('no hook'), new PrerequisiteFailure([], words)];
  expect(names.map(({ name }) => name)).toEqual(['ClauseFailure', 'NotTestable', 'PrerequisiteFailure']);
});
