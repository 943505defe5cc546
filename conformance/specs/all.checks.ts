/*
 * Every check as a Vitest test, all in one file: Vitest runs the tests of a file concurrently, and files one after the
 * other. The verdict goes to the runner in the test's metadata.
 */
import { inject, test } from 'vitest';
import { type Clause, clauseById } from '../contract/index.ts';
import { checkedClauses, inTurns, Run } from '../harness/index.ts';
import './index.ts';

const run = new Run(inject('pingback'));
const { together, oneByOne } = inTurns(checkedClauses().map(clauseById));

const registering = (register: typeof test | typeof test.concurrent) => (clause: Clause) => {
  // A check has a time limit of its own, which begins when it does.
  register(`${clause.id} ${clause.text}`, { timeout: 0 }, async ({ task }) => {
    task.meta.outcome = await run.perform(clause.id);
  });
};

// Vitest begins with what follows concurrent tests when the last of them is done.
together.forEach(registering(test.concurrent));
oneByOne.forEach(registering(test));
