/**
 * Prints `N passed, N failed, N skipped`.
 * Arguments: Vitest's JSON report, the exit status of `npm test`, and how many further checks passed and failed.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

const [file = '', testStatus, checksPassed, checksFailed] = process.argv.slice(2);
const tests = report.parse(JSON.parse(readFileSync(file, 'utf8')));

/** A file that broke before or between its tests has no failed test to its name, and is one failure. */
const brokenFiles = tests.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
).length;
const found = tests.numFailedTests + brokenFiles;
/** Errors outside every test and file show in the exit status alone. */
const failed = found === 0 && testStatus !== '0' ? 1 : found;

const passed = tests.numPassedTests + Number(checksPassed);
const skipped = tests.numPendingTests + tests.numTodoTests;
console.log(`${passed} passed, ${failed + Number(checksFailed)} failed, ${skipped} skipped`);
