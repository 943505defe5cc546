import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type LoadResult, readResult } from '../results/index.ts';
import { compareLoad } from './index.ts';

/*
 * Real runs, eight seconds each, made by the bench beside this file on a machine with other work: two against a server that
 * held messages for about 50 ms, one for about 55. Histograms that no comparison reads were taken out.
 */

async function recorded(name: string): Promise<{ file: string; result: LoadResult }> {
  const path = fileURLToPath(new URL(`../samples/recorded/${name}.json`, import.meta.url));
  const result = await readResult(path);
  if (result.kind !== 'load') throw new TypeError(`${name} is no load result.`);
  return { file: name, result };
}

const [base, again, slower] = (await Promise.all(['base', 'again', 'slower'].map(recorded))) as [
  Awaited<ReturnType<typeof recorded>>,
  Awaited<ReturnType<typeof recorded>>,
  Awaited<ReturnType<typeof recorded>>,
];

test('two real runs of the same server are the same, either way', () => {
  expect(compareLoad(base, again).verdict).toBe('same');
  expect(compareLoad(again, base).verdict).toBe('same');
});

test('a real server that takes 10 % longer is worse, and the other way round better', () => {
  for (const before of [base, again]) {
    const { verdict, metrics } = compareLoad(before, slower);
    expect(verdict).toBe('worse');
    expect(metrics[0]).toMatchObject({ id: 'new_message.p50', verdict: 'worse' });
    expect(metrics[0]?.change).toBeCloseTo(0.1, 1);
    expect(compareLoad(slower, before).verdict).toBe('better');
  }
});
