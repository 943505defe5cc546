import { resolve, sep } from 'node:path';
import { requireWritable } from '../fixtures/command-line/index.ts';
import { UsageError } from '../fixtures/targets/target.ts';
import { compareLoad, type Tolerances } from './compare/index.ts';
import { compareConformance, comparisonLines } from './compare-conformance/index.ts';
import { type ConformanceResult, isMet, type LoadResult, readResult } from './results/index.ts';
import { printComparison } from './terminal/index.ts';
import { visibleLine } from './visible/index.ts';
import { writeComparisonReports, writeConformanceReports } from './write.ts';

export interface CompareFiles {
  /** Paths of the two results. */
  base: string;
  file: string;
  /** The folder that the reports go to. */
  out: string;
  tolerances: Tolerances | undefined;
  /** Whether standard output gets the comparison as JSON; lines for people go to standard error then. */
  json: boolean;
}

/**
 * Compares two result files of a kind, writes the comparison and shows it. Returns the exit code. Throws a
 * `ResultFileError` or a `UsageError` where they cannot be read or do not go together.
 */
export async function compareFiles(files: CompareFiles): Promise<number> {
  const base = await readResult(files.base);
  const result = await readResult(files.file);
  if (base.kind !== result.kind) {
    throw new UsageError(
      `--compare takes two results of one kind: ${visibleLine(files.base)} is of kind ${base.kind}, ${visibleLine(files.file)} of kind ${result.kind}. Give two load.json or two conformance.json.`,
    );
  }
  if (base.kind === 'load' && result.kind === 'load') return compareTwoLoads(base, result, files);
  if (base.kind === 'conformance' && result.kind === 'conformance')
    return compareTwoRuns(base, result, files);
  throw new UsageError(
    `--compare takes results of load or conformance, and both files are of kind ${base.kind}. Give two load.json or two conformance.json.`,
  );
}

async function compareTwoLoads(
  base: LoadResult,
  result: LoadResult,
  { out, tolerances, json, ...paths }: CompareFiles,
): Promise<number> {
  const [baseName, name] = [nameOf(paths.base), nameOf(paths.file)];
  const comparison = compareLoad({ file: baseName, result: base }, { file: name, result }, { tolerances });
  await requireWritable(out);
  const written = await writeComparisonReports(out, comparison);
  printComparison(comparison, written, { stdout: json ? process.stderr : process.stdout, env: process.env });
  if (json) process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  return comparison.gate.exitCode;
}

async function compareTwoRuns(
  base: ConformanceResult,
  result: ConformanceResult,
  { out, tolerances, json }: CompareFiles,
): Promise<number> {
  if (tolerances)
    throw new UsageError('--tolerance is about load: results of conformance are compared clause by clause.');
  const comparison = compareConformance(base, result);
  await requireWritable(out);
  const written = await writeConformanceReports(out, result, { base });
  const lines = [...comparisonLines(comparison), '', ...written].join('\n');
  (json ? process.stderr : process.stdout).write(`${lines}\n`);
  if (json) process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  return comparison.verdict === 'worse' || !isMet(result) ? 1 : 0;
}

/** The file and its folder: enough to tell two apart, and no word of whose machine it is. */
function nameOf(path: string): string {
  return resolve(path).split(sep).slice(-2).join('/');
}
