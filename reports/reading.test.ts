import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { italicsOf, tablesOf } from '../fixtures/package/markdown.ts';
import { limits } from '../load/measure/trust.ts';
import { compareLoad } from './compare/index.ts';
import { shifted } from './compare/testing/shifted.ts';
import { syntheticRun } from './compare/testing/synthetic.ts';
import { findChromium, launchChromium } from './html/chromium.testing.ts';
import { comparisonHtml, loadHtml } from './html/index.ts';
import { unfold } from './html/page-checks.testing.ts';
import type { LoadResult } from './results/index.ts';
import { breachedLoad, manifoldLoad, measuredLoad, sampleLoad, untrustedLoad } from './samples/index.ts';
import { ledgerWords } from './wording/index.ts';

/*
 * What reports/READING.md quotes stands on the pages that it is about, and its sums are right.
 */

const guide = readFileSync(fileURLToPath(new URL('READING.md', import.meta.url)), 'utf8');
const tables = tablesOf(guide);
const tableUnder = (heading: string, column: string) =>
  tables.find(({ under, columns }) => under.includes(heading) && columns.includes(column))?.rows ?? [];

const result = measuredLoad({ seconds: 20, deliveriesPerSecond: 100 });
const loads: LoadResult[] = [sampleLoad(), breachedLoad(), untrustedLoad(), manifoldLoad(), result];

function compare(base: LoadResult, next: LoadResult) {
  return compareLoad({ file: 'base.json', result: base }, { file: 'new.json', result: next });
}

const [base, again, short] = [
  syntheticRun({ seed: 1 }),
  syntheticRun({ seed: 2 }),
  syntheticRun({ seed: 3, seconds: 2, restlessness: 0.4 }),
];
const comparisons = [
  compare(base, shifted(again, 1.2)),
  compare(shifted(base, 1.2), again),
  compare(base, again),
  compare(base, short),
  compare(base, { ...again, verdict: 'untrusted', trust: untrustedLoad().trust }),
  compare(base, { ...again, scenario: 'capacity' }),
];

/** What a reader sees of a page when everything is unfolded. */
interface Seen {
  text: string;
  /** Its largest word. */
  verdict: string;
  chapters: string[];
}

describe('the pages', () => {
  const executable = findChromium();
  let browser: Browser | undefined;
  let [runs, compared]: [Seen[], Seen[]] = [[], []];
  beforeAll(async () => {
    if (!executable) return;
    browser = await launchChromium(executable);
    runs = await seen(loads.map(loadHtml));
    compared = await seen(comparisons.map(comparisonHtml));
  }, 120_000);
  beforeEach(({ skip }) => {
    if (!executable) skip('There is no Chromium on this machine; CHROMIUM_PATH can name one.');
  });
  afterAll(() => browser?.close());

  async function seen(pages: readonly string[]): Promise<Seen[]> {
    const all: Seen[] = [];
    for (const html of pages) {
      // A page lets nothing be written into it, so each gets one of its own.
      const page = await (browser as Browser).newPage();
      await page.setContent(html);
      const root = page.locator('html');
      await root.evaluate(unfold);
      const text = (await root.innerText()).replace(/\s+/g, ' ');
      const chapters = await page.locator('h2').allInnerTexts();
      all.push({ text, verdict: await page.locator('h1').innerText(), chapters });
      await page.close();
    }
    return all;
  }

  test('every word that the guide quotes stands on one of them', () => {
    const quoted = italicsOf(guide);
    expect(quoted.length).toBeGreaterThan(40);
    const stands = (words: string) => [...runs, ...compared].some(({ text }) => text.includes(words));
    expect(quoted.filter((words) => !stands(words))).toEqual([]);
    // What the guide says in its own words is not on them, or the check would find anything.
    expect(stands('coordinated omission')).toBe(false);
  });

  test('the verdicts of a run are those that pages begin with', () => {
    const told = tableUnder('The verdict first', 'verdict').flatMap(({ verdict = '' }) => italicsOf(verdict));
    expect(told).toEqual(runs.slice(0, 3).map(({ verdict }) => verdict));
  });

  test('the verdicts of a comparison, with their exit codes', () => {
    const codes = comparisons.map(({ gate }, at) => [compared[at]?.verdict, String(gate.exitCode)]);
    const told = tableUnder('worse than last time', 'comparison').map((row) => [
      italicsOf(row.comparison ?? '')[0],
      row['exit code'],
    ]);
    expect(told).toEqual(codes);
  });

  test('the chapters of the table are in the order of the page', () => {
    const told = tableUnder('From top to bottom', 'chapter').flatMap(({ chapter = '' }) =>
      italicsOf(chapter),
    );
    expect(told.length).toBeGreaterThan(7);
    expect(runs[0]?.chapters.filter((chapter) => told.includes(chapter))).toEqual(told);
  });

  test('the columns of the ledger', () => {
    const told = tableUnder('The ledger', 'column').flatMap(({ column = '' }) => italicsOf(column));
    expect(told).toEqual(Object.values(ledgerWords));
  });
});

describe('the sums', () => {
  const number = (text = '') => Number(text.replace(/,| ms/g, ''));

  test('what a percentile takes', () => {
    const rows = tableUnder('What a percentile says', 'percentile');
    expect(rows.length).toBe(5);
    for (const { percentile = '', ...row } of rows) {
      const oneIn = Math.round(100 / (100 - Number(percentile.slice(1))));
      expect(number(row['beyond it, one in'])).toBe(oneIn);
      expect(number(row['for ten beyond it'])).toBe(10 * oneIn);
      expect(number(row['for a hundred'])).toBe(100 * oneIn);
    }
    const [, wanted, rate, seconds, minutes] =
      /take ([\d,]+) \/ (\d+) = ([\d,]+) s, (\d+) minutes/.exec(guide.replace(/\s+/g, ' ')) ?? [];
    expect(number(seconds)).toBe(Math.ceil(number(wanted) / number(rate)));
    expect(number(minutes)).toBe(Math.round(number(seconds) / 60));
    expect(guide).toContain(`${((1 - 0.99 ** 10) * 100).toFixed(1)} %`);
  });

  test('what of the generator counts as harmless', () => {
    const { ownShare, harmlessMs } = limits;
    expect(ownShare).toBe(0.5);
    expect(guide.replace(/\s+/g, ' ')).toContain(
      `those under ${harmlessMs.p50} ms at p50 and ${harmlessMs.p99} ms at p99`,
    );
  });

  test('the stall, with the correction and without', () => {
    const [everyMs, lengthMs, takesMs, stallMs] = [100, 20_000, 5, 2_000];
    const stalledFromMs = 10_000;
    const tookMs = (atMs: number) =>
      takesMs +
      (atMs >= stalledFromMs && atMs < stalledFromMs + stallMs ? stalledFromMs + stallMs - atMs : 0);
    const due = Array.from({ length: lengthMs / everyMs }, (_, index) => index * everyMs);
    const waiting: number[] = [];
    for (let atMs = 0; atMs < lengthMs; ) {
      waiting.push(tookMs(atMs));
      atMs += Math.ceil(tookMs(atMs) / everyMs) * everyMs;
    }
    const rowOf = (all: readonly number[]) => {
      const sorted = all.toSorted((one, other) => one - other);
      const at = (percentile: number) => sorted[Math.ceil((sorted.length * percentile) / 100) - 1];
      const felt = all.filter((ms) => ms > takesMs).length;
      return [`${felt} of ${all.length}`, at(50), at(99), at(100)];
    };
    const told = tableUnder('Corrected', 'p99').map((row) => [
      row['messages that felt it'],
      ...[row.p50, row.p99, row.max].map(number),
    ]);
    expect(told).toEqual([rowOf(waiting), rowOf(due.map(tookMs))]);
  });
});
