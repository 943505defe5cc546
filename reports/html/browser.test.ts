import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { conformanceJunit, loadJunit } from '../junit/index.ts';
import type { ConformanceResult, LoadResult } from '../results/index.ts';
import {
  breachedLoad,
  conformantResult,
  hostileLoad,
  hostileResult,
  hostileTexts,
  manifoldLoad,
  sampleLoad,
  sampleResult,
} from '../samples/index.ts';
import { visibleLine } from '../visible/index.ts';
import { writeConformanceReports, writeLoadReports } from '../write.ts';
import { pwned } from './browsing.testing.ts';
import { gallery } from './gallery.testing.ts';
import { contrastProblems, outline, unfold, widths } from './page-checks.testing.ts';

const results: Record<string, ConformanceResult> = {
  sample: sampleResult(),
  conformant: conformantResult(),
  hostile: hostileResult(),
};
const loads: Record<string, LoadResult> = {
  sample: manifoldLoad(),
  conformant: sampleLoad(),
  hostile: hostileLoad(),
};

const pages = gallery(async (dir) => {
  for (const [name, result] of Object.entries(results))
    await writeConformanceReports(join(dir, name), result);
  for (const [name, result] of Object.entries(loads)) await writeLoadReports(join(dir, name), result);
  await writeLoadReports(join(dir, 'breached'), breachedLoad());
});

const { open } = pages;

test.each(['conformance.html', 'load.html', 'index.html'])(
  'hostile content stays text in %s',
  async (file) => {
    const { page, root, incidents } = await open(`hostile/${file}`);
    await root.evaluate(unfold);
    await root.evaluate((html) => {
      for (const element of html.querySelectorAll('*')) {
        for (const name of ['mouseover', 'focus', 'load', 'error']) element.dispatchEvent(new Event(name));
      }
      for (const button of html.querySelectorAll('button.copy')) button.click();
    });
    const strangers =
      'img, iframe, object, embed, link, base, script + script, [onload], [onerror], [onmouseover]';
    expect(await page.locator(strangers).count()).toBe(0);
    expect(await page.locator('script:not([type])').count()).toBe(1);
    const links = await page
      .locator('a')
      .evaluateAll((all) => all.map((link) => (link as unknown as URL).protocol));
    expect(new Set(links)).toEqual(new Set(['file:']));
    expect(await pwned(page)).toBeUndefined();
    expect(incidents).toEqual([]);
    if (file === 'index.html') return;
    const inOneLine = (text: string | null) => visibleLine(text ?? '').replace(/\\u\{[A9]\}/g, ' ');
    const shown = inOneLine(await page.locator('body').textContent());
    for (const text of hostileTexts) expect(shown).toContain(inOneLine(text));
  },
);

test('what would escape the escaping meets the policy', async () => {
  const { page, root, incidents } = await open('sample/conformance.html');
  let connections = 0;
  const server = createServer().on('connection', () => {
    connections += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const attacks: [string, string, string][] = [
    ['img', 'src', `${address}/pixel.png`],
    ['style', 'textContent', 'body { display: none }'],
    ['script', 'textContent', 'globalThis.pwned = 1'],
    ['script', 'src', `${address}/script.js`],
    ['div', 'innerHTML', '<img src=x onerror="globalThis.pwned = 2">'],
  ];
  await root.evaluate((html, all) => {
    for (const [tag, property, value] of all) {
      try {
        const element = html.ownerDocument.createElement(tag);
        element[property] = value;
        html.append(element);
      } catch {
        // Trusted types refuse the assignment itself, and the console says so.
      }
    }
  }, attacks);
  await expect
    .poll(() => incidents.filter((incident) => incident.startsWith('console')).length)
    .toBeGreaterThan(4);
  expect(connections).toBe(0);
  expect(await pwned(page)).toBeUndefined();
  expect(await page.isVisible('h1')).toBe(true);
});

test.each(Object.keys(results))(
  '%s: fits 360 to 1920 pixels, in light and dark, with contrast',
  async (name) => {
    for (const file of ['conformance', 'load', 'index']) {
      const { page, root, incidents } = await open(`${name}/${file}.html`);
      const fits = async () => {
        const { needed, available } = await root.evaluate(widths);
        expect(needed, `${file} in ${available} pixels`).toBe(available);
      };
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [360, 1920]) {
          await page.setViewportSize({ width, height: 1000 });
          await fits();
          await page.screenshot({ path: pages.picture(`${file}-${name}-${colorScheme}-${width}.png`) });
        }
      }
      await root.evaluate(unfold);
      expect(await root.evaluate(contrastProblems), 'dark').toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await root.evaluate(contrastProblems), 'light').toEqual([]);
      for (const width of [1920, 768, 360]) {
        await page.setViewportSize({ width, height: 1000 });
        await fits();
      }
      expect(incidents).toEqual([]);
    }
  },
);

test.each([
  ['conformance', 10],
  ['load', 4],
])(
  'headings of the %s page form an outline, and every table has a caption and header cells',
  async (file, least) => {
    const { root } = await open(`sample/${file}.html`);
    const { levels, tables } = await root.evaluate(outline);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => index === 0 || level - (levels[index - 1] ?? 0) <= 1)).toBe(true);
    expect(tables.length).toBeGreaterThan(least);
    expect(tables.filter(({ caption, headers }) => caption === '' || headers === 0)).toEqual([]);
  },
);

test('the keyboard reaches the content, and links lead to clauses', async () => {
  const { page } = await open('sample/conformance.html');
  const top = (id: string) => page.locator(`#${id}`).evaluate((card) => card.getBoundingClientRect().top);
  await page.keyboard.press('Tab');
  expect(await page.locator('.skip:focus').count()).toBe(1);
  await page.keyboard.press('Enter');
  expect(await page.locator('#main:focus').count()).toBe(1);
  await page.locator('.contents a', { hasText: 'Observations' }).click();
  await expect.poll(() => top('observations')).toBeLessThan(600);
  await page.goto(`${page.url().split('#')[0]}#MSG-2`);
  await expect.poll(() => top('MSG-2')).toBeLessThan(200);
});

test('the filter narrows the clauses, says so, and lets go of a clause that a link leads to', async () => {
  const { page } = await open('sample/conformance.html');
  const rows = () => page.locator('[data-clause]:visible').count();
  const all = await rows();
  expect(all).toBe(sampleResult().clauses.length);
  await page.locator('[data-filter] label', { hasText: 'not testable' }).click();
  expect(await rows()).toBe(4);
  expect(await page.locator('[data-filter] output').textContent()).toBe(`4 of ${all} clauses`);
  expect(await page.locator('[data-block]:visible').count()).toBe(1);
  await page.locator('[data-filter] label', { hasText: 'SHOULD' }).click();
  expect(await rows()).toBe(1);
  await page.goto(`${page.url().split('#')[0]}#CON-1`);
  await expect.poll(rows).toBe(all);
  await page.locator('[data-filter] select').selectOption('rooms');
  expect(await rows()).toBe(9);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(rows).toBe(all);
});

test('a command is copied as it is shown', async () => {
  const { page } = await open('sample/conformance.html', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const card = page.locator('#ROM-4');
  await card.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => card.locator('.copy').innerText()).toContain('Copied');
  const rerun = sampleResult().clauses.find(({ id }) => id === 'ROM-4')?.rerun;
  expect(
    await page
      .locator('html')
      .evaluate((html) => html.ownerDocument.defaultView.navigator.clipboard.readText()),
  ).toBe(rerun);
});

test('without scripts everything is there but the buttons', async () => {
  const { page } = await open('sample/conformance.html', { javaScriptEnabled: false });
  expect(await page.locator('[data-clause]:visible').count()).toBe(sampleResult().clauses.length);
  expect(await page.locator('#ROM-4').innerText()).toContain('stranger received typing');
  expect(await page.locator('[data-filter]:visible, .copy:visible').count()).toBe(0);
});

test('charts of a load run are drawn without scripts, and say in words what they show', async () => {
  const { page } = await open('conformant/load.html', { javaScriptEnabled: false });
  const charts = page.locator('.chart svg');
  expect(await charts.count()).toBeGreaterThan(6);
  expect(await charts.first().getAttribute('aria-label')).toMatch(
    /^Latency of new_message: p50 up to .* p99 up/,
  );
  for (const line of await page.locator('.chart .line').all()) {
    const box = await line.boundingBox();
    expect(box?.width).toBeGreaterThan(100);
  }
  expect(await page.locator('h1').innerText()).toBe('Met');
  expect(await page.locator('.tile').allInnerTexts()).toContain('1,000\nsockets at once');
});

test('the verdict of a load run comes first, and tables that are too wide scroll by themselves', async () => {
  const { page } = await open('breached/load.html', { viewport: { width: 360, height: 800 } });
  expect(await page.locator('h1').innerText()).toBe('Breached');
  const table = page.locator('#latency .figures:not(.dense)').first();
  const { scrolls, focusable } = await table.evaluate((box) => ({
    scrolls: box.scrollWidth > box.clientWidth,
    focusable: box.tabIndex === 0,
  }));
  expect([scrolls, focusable]).toEqual([true, true]);
});

test('on paper everything is unfolded, dark schemes are light, and controls are gone', async () => {
  const { page, root } = await open('sample/conformance.html', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.copy:visible, [data-filter]:visible, .contents:visible').count()).toBe(0);
  expect(await page.locator('#ROM-6 .more-evidence .timeline').isVisible()).toBe(true);
  expect(
    await page.locator('body').evaluate((body) => body.computedStyleMap().get('background-color').toString()),
  ).toBe('rgb(255, 255, 255)');
  expect(await root.evaluate(contrastProblems)).toEqual([]);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
});

/** What a real XML parser makes of a JUnit file. */
async function readJunit(text: string) {
  const page = await pages.browser().newPage();
  return page?.locator('html').evaluate((html, xml) => {
    const parsed = new html.ownerDocument.defaultView.DOMParser().parseFromString(xml, 'application/xml');
    const names = Array.from(parsed.querySelectorAll('testcase'), (element) =>
      (element as { getAttribute(name: string): string }).getAttribute('name'),
    );
    return { error: parsed.querySelector('parsererror')?.textContent ?? '', names };
  }, text);
}

test('a real XML parser reads the JUnit file back as it was meant', async () => {
  const result = hostileResult();
  const read = await readJunit(conformanceJunit(result));
  expect(read?.error).toBe('');
  const name = ({ id, level, title }: (typeof result.clauses)[number]) =>
    visibleLine(`${id} ${level} ${title}`);
  expect(read?.names.toSorted()).toEqual(result.clauses.map(name).toSorted());
});

test('and that of a load run', async () => {
  const result = hostileLoad();
  const read = await readJunit(loadJunit(result));
  expect(read?.error).toBe('');
  const names = [
    'the measurement can be trusted',
    ...result.slo.map(({ slo }) => visibleLine(slo)),
    'complete',
  ];
  expect(read?.names).toEqual(names);
});
