import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `.ts` in a checkout, which runs as it is written; `.js` once built, as in the published package. */
export const codeExtension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Where the code lies; specs are looked up from here. */
export const codeRoot = folder('../..');

/** Where package.json lies: there, or above what was built. */
export const packageRoot = codeExtension === '.ts' ? codeRoot : folder('../../..');

const manifest = JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8')) as {
  version: string;
  engines: { node: string };
};

/** The version of this suite, as its result files name it. */
export const suiteVersion = manifest.version;

/** The oldest Node that runs it, as `major.minor`. */
export const oldestNode = manifest.engines.node.replace('>=', '');

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url)).replace(/\/$/, '');
}
