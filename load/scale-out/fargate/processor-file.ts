import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeExtension } from '../../../conformance/runner/index.ts';

/** The processor beside this module, where the suite was built: `npm run build` writes it there. */
export const builtProcessor = 'processor.mjs';

/** The processor as one file; in a checkout it is made from its sources. */
export async function processorText(): Promise<string> {
  if (codeExtension === '.js') return readFile(join(import.meta.dirname, builtProcessor), 'utf8');
  const { bundleProcessor } = await import('./bundle.ts');
  const folder = await mkdtemp(join(tmpdir(), 'pingback-processor-'));
  try {
    const path = join(folder, builtProcessor);
    await bundleProcessor(path);
    return await readFile(path, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
