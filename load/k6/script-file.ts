import { join } from 'node:path';
import { codeExtension } from '../../conformance/runner/index.ts';

/** The script for k6 beside this module, where the suite was built: `npm run build` writes it there. */
export const builtScript = 'journeys.js';

/** The path of the script for k6: in a checkout it is made from its sources, in that folder. */
export async function scriptFile(folder: string): Promise<string> {
  if (codeExtension === '.js') return join(import.meta.dirname, builtScript);
  const { bundleScript } = await import('./bundle.ts');
  const path = join(folder, builtScript);
  await bundleScript(path);
  return path;
}
