import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareLoad } from '../../compare/index.ts';
import { shifted } from '../../compare/testing/shifted.ts';
import { syntheticRun } from '../../compare/testing/synthetic.ts';
import type { LoadResult } from '../../results/index.ts';
import {
  conformantResult,
  hostileLoad,
  hostileResult,
  hostileTexts,
  sampleResult,
} from '../../samples/index.ts';
import { trendOf } from '../../trend/index.ts';
import { writeComparisonReports, writeTrendReports } from '../../write.ts';
import { pwned } from '../browsing.testing.ts';
import { gallery } from '../gallery.testing.ts';
import { contrastProblems, unfold, widths } from '../page-checks.testing.ts';

const folders = ['worse', 'hostile'] as const;
const names = folders.flatMap((folder) => ['compare', 'trend'].map((page) => `${folder}/${page}.html`));

const pages = gallery(async (dir) => {
  const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];
  // Names of events, parts and knobs are hostile, and the run is trusted: so everything is judged and drawn.
  const hostile = { ...hostileLoad(next), verdict: 'met' as const, trust: { trusted: true, reasons: [] } };
  const worse = {
    ...shifted(next, 1.1),
    ledger: { ...next.ledger, lost: 23 },
    machine: next.machine && { ...next.machine, cpus: 8 },
  };
  await write(dir, 'worse', base, worse);
  await write(dir, 'hostile', { ...hostile, startedAt: base.startedAt }, { ...hostile, seed: 3 });
});

async function write(dir: string, folder: string, base: LoadResult, next: LoadResult): Promise<void> {
  const out = join(dir, folder);
  const name = folder === 'hostile' ? hostileTexts.join(' ') : '1.0/load.json';
  const [before, after] = [
    { file: name, result: base },
    { file: name, result: next },
  ];
  await writeComparisonReports(out, compareLoad(before, after));
  const conformance = folder === 'hostile' ? [hostileResult()] : [conformantResult(), sampleResult()];
  const alike = { ...after, result: { ...next, machine: base.machine } };
  const files = [before, alike, ...conformance.map((result) => ({ file: name, result }))];
  await writeTrendReports(out, trendOf(files, hostileTexts));
}

const { open } = pages;

test.each(names)(
  '%s: hostile content stays text, nothing leaves the page, nothing complains',
  async (file) => {
    const { page, root, incidents } = await open(file);
    await root.evaluate(unfold);
    const strangers =
      'img, iframe, object, embed, link, base, script + script, [onload], [onerror], [onmouseover]';
    expect(await page.locator(strangers).count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(await pwned(page)).toBeUndefined();
    expect(incidents).toEqual([]);
  },
);

test.each(names.slice(0, 2))(
  '%s: fits 360 to 1920 pixels, in light and dark, with contrast',
  async (file) => {
    const { page, root } = await open(file);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [360, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 1000 });
        const { needed, available } = await root.evaluate(widths);
        expect(needed, `${colorScheme}, ${width} pixels`).toBe(available);
        const name = file.replace(/(.*)\/(.*)\.html/, '$2-$1');
        if (width === 360 || width === 1280)
          await page.screenshot({
            path: pages.picture(`${name}-${colorScheme}-${width}.png`),
            fullPage: true,
          });
      }
      await root.evaluate(unfold);
      expect(await root.evaluate(contrastProblems), colorScheme).toEqual([]);
    }
  },
);

test('the verdict comes first, then why, and what the gate says', async () => {
  const { page } = await open('worse/compare.html', { javaScriptEnabled: false });
  expect(await page.locator('h1').innerText()).toBe('Worse');
  expect(await page.locator('.lead').innerText()).toMatch(
    /^Beyond tolerance and chance: new_message, p50 \+/,
  );
  expect(await page.locator('.gate').innerText()).toMatch(/^The gate is closed[\s\S]*Worse: lost/);
  expect(await page.locator('#warnings').innerText()).toContain('The machines differ: 2 ×');
  expect(await page.locator('.runs .differs').allInnerTexts()).toEqual([expect.stringContaining('Machine')]);
});

test('every interval is drawn where it lies, and says so in words', async () => {
  const { page } = await open('worse/compare.html', { javaScriptEnabled: false });
  const drawing = page.locator('.interval').first();
  expect(await drawing.getAttribute('aria-label')).toMatch(
    /^new_message, p50: \+\d+(\.\d)? %, between \+\d+(\.\d)? % to \+\d+(\.\d)? %; within ±5\.0 % is the same$/,
  );
  const [band, point] = await Promise.all(
    ['.band', '.point'].map((part) => drawing.locator(part).boundingBox()),
  );
  // The change lies beyond the tolerated band, to the right.
  expect(point?.x).toBeGreaterThan((band?.x ?? 0) + (band?.width ?? Number.POSITIVE_INFINITY));
});

test('both runs are drawn over each other, without scripts, with tables behind', async () => {
  const { page } = await open('worse/compare.html', { javaScriptEnabled: false });
  const charts = page.locator('.chart svg');
  expect(await charts.count()).toBe(2);
  expect(await charts.nth(0).getAttribute('aria-label')).toMatch(
    /^Percentiles of new_message: base up to .*, new up to /,
  );
  for (const line of await page.locator('.chart .line').all()) {
    expect((await line.boundingBox())?.width).toBeGreaterThan(100);
  }
  await page.locator('.behind summary').first().click();
  expect(await page.locator('.behind tbody th').first().innerText()).toBe('50 %');
});

test('a trend has a row for every run, and lines for what it measured', async () => {
  const { page } = await open('worse/trend.html', { javaScriptEnabled: false });
  expect(await page.locator('#load-1 table.trend tbody tr').count()).toBe(2);
  expect(await page.locator('#load-1 table.trend').innerText()).toContain('worse');
  expect(await page.locator('#conformance tbody tr').count()).toBe(2);
  expect(await page.locator('.chart .line').count()).toBe(7);
  expect(await page.locator('#problems li').count()).toBe(hostileTexts.length);
});

test('on paper nothing is cut off', async () => {
  const { page, root } = await open('worse/compare.html', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 720, height: 1000 });
  const { needed, available } = await root.evaluate(widths);
  expect(needed).toBe(available);
  expect(await root.evaluate(contrastProblems)).toEqual([]);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
});
