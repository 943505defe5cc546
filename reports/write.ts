import { join } from 'node:path';
import { conformanceBadge, conformanceBadgeName, latencyBadge, latencyBadgeName } from './badges/index.ts';
import { keepBase, reconcileBase } from './base.ts';
import { readFolder } from './folder.ts';
import {
  comparisonHtml,
  conformanceHtml,
  indexHtml,
  killMatrixHtml,
  loadHtml,
  trendHtml,
} from './html/index.ts';
import { comparisonJunit, conformanceJunit, loadJunit } from './junit/index.ts';
import { conformanceMarkdown, loadMarkdown } from './markdown/index.ts';
import { openMetrics } from './openmetrics/index.ts';
import {
  type ComparisonResult,
  type ConformanceResult,
  type KillMatrixResult,
  type LoadResult,
  type Result,
  writeComparisonResult,
  writeConformanceResult,
  writeFileAtomically,
  writeKillMatrixResult,
  writeLoadResult,
} from './results/index.ts';
import type { Trend } from './trend/index.ts';

/**
 * Writes the result in every form into the folder: `conformance.json` first, then the JUnit file, the page and the badge
 * that are made from it, then what is made of everything in the folder. The page shows the difference to `base`; without
 * one, to the result that lies there and is overwritten. Returns the paths in that order.
 */
export async function writeConformanceReports(
  outDir: string,
  result: ConformanceResult,
  { base }: { base?: ConformanceResult } = {},
): Promise<string[]> {
  const before = await reconcileBase(outDir, result, base);
  const json = await writeConformanceResult(outDir, result);
  const kept = await keepBase(outDir, before);
  const made = await writeTexts(outDir, {
    'conformance.junit.xml': conformanceJunit(result),
    'conformance.html': conformanceHtml(result, before),
    [conformanceBadgeName]: conformanceBadge(result),
  });
  return [json, ...kept, ...made, ...(await writeFrontPage(outDir))];
}

/** The same for a load result: `load.json`, `load.junit.xml`, `load.html`, a badge, and what is made of everything in the folder. */
export async function writeLoadReports(outDir: string, result: LoadResult): Promise<string[]> {
  const json = await writeLoadResult(outDir, result);
  const made = await writeTexts(outDir, {
    'load.junit.xml': loadJunit(result),
    'load.html': loadHtml(result),
    [latencyBadgeName]: latencyBadge(result),
  });
  return [json, ...made, ...(await writeFrontPage(outDir))];
}

/** The same for a kill matrix: `kill-matrix.json`, `kill-matrix.html`, and what is made of everything in the folder. */
export async function writeKillMatrixReports(outDir: string, result: KillMatrixResult): Promise<string[]> {
  const json = await writeKillMatrixResult(outDir, result);
  const made = await writeTexts(outDir, { 'kill-matrix.html': killMatrixHtml(result) });
  return [json, ...made, ...(await writeFrontPage(outDir))];
}

/** The same for a comparison: `compare.json`, `compare.junit.xml`, `compare.html`, and what is made of everything in the folder. */
export async function writeComparisonReports(outDir: string, result: ComparisonResult): Promise<string[]> {
  const json = await writeComparisonResult(outDir, result);
  const made = await writeTexts(outDir, {
    'compare.junit.xml': comparisonJunit(result),
    'compare.html': comparisonHtml(result),
  });
  return [json, ...made, ...(await writeFrontPage(outDir))];
}

/** Writes the trend of many results into the folder, as a page, and the front page. Returns the paths. */
export async function writeTrendReports(outDir: string, trend: Trend): Promise<string[]> {
  const made = await writeTexts(outDir, { 'trend.html': trendHtml(trend) });
  return [...made, ...(await writeFrontPage(outDir))];
}

/** A result of any kind in every form. Returns the paths of what was written. */
export function writeReports(outDir: string, result: Result): Promise<string[]> {
  switch (result.kind) {
    case 'conformance':
      return writeConformanceReports(outDir, result);
    case 'load':
      return writeLoadReports(outDir, result);
    case 'comparison':
      return writeComparisonReports(outDir, result);
    case 'kill-matrix':
      return writeKillMatrixReports(outDir, result);
  }
}

/**
 * What is made of all results of a folder together: `index.html`, the summary in Markdown and the figures as OpenMetrics
 * text. Returns their paths.
 */
export async function writeFrontPage(outDir: string): Promise<string[]> {
  const folder = await readFolder(outDir);
  const { conformance, load } = folder;
  const summaries = [conformance && conformanceMarkdown(conformance), load && loadMarkdown(load)];
  return writeTexts(outDir, {
    'index.html': indexHtml(folder),
    ...(conformance || load
      ? {
          'summary.md': summaries.filter((summary) => summary !== undefined).join('\n'),
          'metrics.txt': await openMetrics(folder),
        }
      : {}),
  });
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
