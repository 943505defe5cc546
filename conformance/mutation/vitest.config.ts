import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { parts, partVariable } from './parts.ts';

/** Tests that start servers come last: most mutants are dead by then. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => cost(one) - cost(other));
  }
}

function cost({ moduleId }: TestSpecification): number {
  const source = readFileSync(moduleId, 'utf8');
  if (source.includes('attempt(')) return 2;
  return /testing\/theatre|test-servers|createServer/.test(source) ? 1 : 0;
}

const part = parts.find(({ name }) => name === process.env[partVariable]);

/** The tests of one part, as Stryker runs them against its mutants. */
export default defineConfig({
  test: {
    include: [...(part?.tests ?? [])],
    // Far above what any of these tests takes: what a mutant keeps waiting shall not take minutes to be found out.
    testTimeout: 15_000,
    hookTimeout: 15_000,
    sequence: { sequencer: QuickFirst },
  },
});
