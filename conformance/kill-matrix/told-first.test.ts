import { expect, test } from 'vitest';
import { faultByName } from '../../fixtures/faults/index.ts';
import { clauses } from '../contract/index.ts';
import { attempt } from './attempt.ts';
import { faultResult, findingOf } from './verdict.ts';

/** Each of them is felt in many checks, and has to be told by the one that is about it. */
const widelyFelt = [
  'new_message.content-renamed',
  'typing-never-stops',
  'strange-arguments-end-all',
  'agent_status_changed.agent_id-null',
];

/** Whole checks, of several servers at once, beside everything else that a busy machine does. */
const wholeMs = 240_000;

const judged = clauses.filter(({ level, control }) => level !== 'OBSERVE' && !control).map(({ id }) => id);

test.concurrent.each(widelyFelt)(
  'of all failures that %s causes, the first to be told is one of those that are meant',
  { timeout: wholeMs },
  async (name) => {
    const fault = faultByName(name);
    const results = await attempt({ fault: name, clauses: judged, backplane: 'memory', eventMs: 5_000 });
    expect(results.map(({ id }) => id)).toEqual(judged);
    const { verdict, missed } = faultResult(fault, results.map(findingOf), 0);
    const failed = results
      .filter((result) => result.verdict === 'fail')
      .map(({ id, actual }) => [id, actual]);
    expect([verdict, missed], JSON.stringify(failed, null, 1)).toEqual(['killed', []]);
  },
);
