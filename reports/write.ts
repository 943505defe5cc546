import { join } from 'node:path';
import { conformanceHtml, indexHtml, killMatrixHtml } from './html/index.ts';
import { conformanceJunit } from './junit/index.ts';
import {
  type ConformanceResult,
  type KillMatrixResult,
  writeConformanceResult,
  writeFileAtomically,
  writeKillMatrixResult,
} from './results/index.ts';

/**
 * Writes the result in every form into the folder: `conformance.json` first, then the JUnit file and the pages that
 * are made from it. Returns the paths in that order.
 */
export async function writeConformanceReports(outDir: string, result: ConformanceResult): Promise<string[]> {
  const json = await writeConformanceResult(outDir, result);
  const rendered = {
    'conformance.junit.xml': conformanceJunit(result),
    'conformance.html': conformanceHtml(result),
    'index.html': indexHtml({ conformance: result }),
  };
  const paths = [json];
  for (const [name, text] of Object.entries(rendered)) {
    const path = join(outDir, name);
    await writeFileAtomically(path, text);
    paths.push(path);
  }
  return paths;
}

/** Writes a kill matrix into the folder: `kill-matrix.json`, and `kill-matrix.html` for people. Returns the paths. */
export async function writeKillMatrixReports(outDir: string, result: KillMatrixResult): Promise<string[]> {
  const json = await writeKillMatrixResult(outDir, result);
  const page = join(outDir, 'kill-matrix.html');
  await writeFileAtomically(page, killMatrixHtml(result));
  return [json, page];
}
