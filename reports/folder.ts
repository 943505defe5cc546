import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareConformance } from './compare-conformance/index.ts';
import type { FolderResults } from './html/index.ts';
import {
  comparisonFileName,
  conformanceBaseName,
  conformanceFileName,
  killMatrixFileName,
  loadFileName,
  type Result,
  ResultFileError,
  readResult,
} from './results/index.ts';

const pages = ['trend.html'] as const;

/** All results that lie in an output folder, and the pages there that no single result makes. A damaged one is named. */
export async function readFolder(outDir: string): Promise<FolderResults> {
  const names = new Set(await readdir(outDir));
  const problems: string[] = [];
  const read = async <K extends Result['kind']>(name: string, kind: K) => {
    if (!names.has(name)) return undefined;
    const result = await readOr(join(outDir, name), problems);
    if (result && result.kind !== kind) problems.push(`${name} holds a result of kind ${result.kind}.`);
    return result?.kind === kind ? (result as Extract<Result, { kind: K }>) : undefined;
  };
  const conformance = await read(conformanceFileName, 'conformance');
  const base = conformance && (await read(conformanceBaseName, 'conformance'));
  return {
    conformance,
    since: conformance && base && compareConformance(base, conformance),
    load: await read(loadFileName, 'load'),
    comparison: await read(comparisonFileName, 'comparison'),
    killMatrix: await read(killMatrixFileName, 'kill-matrix'),
    pages: pages.filter((name) => names.has(name)),
    problems,
  };
}

async function readOr(path: string, problems: string[]): Promise<Result | undefined> {
  try {
    return await readResult(path);
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
