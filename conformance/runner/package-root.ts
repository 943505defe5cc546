import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the package lies; specs and package.json are looked up from here. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The version of this suite, as its result files name it. */
export const suiteVersion = (
  JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8')) as { version: string }
).version;
