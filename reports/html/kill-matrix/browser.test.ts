import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostileMatrix, hostileTexts, sampleMatrix } from '../../samples/index.ts';
import { visibleLine } from '../../visible/index.ts';
import { writeKillMatrixReports } from '../../write.ts';
import { pwned } from '../browsing.testing.ts';
import { gallery } from '../gallery.testing.ts';
import { unfold } from '../page-checks.testing.ts';

const { open } = gallery(async (folder) => {
  await writeKillMatrixReports(join(folder, 'sample'), sampleMatrix());
  await writeKillMatrixReports(join(folder, 'hostile'), hostileMatrix());
});

test('the filter of the kill matrix narrows its rows, and sections without any go', async () => {
  const { page } = await open('sample/kill-matrix.html');
  const rows = () => page.locator('[data-clause]:visible').count();
  const all = await rows();
  expect(all).toBeGreaterThan(70);
  await page.locator('[data-filter] label', { hasText: 'survived' }).click();
  expect(await rows()).toBe(1);
  expect(await page.locator('section[data-block]:visible').count()).toBe(1);
  expect(await page.locator('[data-filter] output').textContent()).toBe(`1 of ${all} rows`);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(rows).toBe(all);
  await page.locator('[data-filter] label', { hasText: 'subtle' }).click();
  expect(await rows()).toBeLessThan(all / 2);
});

test('hostile content stays text, nothing runs, and nothing leaves the page', async () => {
  const { page, root, incidents } = await open('hostile/kill-matrix.html');
  await root.evaluate(unfold);
  expect(
    await page.locator('img, iframe, object, embed, link, base, [onload], [onerror], [onmouseover]').count(),
  ).toBe(0);
  expect(await page.locator('script').count()).toBe(1);
  expect([await pwned(page), incidents]).toEqual([undefined, []]);
  const inOneLine = (text: string | null) => visibleLine(text ?? '').replace(/\\u\{[A9]\}/g, ' ');
  const shown = inOneLine(await page.locator('body').textContent());
  for (const text of hostileTexts) expect(shown).toContain(inOneLine(text));
});
