import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { hostileResult, sampleLoad, sampleResult } from '../../samples/index.ts';
import { visibleLine } from '../../visible/index.ts';
import { writeConformanceReports, writeLoadReports } from '../../write.ts';
import { pwned } from '../browsing.testing.ts';
import { gallery } from '../gallery.testing.ts';
import { unfold } from '../page-checks.testing.ts';

const pages = gallery(async (dir) => {
  await writeConformanceReports(join(dir, 'sample'), sampleResult());
  await writeLoadReports(join(dir, 'sample'), sampleLoad());
  await writeConformanceReports(join(dir, 'hostile'), hostileResult());
});

const { open } = pages;

test('a sequence diagram scrolls in its own box, by keyboard too, under the names of its participants', async () => {
  const { page } = await open('sample/conformance.html', { viewport: { width: 360, height: 800 } });
  const box = page.locator('#TRN-3 .sequence');
  const { scrolls, tall } = await box.evaluate((element) => ({
    scrolls: element.scrollWidth > element.clientWidth,
    tall: element.scrollHeight > element.clientHeight,
  }));
  expect([scrolls, tall]).toEqual([true, true]);
  const topOf = (selector: string) =>
    box.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().top));
  await box.focus();
  const before = await topOf('[role=img]');
  await page.keyboard.press('End');
  await expect.poll(() => topOf('[role=img]')).toBeLessThan(before);
  const { y = 0 } = (await box.boundingBox()) ?? {};
  expect(Math.abs((await topOf('.heads')) - y)).toBeLessThan(3);
  await box.screenshot({ path: pages.picture('sequence-360.png') });
});

test('a sequence diagram shows who sent and got what, and which frame came close', async () => {
  const { page } = await open('sample/conformance.html');
  const diagram = page.locator('#MSG-2 .sequence');
  expect(await diagram.locator('.heads text').allTextContents()).toEqual(['server', 'bob', 'alice']);
  expect(await diagram.locator('.event').allTextContents()).toEqual([
    'client_message',
    'new_message',
    'new_message',
  ]);
  expect(await diagram.locator('.time').allTextContents()).toEqual(['+11.2 ms', '+13.9 ms', '+14.2 ms']);
  expect(await diagram.locator('.mark').allTextContents()).toEqual(['near miss']);
  expect(await page.locator('#ROM-4 .sequence .mark').allTextContents()).toEqual(['told in the verdict']);
  const { width = 0 } = (await diagram.locator('.line').first().boundingBox()) ?? {};
  expect(width).toBeGreaterThan(100);
  await page.locator('#MSG-2 .as-table > summary').click();
  expect(await page.locator('#MSG-2 .timeline').isVisible()).toBe(true);
});

test('hostile names in a diagram are text that stays within its row', async () => {
  const { page, incidents } = await open('hostile/conformance.html');
  await page.locator('html').evaluate(unfold);
  expect(await page.locator('.sequence').count()).toBeGreaterThan(3);
  expect(await page.locator('.sequence :is(script, img, a, foreignObject, style, animate)').count()).toBe(0);
  expect([await pwned(page), incidents]).toEqual([undefined, []]);
  const names = hostileResult().clauses.flatMap(({ evidence }) =>
    evidence.map(({ who }) => visibleLine(who)),
  );
  const shown = await page.locator('.sequence .heads text').allTextContents();
  for (const name of shown.filter((text) => text !== 'server')) {
    const beginning = name.replace(/…$/, '');
    expect(
      names.some((whole) => whole.startsWith(beginning)),
      name,
    ).toBe(true);
  }
  const tallest = await page
    .locator('.sequence .window')
    .evaluateAll((all) => Math.max(...all.map((label) => label.getBoundingClientRect().height)));
  expect(tallest).toBeLessThan(25);
});

test('a link to a clause is reached by keyboard, and what it copies opens at the clause', async () => {
  const { page } = await open('sample/conformance.html', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const link = page.locator('#MSG-2 .link');
  await page.locator('#MSG-2 .details').evaluate((details) => details.scrollIntoView());
  await link.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => link.innerText()).toContain('Link copied');
  const copied = await page
    .locator('html')
    .evaluate((html) => html.ownerDocument.defaultView.navigator.clipboard.readText());
  expect(copied).toMatch(/^file:.*\/sample\/conformance\.html#MSG-2$/);
  const other = await page.context().newPage();
  await other.goto(copied);
  expect(await other.locator(':target').getAttribute('id')).toBe('MSG-2');
  await expect(other.locator('#MSG-2 h3').isVisible()).resolves.toBe(true);
  const { y = -1 } = (await other.locator('#MSG-2').boundingBox()) ?? {};
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(200);
});

test('every clause has a link of its own, and each leads to it', async () => {
  const { page } = await open('sample/conformance.html');
  const links = await page
    .locator('[data-clause] th a')
    .evaluateAll((all) => all.map((link) => link.hash.slice(1)));
  expect(links).toEqual(sampleResult().clauses.map(({ id }) => id));
  for (const id of links) expect(await page.locator(`[id="${id}"]`).count(), id).toBe(1);
});

test('badges are pictures of the size of their words', async () => {
  const page = await pages.browser().newPage();
  for (const name of ['badge-conformance.svg', 'badge-p99.svg']) {
    await page.goto(pathToFileURL(pages.path('sample', name)).href);
    const { width = 0, height = 0 } = (await page.locator('svg').boundingBox()) ?? {};
    expect([width > 50, width < 300, height], name).toEqual([true, true, 20]);
  }
});
