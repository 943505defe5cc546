/*
 * Every check as a Vitest test, all in one file: Vitest runs the tests of a file concurrently, and files one after the
 * other. The verdict goes to the runner in the test's metadata.
 */
import { inject, test } from 'vitest';
import { clauseById } from '../contract/index.ts';
import { checkedClauses, Run } from '../harness/index.ts';
import './index.ts';

const run = new Run(inject('pingback'));

for (const id of checkedClauses()) {
  const { text, control } = clauseById(id);
  // Those that take the target apart run one after the other, when those before them are done.
  const register = control ? test : test.concurrent;
  register(`${id} ${text}`, { timeout: run.boundMs }, async ({ task }) => {
    task.meta.outcome = await run.perform(id);
  });
}
