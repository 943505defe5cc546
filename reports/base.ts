import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConformanceComparison, compareConformance } from './compare-conformance/index.ts';
import {
  type ConformanceResult,
  conformanceBaseName,
  conformanceFileName,
  ResultFileError,
  readResult,
  writeConformanceBase,
} from './results/index.ts';

/** What is known of the result that a new one is compared with. */
export interface BeforeIt {
  base?: ConformanceResult;
  comparison?: ConformanceComparison;
  /** Why the earlier result of the folder cannot be compared with. */
  problem?: string;
}

/**
 * Finds what a conformance result is compared with before it takes its place in the folder: the one that was asked for,
 * else the earlier result that lies there. Where that is the same run, which is rendered again, it is what that was
 * compared with. A file that is damaged, foreign or of another version stops nothing; it is named.
 */
export async function reconcileBase(
  outDir: string,
  result: ConformanceResult,
  wanted?: ConformanceResult,
): Promise<BeforeIt> {
  if (wanted) return compared(wanted, result);
  const earlier = await readEarlier(join(outDir, conformanceFileName));
  if (!earlier.base || !isSameRun(earlier.base, result)) return withComparison(earlier, result);
  return withComparison(await readEarlier(join(outDir, conformanceBaseName)), result);
}

function withComparison({ base, problem }: BeforeIt, result: ConformanceResult): BeforeIt {
  if (problem !== undefined) return { problem };
  return base && !isSameRun(base, result) ? compared(base, result) : {};
}

function compared(base: ConformanceResult, result: ConformanceResult): BeforeIt {
  return { base, comparison: compareConformance(base, result) };
}

/** Two runs do not begin in the same millisecond, at the same target. */
function isSameRun(one: ConformanceResult, other: ConformanceResult): boolean {
  const key = ({ startedAt, durationMs, target }: ConformanceResult) =>
    JSON.stringify([startedAt, durationMs, target.nodes]);
  return key(one) === key(other);
}

/**
 * Keeps the base beside the result, so that rendering it again shows the same difference; an older one goes. Returns
 * the paths of what was written.
 */
export async function keepBase(outDir: string, { base }: BeforeIt): Promise<string[]> {
  if (base) return [await writeConformanceBase(outDir, base)];
  await rm(join(outDir, conformanceBaseName), { force: true });
  return [];
}

/** The conformance result at the path, or what is wrong with it; neither where there is none. */
async function readEarlier(path: string): Promise<BeforeIt> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return {};
  try {
    const result = await readResult(path);
    if (result.kind === 'conformance') return { base: result };
    return { problem: `${path} held a result of kind ${result.kind}, not of conformance.` };
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    return { problem: error.message };
  }
}
