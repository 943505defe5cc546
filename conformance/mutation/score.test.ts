import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scoresOf, tableOf } from './score.ts';

const mutants = (fileName: string, ...statuses: string[]) => statuses.map((status) => ({ fileName, status }));

test('the score of a folder is the share of its mutants that were noticed, of those that were tried', () => {
  const scores = scoresOf([
    ...mutants('b/one.ts', 'Killed', 'Timeout', 'Killed', 'Survived', 'Ignored', 'CompileError'),
    ...mutants(resolve('b/other.ts'), 'NoCoverage'),
    ...mutants('a/c/one.ts', 'Ignored'),
  ]);
  expect(scores).toEqual([
    { folder: 'a/c', killed: 0, survived: 0, ignored: 1, percent: 0 },
    { folder: 'b', killed: 3, survived: 2, ignored: 1, percent: 60 },
  ]);
  expect(tableOf(scores)).toBe(
    [
      'a/c    0.0 %  0 killed, 0 survived, 1 left alone',
      'b     60.0 %  3 killed, 2 survived, 1 left alone',
    ].join('\n'),
  );
});
