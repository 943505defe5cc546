import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { LoadResult } from '../../results/index.ts';
import { hostileLoad, hostileTexts, measuredLoad } from '../../samples/index.ts';
import { visibleLine } from '../../visible/index.ts';
import { writeLoadReports } from '../../write.ts';
import { pwned } from '../browsing.testing.ts';
import { gallery } from '../gallery.testing.ts';
import { contrastProblems, unfold, widths } from '../page-checks.testing.ts';

const measured = measuredLoad({ seconds: 60, deliveriesPerSecond: 400 });
const results: Record<string, LoadResult> = { measured, hostile: hostileLoad(measured) };
/** Of a measured run: ten over time, two for each of two events, the breakdown, connecting. */
const chartsInAll = 16;

const pages = gallery(async (dir) => {
  for (const [name, result] of Object.entries(results)) await writeLoadReports(join(dir, name), result);
});

/** Opens the page and waits until the charts that are in sight of a reader are drawn. */
async function open(name = 'measured', options?: BrowserContextOptions) {
  const opened = await pages.open(join(name, 'load.html'), options);
  if (options?.javaScriptEnabled !== false) {
    const drawn = () => opened.page.locator('.chart .uplot canvas:visible').count();
    await expect.poll(drawn, { timeout: 10_000 }).toBeGreaterThan(11);
  }
  return opened;
}

const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`);
const place = (figure: Locator) => figure.locator('.place').textContent();
const values = (figure: Locator) => figure.locator('[data-value]').allTextContents();

/** The marks on an axis are on the canvas: what is seen of it is asked of where the cursor can be put. */
async function ends(page: Page, id: string): Promise<(string | null)[]> {
  const live = chart(page, id).locator('.live');
  // Where it rests, charts that scroll by would take the cursor along.
  await page.mouse.move(1, 1);
  await live.focus();
  const seen: (string | null)[] = [];
  for (const key of ['Home', 'End']) {
    await page.keyboard.press(key);
    seen.push(await place(chart(page, id)));
  }
  return seen;
}

async function drag(page: Page, id: string, from: number, to: number): Promise<void> {
  const over = chart(page, id).locator('.u-over');
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (!box) throw new Error('The chart is not there.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 4 });
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

test('charts run under the policy, without a word on the console and without a request', async () => {
  const { page, incidents } = await open();
  expect(await page.locator('.chart').count()).toBe(chartsInAll);
  expect(await page.locator('.chart .plot:visible').count()).toBe(0);
  await page.locator('[data-pick] select').selectOption({ label: 'typing' });
  await expect.poll(() => chart(page, 'spectrum-1').locator('canvas').isVisible()).toBe(true);
  expect(await chart(page, 'spectrum-0').isVisible()).toBe(false);
  for (const button of await page.locator('.tools button:visible').all()) await button.click();
  expect(incidents).toEqual([]);
});

test('every canvas is painted', async () => {
  const { page } = await open();
  for (const canvas of await page.locator('.chart .uplot canvas:visible').all()) {
    const colours = await canvas.evaluate((element) => {
      const { width, height } = element;
      const { data } = element.getContext('2d').getImageData(0, 0, width, height);
      const found = new Set<number>();
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) found.add(data[at] * 65_536 + data[at + 1] * 256 + data[at + 2]);
      return found.size;
    });
    expect(colours).toBeGreaterThan(2);
  }
});

test('the cursor is in all charts over time at once, and legends tell what is there', async () => {
  const { page } = await open();
  const idle = await values(chart(page, 'server-memory'));
  const over = chart(page, 'latency').locator('.u-over');
  await over.hover();
  const at = await place(chart(page, 'latency'));
  expect(at).toMatch(/^(\d+ s|\d+:\d\d)$/);
  for (const id of ['heat', 'sent', 'sockets', 'server-memory', 'generator-loop']) {
    expect(await place(chart(page, id)), id).toBe(at);
  }
  expect(await values(chart(page, 'server-memory'))).not.toEqual(idle);
  const second = measured.intervals.find(({ atS }) => `${atS} s` === at);
  expect((await values(chart(page, 'latency')))[0]).toBe(`${second?.latencyMs?.p50.toFixed(1)} ms`);
  await page.mouse.move(1, 1);
  await expect.poll(() => values(chart(page, 'server-memory'))).toEqual(idle);
});

test('what is zoomed in one chart over time is zoomed in all of them, and can be let go', async () => {
  const { page, incidents } = await open();
  const whole = await ends(page, 'server-processor');
  expect(whole).toEqual(['−5 s', '59 s']);
  await drag(page, 'latency', 0.3, 0.6);
  const part = await ends(page, 'server-processor');
  expect(part[0]).toMatch(/^1[3-6] s$/);
  expect(part[1]).toMatch(/^3[2-5] s$/);
  expect(await ends(page, 'heat')).toEqual(part);
  expect((await ends(page, 'spectrum-0'))[0]).toBe('0 %');
  await chart(page, 'generator-loop').getByRole('button', { name: 'Reset' }).click();
  expect(await ends(page, 'server-processor')).toEqual(whole);
  await drag(page, 'heat', 0.5, 0.7);
  expect(await ends(page, 'latency')).not.toEqual(whole);
  await chart(page, 'sent').locator('.u-over').dblclick();
  expect(await ends(page, 'latency')).toEqual(whole);
  expect(incidents).toEqual([]);
});

test('the keyboard moves the cursor, zooms and lets go, and says so', async () => {
  const { page } = await open();
  const live = chart(page, 'latency').locator('.live');
  await live.focus();
  expect(await live.getAttribute('aria-label')).toMatch(/^Latency of new_message: p50 up to .* Arrow keys/);
  const said = () => page.locator('[role=status]').textContent();
  await page.keyboard.press('Home');
  expect(await said()).toMatch(/^−5 s: p50 \d.* ms, p90 .*, max /);
  await page.keyboard.press('ArrowRight');
  expect(await said()).toMatch(/^−4 s: /);
  expect(await place(chart(page, 'deliveries'))).toBe('−4 s');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await said()).toMatch(/^6 s: /);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  expect(await said()).toMatch(/ to /);
  expect(await ends(page, 'latency')).not.toEqual(['−5 s', '59 s']);
  await page.keyboard.press('Escape');
  expect(await ends(page, 'latency')).toEqual(['−5 s', '59 s']);
  const heat = chart(page, 'heat').locator('.live');
  await heat.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  expect(await said()).toMatch(/^−5 s: deliveries \d+ of .* to .*ms$/);
  await page.keyboard.press('Tab');
  await expect.poll(() => place(chart(page, 'latency'))).toBe('');
});

test('a logarithmic scale can be let go, and taken again', async () => {
  const { page, incidents } = await open();
  const button = chart(page, 'spectrum-0').getByRole('button', { name: 'Log scale' });
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  await button.click();
  expect(await button.getAttribute('aria-pressed')).toBe('false');
  expect(await chart(page, 'spectrum-0').locator('canvas').count()).toBe(1);
  expect(await ends(page, 'spectrum-0')).toHaveLength(2);
  expect(incidents).toEqual([]);
});

test.each(['measured', 'hostile'])(
  '%s: the data in the page is the result, and one click hands it over',
  async (name) => {
    const { page, incidents } = await open(name);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download load.json' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('load.json');
    const path = pages.path(`${name}-downloaded.json`);
    await download.saveAs(path);
    const parsed = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
    expect(await parsed(path)).toEqual(await parsed(pages.path(name, 'load.json')));
    expect(incidents.filter((incident) => !incident.startsWith('request: blob:'))).toEqual([]);
  },
);

test('hostile names are text in titles, legends and tables, also with charts running', async () => {
  const { page, root, incidents } = await open('hostile');
  await root.evaluate(unfold);
  const select = page.locator('[data-pick] select');
  await select.selectOption({ index: 1 });
  for (const id of ['latency', 'heat', 'spectrum-1', 'breakdown', 'server-memory']) {
    await chart(page, id).locator('.u-over').hover();
  }
  await chart(page, 'breakdown').locator('.live').focus();
  await page.keyboard.press('Home');
  const inOneLine = (text: string | null) => visibleLine(text ?? '').replace(/\\u\{[A9]\}/g, ' ');
  const [first = '', second = ''] = hostileTexts;
  const title = await chart(page, 'spectrum-1').locator('h3').textContent();
  expect(`${title}${await chart(page, 'spectrum-0').locator('h3').textContent()}`).toContain(
    inOneLine(first),
  );
  expect(await select.textContent()).toContain(inOneLine(second));
  expect(await page.locator('[role=status]').textContent()).toContain('1 > 1');
  expect(await page.locator('img, iframe, svg[onload], script + script').count()).toBe(0);
  expect(await pwned(page)).toBeUndefined();
  expect(incidents).toEqual([]);
});

test('without scripts there are tiles, drawings of every chart, and tables behind them', async () => {
  const { page } = await open('measured', { javaScriptEnabled: false });
  const tiles = await page.locator('.tile').allInnerTexts();
  for (const name of [
    'p50',
    'p95',
    'p99',
    'p99.9',
    'max',
    'lost',
    'duplicated',
    'out of order',
    'leaked',
    'altered',
  ]) {
    expect(
      tiles.some((tile) => tile.endsWith(`\n${name}`)),
      name,
    ).toBe(true);
  }
  expect(await page.locator('.chart .plot svg:visible').count()).toBe(chartsInAll);
  expect(await page.locator('.tools, .live, [data-pick]:visible, [data-download]:visible').count()).toBe(0);
  const behind = chart(page, 'heat').locator('details');
  await behind.locator('summary').click();
  expect(await behind.locator('tbody tr').count()).toBeGreaterThan(20);
  expect(await behind.locator('tbody tr').count()).toBeLessThanOrEqual(60);
});

test.each(['measured', 'hostile'])(
  '%s: fits 360 to 1920 pixels, in light and dark, with contrast',
  async (name) => {
    const { page, root, incidents } = await open(name);
    await root.evaluate(unfold);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of name === 'hostile' ? [360, 1920] : [360, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 1000 });
        await expect
          .poll(() =>
            page
              .locator('.live:visible')
              .first()
              .evaluate((live) => live.querySelector('canvas').offsetWidth - live.clientWidth),
          )
          .toBe(0);
        const { needed, available } = await root.evaluate(widths);
        expect(needed, `${colorScheme}, ${available} pixels`).toBe(available);
        await page.screenshot({ path: pages.picture(`load-charts-${name}-${colorScheme}-${width}.png`) });
      }
      expect(await root.evaluate(contrastProblems), colorScheme).toEqual([]);
    }
    expect(incidents).toEqual([]);
  },
);

test('charts follow the colour scheme', async () => {
  const { page } = await open('measured', { colorScheme: 'light' });
  const canvas = chart(page, 'heat').locator('canvas');
  const painted = () =>
    canvas.evaluate((element) => {
      let sum = 7;
      const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
      for (const one of data) sum = (sum * 31 + one) % 1_000_003;
      return sum;
    });
  const light = await painted();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(painted).not.toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(painted).toBe(light);
});

test('on paper drawings stand for charts, none is cut, and controls are gone', async () => {
  const { page } = await open('measured', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  expect(
    await page.locator('.live:visible, .tools:visible, [data-pick]:visible, .behind:visible').count(),
  ).toBe(0);
  expect(await page.locator('.chart .plot svg:visible').count()).toBe(chartsInAll);
  const heights = await page
    .locator('.chart')
    .evaluateAll((all) => all.map((one) => (one as unknown as { offsetHeight: number }).offsetHeight));
  expect(Math.max(...heights)).toBeLessThan(500);
  await page.pdf({ path: pages.picture('load-charts-print.pdf'), format: 'A4' });
});
