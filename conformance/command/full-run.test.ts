import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRedisServer } from '../../fixtures/targets/redis-server.ts';
import { clauses } from '../contract/index.ts';
import { isJudged } from '../runner/assembly.ts';
import { byVerdict, conformance, type Ended, fullRunMs, resultOf, verdicts } from './testing/suite.ts';

const judged = clauses.filter(isJudged).map(({ id }) => id);
const hasRedis = (await findRedisServer()) !== undefined;

/** Everything passes, but for these, which are excluded. */
async function allPass(ended: Ended, excluded: string[]): Promise<void> {
  const result = await resultOf(ended);
  expect(ended.code, JSON.stringify(verdicts(result), null, 1)).toBe(0);
  expect(byVerdict(result)).toEqual({
    pass: judged.filter((id) => !excluded.includes(id)),
    ...(excluded.length > 0 ? { excluded } : {}),
  });
  expect(result).toMatchObject({ verdict: 'conformant', strict: true, notes: [] });
  expect(result.clauses.flatMap(({ evidence, nearMisses }) => [...evidence, ...nearMisses])).toEqual([]);
  for (const { id, answer } of result.observations) expect(answer, id).toMatch(/^(?!Not observed).+\.$/);
  expect(result.observations).toHaveLength(clauses.length - judged.length);
}

test.runIf(hasRedis)(
  'every clause passes on two nodes over Redis, and the report is there',
  { timeout: fullRunMs },
  async () => {
    const ended = await conformance(['--target', 'embedded', '--strict']);
    await allPass(ended, []);
    expect(ended.stdout).toContain('embedded: asked for with --target; two nodes over the redis-server');
    for (const id of judged) expect(ended.stdout).toMatch(new RegExp(`^pass +${id} `, 'm'));
    // Whatever disturbs others waits until these are done.
    const inTheirOrder = Array.from(ended.stdout.matchAll(/^pass +(\S+)/gm), ([, id]) => id);
    expect(inTheirOrder.slice(-5)).toEqual(['ROB-3', 'ROB-4', 'ROB-5', 'BKP-5', 'BKP-6']);
    const [junit, html] = await Promise.all(
      ['conformance.junit.xml', 'conformance.html'].map((name) =>
        readFile(join(ended.folder, 'out', name), 'utf8'),
      ),
    );
    expect(junit).toMatch(new RegExp(`<testsuites [^>]*tests="${judged.length}"[^>]*failures="0"`));
    for (const id of judged) expect(html).toContain(id);
  },
);

test('every clause but that about Redis passes without Redis, and says why', {
  timeout: fullRunMs,
}, async () => {
  const ended = await conformance(['--target', 'embedded', '--strict'], { withoutRedis: true });
  await allPass(ended, ['BKP-6']);
  expect(ended.stdout).toMatch(/BKP-6.*\n.*no redis-server was found on this machine/);
});
