import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { conformanceHtml, type FolderResults, indexHtml, killMatrixHtml, loadHtml } from './html/index.ts';
import { conformanceJunit, loadJunit } from './junit/index.ts';
import {
  type ConformanceResult,
  conformanceFileName,
  type KillMatrixResult,
  type LoadResult,
  loadFileName,
  ResultFileError,
  readResult,
  writeConformanceResult,
  writeFileAtomically,
  writeKillMatrixResult,
  writeLoadResult,
} from './results/index.ts';

/**
 * Writes the result in every form into the folder: `conformance.json` first, then the JUnit file and the pages that
 * are made from it. The front page shows a load result of the same folder, too. Returns the paths in that order.
 */
export async function writeConformanceReports(outDir: string, result: ConformanceResult): Promise<string[]> {
  const json = await writeConformanceResult(outDir, result);
  const pages = await writeTexts(outDir, {
    'conformance.junit.xml': conformanceJunit(result),
    'conformance.html': conformanceHtml(result),
    'index.html': indexHtml({ conformance: result, ...(await neighbour(outDir, loadFileName)) }),
  });
  return [json, ...pages];
}

/** The same for a load result: `load.json`, `load.junit.xml`, `load.html` and the front page. */
export async function writeLoadReports(outDir: string, result: LoadResult): Promise<string[]> {
  const json = await writeLoadResult(outDir, result);
  const pages = await writeTexts(outDir, {
    'load.junit.xml': loadJunit(result),
    'load.html': loadHtml(result),
    'index.html': indexHtml({ ...(await neighbour(outDir, conformanceFileName)), load: result }),
  });
  return [json, ...pages];
}

/** Writes a kill matrix into the folder: `kill-matrix.json`, and `kill-matrix.html` for people. Returns the paths. */
export async function writeKillMatrixReports(outDir: string, result: KillMatrixResult): Promise<string[]> {
  const json = await writeKillMatrixResult(outDir, result);
  return [json, ...(await writeTexts(outDir, { 'kill-matrix.html': killMatrixHtml(result) }))];
}

async function writeTexts(outDir: string, texts: Record<string, string>): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const path = join(outDir, name);
    await writeFileAtomically(path, text);
    paths.push(path);
  }
  return paths;
}

/** The result that lies in the folder under this name, for its front page; a damaged one is named as such there. */
async function neighbour(outDir: string, name: string): Promise<FolderResults> {
  const path = join(outDir, name);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return {};
  try {
    const result = await readResult(path);
    return result.kind === 'load' ? { load: result } : { conformance: result };
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    return { problems: [error.message] };
  }
}
