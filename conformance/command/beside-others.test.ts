import { expect, test } from 'vitest';
import { clauses } from '../contract/index.ts';
import { isJudged } from '../runner/assembly.ts';
import { chattyServer } from './testing/chatty-server.ts';
import { foreignTraffic } from './testing/foreign-traffic.ts';
import { flagsFor } from './testing/servers.ts';
import { byVerdict, conformance, fullRunMs, patient, resultOf, verdicts } from './testing/suite.ts';

const sections = ['rooms', 'new-message', 'typing', 'receipts', 'agents'] as const;
const all = clauses
  .filter((clause) => isJudged(clause) && sections.some((name) => name === clause.section))
  .map(({ id }) => id);

test('two runs at once are right beside other people in the same businesses, where everybody is told everything', {
  timeout: fullRunMs,
}, async () => {
  const server = await chattyServer();
  const traffic = await foreignTraffic(server);
  const flags = [...flagsFor(server), '--section', sections.join(), '--strict'];
  const runs = await Promise.all([1, 2].map(() => conformance(flags, { config: patient })));
  expect(await traffic.end()).toBeGreaterThan(10);
  for (const ended of runs) {
    const result = await resultOf(ended);
    expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
    expect(byVerdict(result)).toEqual({ pass: all });
    // The others were heard: their odd messages broke the schema, which is nobody's failure.
    expect(result.notes).toEqual([
      expect.stringMatching(/^\d+ `new_message` frames of conversations that are not/),
    ]);
  }
});
