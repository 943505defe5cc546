import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError } from '../../fixtures/targets/index.ts';

export const engineName = 'socketio-v3';
const packages = ['artillery', `artillery-engine-${engineName}`] as const;
const install = 'npm install --save-dev artillery@2 artillery-engine-socketio-v3@1';

/**
 * The path of Artillery's program, as seen from a module. Throws a `UsageError` that says what to install when it or its
 * engine is absent, or too old.
 */
export function requireArtillery(from: string = import.meta.url): string {
  const { resolve } = createRequire(from);
  const [artillery] = packages.map((name) => {
    try {
      return resolve(`${name}/package.json`);
    } catch {
      throw new UsageError(`${capital(name)} is not installed: ${install}`);
    }
  });
  const { version, bin } = JSON.parse(readFileSync(artillery as string, 'utf8'));
  if (!version.startsWith('2.')) {
    throw new UsageError(`Artillery 2 is needed, and ${version} is installed: ${install}`);
  }
  return join(dirname(artillery as string), bin.artillery);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
