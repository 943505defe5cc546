import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Opened, openPage } from './browsing.testing.ts';
import { findChromium, launchChromium } from './chromium.testing.ts';

const screenshots = fileURLToPath(new URL('../out/screenshots/', import.meta.url));

export interface Gallery {
  /** A file in the folder of the pages. */
  path(...parts: string[]): string;
  open(file: string, options?: BrowserContextOptions): Promise<Opened>;
  browser(): Browser;
  /** Where a picture of that name goes, to be looked at. */
  picture(name: string): string;
}

/**
 * Pages in a folder of their own and a Chromium to look at them, for all tests of a file. Where there is no Chromium the
 * pages are written all the same, and each test is skipped with the reason.
 */
export function gallery(write: (folder: string) => Promise<void>): Gallery {
  const executable = findChromium();
  let browser: Browser | undefined;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pingback-pages-'));
    await write(folder);
    await mkdir(screenshots, { recursive: true });
    if (executable) browser = await launchChromium(executable);
  });
  beforeEach(({ skip }) => {
    if (!executable) skip('There is no Chromium on this machine; CHROMIUM_PATH can name one.');
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });
  return {
    path: (...parts) => join(folder, ...parts),
    open: (file, options) => openPage(browser, join(folder, file), options),
    browser() {
      if (!browser) throw new Error('Chromium did not start.');
      return browser;
    },
    picture: (name) => join(screenshots, name),
  };
}
