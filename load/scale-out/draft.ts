import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cannotWrite } from '../../fixtures/command-line/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';
import { engineNames } from './engine-names.ts';

/** A file to be written; its path is relative to the folder of the run, with `/` between the parts. */
export interface Draft {
  path: string;
  text: string;
  executable?: true;
}

/**
 * Writes the files of a run in place of those of the run before; what came back from that one stays. Returns their
 * paths. Throws a `UsageError` where nothing can be written.
 */
export async function writeDrafts(folder: string, drafts: readonly Draft[]): Promise<string[]> {
  try {
    for (const name of engineNames) await rm(join(folder, name), { recursive: true, force: true });
    const paths: string[] = [];
    for (const { path, text, executable } of drafts) {
      const whole = join(folder, path);
      await mkdir(dirname(whole), { recursive: true });
      await writeFile(whole, text);
      if (executable) await chmod(whole, 0o755);
      paths.push(whole);
    }
    return paths;
  } catch (error) {
    throw new UsageError(cannotWrite(folder, error));
  }
}
