import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeExtension } from '../../../conformance/runner/index.ts';

/** The script for k6 beside this module, where the suite was built: `npm run build` writes it there. */
export const smallScript = 'journeys.min.js';

/** The script for k6 in as little space as can be; in a checkout it is made from its sources. */
export async function scriptText(): Promise<string> {
  if (codeExtension === '.js') return readFile(join(import.meta.dirname, smallScript), 'utf8');
  const { bundleScript } = await import('../../k6/bundle.ts');
  const folder = await mkdtemp(join(tmpdir(), 'pingback-script-'));
  try {
    const path = join(folder, smallScript);
    await bundleScript(path, { minify: true });
    return await readFile(path, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
