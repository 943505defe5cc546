import { relative } from 'node:path';
import type { Reporter, TestCase } from 'vitest/node';

/** A Vitest reporter that names every skipped test and its reason once the run is over. */
export default class SkippedTests implements Reporter {
  #lines: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state !== 'skipped') return;
    const file = relative(process.cwd(), test.module.moduleId);
    this.#lines.push(`skipped: ${file} > ${test.fullName}: ${result.note ?? 'no reason given'}`);
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) console.log(line);
  }
}
