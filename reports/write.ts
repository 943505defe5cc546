import { join } from 'node:path';
import { conformanceHtml, indexHtml } from './html/index.ts';
import { conformanceJunit } from './junit/index.ts';
import { type ConformanceResult, writeConformanceResult, writeFileAtomically } from './results/index.ts';

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
