import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/target.ts';
import { parts, tasksFor } from './parts.ts';

const sources = globSync('conformance/{contract,harness,runner}/**/*.ts');

describe.each(parts)('the part $name', ({ name, mutate, tests }) => {
  test('is found by its name', () => {
    expect(tasksFor([name])).toEqual([{ part: expect.objectContaining({ name }), mutate }]);
  });

  test('has tests', () => {
    for (const glob of tests) expect(globSync(glob), glob).not.toEqual([]);
  });
});

test('a file is mutated in one part at most: no test, no door', () => {
  for (const file of sources) {
    const isSource = !/\.test\.ts$|\/index\.ts$|test-servers|\/testing\//.test(file);
    const inContract = /contract\/(asyncapi|generate)/.test(file);
    const inRunner = /runner\/(?!assembly|plan)/.test(file);
    const find = () => tasksFor([file]);
    if (isSource && !inContract && !inRunner) {
      expect(find(), file).toHaveLength(1);
      expect(find()[0]?.mutate).toEqual([file]);
    } else expect(find, file).toThrow(UsageError);
  }
});

test('every test of the harness notices mutants of one part', () => {
  const inParts = parts.flatMap(({ tests }) => tests.flatMap((glob) => globSync(glob)));
  expect(new Set(inParts).size).toBe(inParts.length);
  for (const file of sources.filter((one) => /harness\/.*\.test\.ts$/.test(one)))
    expect(inParts).toContain(file);
});

test('everything is mutated without a name, and parts in their order', () => {
  expect(tasksFor([]).map(({ part }) => part)).toEqual(parts);
  const file = 'conformance/harness/wire/open.ts';
  expect(tasksFor([file, 'contract']).map(({ part, mutate }) => [part.name, mutate.length])).toEqual([
    ['contract', parts[0]?.mutate.length],
    ['wire', 1],
  ]);
});

test.each(['harness', 'conformance/specs/rooms.spec.ts', ''])('%j is no part and no file of one', (name) => {
  expect(() => tasksFor(['wire', name])).toThrow(UsageError);
});
