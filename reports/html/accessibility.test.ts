import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { compareLoad } from '../compare/index.ts';
import type { ConformanceResult, KillMatrixResult, LoadResult } from '../results/index.ts';
import { hostileLoad, hostileMatrix, hostileResult, sampleMatrix, sampleResult } from '../samples/index.ts';
import { measuredLoad } from '../samples/measured-load.ts';
import { trendOf } from '../trend/index.ts';
import {
  writeComparisonReports,
  writeConformanceReports,
  writeKillMatrixReports,
  writeLoadReports,
  writeTrendReports,
} from '../write.ts';
import { gallery } from './gallery.testing.ts';
import { contrastProblems, unfold, widths } from './page-checks.testing.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folders = ['sample', 'hostile'] as const;
const names = [
  'conformance.html',
  'load.html',
  'compare.html',
  'trend.html',
  'kill-matrix.html',
  'index.html',
];

const pages = gallery(async (dir) => {
  const load = measuredLoad({ seconds: 30, deliveriesPerSecond: 50 });
  await writeFolder(join(dir, 'sample'), [sampleResult(), load, sampleMatrix()]);
  await writeFolder(join(dir, 'hostile'), [hostileResult(), hostileLoad(load), hostileMatrix()]);
});

/** Every page that there is, of these results and of earlier ones that they are compared with. */
async function writeFolder(
  out: string,
  [conformance, load, matrix]: [ConformanceResult, LoadResult, KillMatrixResult],
): Promise<void> {
  const startedAt = '2026-03-13T09:26:53.589Z';
  const clauses = conformance.clauses.map((clause) => ({ ...clause, verdict: 'pass' as const }));
  const base = { ...conformance, startedAt, clauses, strict: true, notes: [], observations: [] };
  await writeConformanceReports(out, conformance, { base });
  await writeLoadReports(out, load);
  const before = { file: 'before.json', result: { ...load, startedAt } };
  await writeComparisonReports(out, compareLoad(before, { file: 'load.json', result: load }, {}));
  const files = [before, { file: 'load.json', result: load }, { file: 'base.json', result: base }];
  await writeTrendReports(out, trendOf(files, ['A file that could not be read.']));
  await writeKillMatrixReports(out, matrix);
}

const { open } = pages;

interface Violation {
  id: string;
  impact: string;
  nodes: { target: unknown; failureSummary?: string }[];
}

/** What axe-core finds that is serious or critical, by all of its rules or by these. */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const found = await page.evaluate(async (only) => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(root: unknown, options: object): Promise<{ violations: Violation[] }> };
    };
    const root = (globalThis as unknown as { document: unknown }).document;
    return (await runner.run(root, { resultTypes: ['violations'], ...(only && { runOnly: only }) }))
      .violations;
  }, rules);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${JSON.stringify(node.target)} ${node.failureSummary}`),
    );
}

// The policy of a page would keep axe-core out of it, so these contexts go by without it; other tests hold it to account.
const withoutPolicy = { bypassCSP: true };

test('axe-core is at work: it finds what is wrong with a page', async () => {
  const { page } = await open('sample/index.html', withoutPolicy);
  await page.evaluate(axe);
  await page.locator('main').evaluate((main) => {
    const image = main.ownerDocument.createElement('img');
    main.append(image);
  });
  expect((await violations(page)).map((text) => text.split(':')[0])).toEqual(['image-alt']);
});

/** Once both widths and both schemes were seen by all rules, colours are what is left to see. */
const everyWay: readonly [scheme: 'light' | 'dark', width: number, rules?: readonly string[]][] = [
  ['light', 360],
  ['dark', 1280],
  ['light', 1280, ['color-contrast']],
  ['dark', 360, ['color-contrast']],
];

// Hostile texts change neither colours nor controls, so one way is enough for them.
test.each(
  names.flatMap((file) => [
    ['sample', file, everyWay] as const,
    ['hostile', file, everyWay.slice(0, 1)] as const,
  ]),
)(
  '%s/%s: axe-core finds nothing serious in light and dark, narrow and wide, everything unfolded',
  // A long page, four ways, beside whatever else the machine does.
  { timeout: 240_000 },
  async (folder, file, ways) => {
    const { page } = await open(`${folder}/${file}`, withoutPolicy);
    await page.evaluate(axe);
    await page.locator('html').evaluate(unfold);
    for (const [colorScheme, width, rules] of ways) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await violations(page, rules), `${colorScheme}, ${width} pixels`).toEqual([]);
    }
  },
);

test('no page of a folder was forgotten', async () => {
  for (const folder of folders) {
    const written = (await readdir(pages.path(folder))).filter((name) => name.endsWith('.html'));
    expect(written.toSorted()).toEqual(names.toSorted());
  }
});

test.each(['sample/kill-matrix.html', 'hostile/kill-matrix.html', 'sample/conformance.html'])(
  '%s fits 360 to 1920 pixels, with contrast, also where runs are compared',
  async (file) => {
    const { page } = await open(file);
    const root = page.locator('html');
    await root.evaluate(unfold);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await root.evaluate(contrastProblems), colorScheme).toEqual([]);
      const name = `${file.replace(/(.*)\/(.*)\.html/, '$2-unfolded-$1')}-${colorScheme}`;
      for (const width of [360, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        const { needed, available } = await root.evaluate(widths);
        expect(needed, `${width} pixels`).toBe(available);
        if (width !== 768) await page.screenshot({ path: pages.picture(`${name}-${width}.png`) });
      }
    }
  },
);
