import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, ResultFileError, readResult } from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';
import { type Trend, type TrendFile, trendOf } from './trend.ts';

/** What else lies beside results in folders that the suite wrote: other results of it, which have no trend. */
const besides = new Set([
  'conformance.base.json',
  'compare.json',
  'calibration.json',
  'kill-matrix.json',
  'soak.json',
]);

/** Whether there is a folder at the path. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Reads what can be read of files, and of folders and the folders within: `releases/1.0/load.json`. A file that cannot be
 * read is named in the trend, and stops nothing. Throws a `ResultFileError` when nothing is left to show.
 */
export async function collectTrend(paths: readonly string[]): Promise<Trend> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const read: TrendFile[] = [];
  const problems: string[] = [];
  for (const { path, name } of files) {
    const result = await readOr(path, problems);
    if (!result) continue;
    if (result.kind === 'load' || result.kind === 'conformance') read.push({ file: name, result });
    else problems.push(`${name} holds a result of kind ${result.kind}, which has no trend.`);
  }
  if (read.length > 0) return trendOf(read, problems);
  const where = paths.map(visibleLine).join(', ');
  throw new ResultFileError(
    problems.length === 0
      ? `${where} holds no result files. Give a folder with results of load or conformance, each as .json in it or in a folder within, such as releases/1.0/load.json.`
      : `Nothing in ${where} can be shown as a trend: it takes results of load or conformance. ${problems[0]}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`,
  );
}

interface Found {
  path: string;
  /** As the reader knows it: the path within the folder that was given. */
  name: string;
}

async function filesAt(path: string): Promise<Found[]> {
  if (!(await isFolder(path))) return [{ path, name: path }];
  const found: Found[] = [];
  const entries = (await readdir(path, { withFileTypes: true })).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  for (const entry of entries) {
    if (entry.isDirectory()) {
      const inner = (await readdir(join(path, entry.name))).filter(isResultName).sort();
      found.push(
        ...inner.map((name) => ({ path: join(path, entry.name, name), name: `${entry.name}/${name}` })),
      );
    } else if (isResultName(entry.name)) found.push({ path: join(path, entry.name), name: entry.name });
  }
  return found;
}

function isResultName(name: string): boolean {
  return name.endsWith('.json') && !name.startsWith('.') && !besides.has(name);
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
