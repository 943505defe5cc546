import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

export interface Opened {
  page: Page;
  root: Locator;
  /** Everything that should not have happened: messages, errors, violations of the policy, requests, windows. */
  incidents: string[];
}

/** Opens a written page from disk. Chromium reports violations of the policy as messages on the console. */
export async function openPage(
  browser: Browser | undefined,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  if (!browser) throw new Error('Chromium did not start.');
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const url = pathToFileURL(path).href;
  const incidents: string[] = [];
  context.on('console', (message) => incidents.push(`console: ${message.text()}`));
  context.on('weberror', (error) => incidents.push(`error: ${error.error().message}`));
  context.on('dialog', (dialog) => incidents.push(`dialog: ${dialog.message()}`));
  context.on('request', (request) => {
    if (request.url().split('#')[0] !== url) incidents.push(`request: ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('popup', () => incidents.push('a window opened'));
  await page.goto(url);
  return { page, root: page.locator('html'), incidents };
}

/** What hostile texts would leave behind if one of them ran. */
export function pwned(page: Page): Promise<unknown> {
  return page.evaluate(() => (globalThis as { pwned?: unknown }).pwned);
}
