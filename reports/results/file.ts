import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { shorten, visibleLine } from '../visible/index.ts';
import { writeFileAtomically } from './atomic.ts';
import { type ComparisonResult, comparisonResult } from './comparison.ts';
import { type ConformanceResult, conformanceResult } from './conformance.ts';
import { killMatrixResult } from './kill-matrix.ts';
import { type LoadResult, loadResult } from './load.ts';

/** A result file that cannot be used: its message names the file, the place and what to do. A mistake of usage, exit code 2. */
export class ResultFileError extends Error {
  override name = 'ResultFileError';
}

/** The names of the results in an output folder. */
export const conformanceFileName = 'conformance.json';
/** The conformance result that `conformance.html` shows the difference to. */
export const conformanceBaseName = 'conformance.base.json';
export const loadFileName = 'load.json';
export const comparisonFileName = 'compare.json';

/** Every kind of result file: its schema, and the version that this suite writes and reads. */
const kinds = {
  conformance: { schema: conformanceResult, version: conformanceResult.shape.schemaVersion.value },
  load: { schema: loadResult, version: loadResult.shape.schemaVersion.value },
  comparison: { schema: comparisonResult, version: comparisonResult.shape.schemaVersion.value },
  'kill-matrix': { schema: killMatrixResult, version: killMatrixResult.shape.schemaVersion.value },
};
type Kind = keyof typeof kinds;
/** What a result file may hold; `kind` tells which. */
export type Result = { [K in Kind]: z.infer<(typeof kinds)[K]['schema']> }[Kind];

/**
 * Checks the result against its schema and writes `conformance.json` into the folder, in one step. Returns its path.
 * Throws a `ResultFileError` when the result is not what its schema says.
 */
export function writeConformanceResult(dir: string, result: ConformanceResult): Promise<string> {
  return writeResult(join(dir, conformanceFileName), conformanceResult, result);
}

/** The same for the result that another one is compared with. */
export function writeConformanceBase(dir: string, result: ConformanceResult): Promise<string> {
  return writeResult(join(dir, conformanceBaseName), conformanceResult, result);
}

/** The same for `load.json`. */
export function writeLoadResult(dir: string, result: LoadResult): Promise<string> {
  return writeResult(join(dir, loadFileName), loadResult, result);
}

/** The same for `compare.json`. */
export function writeComparisonResult(dir: string, result: ComparisonResult): Promise<string> {
  return writeResult(join(dir, comparisonFileName), comparisonResult, result);
}

async function writeResult<T>(path: string, schema: z.ZodType<T>, result: T): Promise<string> {
  const parsed = schema.safeParse(result);
  if (!parsed.success) {
    throw new ResultFileError(
      `${shown(path)} was not written: ${firstIssue(parsed.error)} This is a defect of the suite.`,
    );
  }
  await writeFileAtomically(path, `${JSON.stringify(parsed.data, null, 2)}\n`);
  return path;
}

/**
 * Reads a result file of any kind and checks it against its schema.
 * Throws a `ResultFileError` for a file that is missing, cut off, foreign, of a later version or damaged.
 */
export async function readResult(path: string): Promise<Result> {
  const value = parseJson(path, await readText(path));
  const { kind } = checkHeader(path, value);
  const parsed = kinds[kind].schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ResultFileError(
    `${shown(path)} is damaged: ${firstIssue(parsed.error)} Run the suite again to get a whole file.`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'does not exist',
      EISDIR: 'is a folder, not a file',
      EACCES: 'may not be read by this user',
    };
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    throw new ResultFileError(
      `${shown(path)} ${reasons[code] ?? `cannot be read (${code})`}. Give the path of a result file, such as reports/out/${conformanceFileName}.`,
    );
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = offsetOf(error as SyntaxError, text);
    const lines = text.slice(0, offset).split('\n');
    const place = `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
    const cutOff = text.slice(offset).trim() === '';
    throw new ResultFileError(
      cutOff
        ? `${shown(path)} ends too early, at ${place}: it was cut off or is still being copied. Expected a whole JSON result file; fetch it again, or run the suite again.`
        : `${shown(path)} is not JSON: unexpected text at ${place}. Expected a result file of this suite, such as ${conformanceFileName}.`,
    );
  }
}

/** Where the parser stopped. V8 names the position when it is inside of the text; without one, the text just ends or starts wrong. */
function offsetOf(error: SyntaxError, text: string): number {
  if (/Unexpected end|Unterminated/.test(error.message)) return text.length;
  return Number(/at position (\d+)/.exec(error.message)?.[1] ?? 0);
}

const header = z.looseObject({ schemaVersion: z.number(), kind: z.string() });

function checkHeader(path: string, value: unknown): { kind: Kind } {
  const parsed = header.safeParse(value);
  const names = Object.keys(kinds)
    .map((name) => `"${name}"`)
    .join(' or ');
  if (!parsed.success || !isKind(parsed.data.kind)) {
    const found = parsed.success
      ? `its "kind" is ${quoted(parsed.data.kind)}`
      : 'it lacks "schemaVersion" or "kind"';
    throw new ResultFileError(
      `${shown(path)} is not a result file of this suite: ${found}. Expected "kind" to be ${names}; give a file that the suite wrote, such as ${conformanceFileName}.`,
    );
  }
  const { kind, schemaVersion } = parsed.data;
  const { version } = kinds[kind];
  if (schemaVersion === version) return { kind };
  const next =
    schemaVersion > version
      ? `It was written by a later version${writtenBy(value)}; update this one, or render the file with the version that wrote it.`
      : 'Run the suite again to get a file of this version.';
  throw new ResultFileError(
    `${shown(path)} has schemaVersion ${schemaVersion}, and this version of the suite reads schemaVersion ${version}. ${next}`,
  );
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

function writtenBy(value: unknown): string {
  const suite = z.object({ suite: z.object({ name: z.string(), version: z.string() }) }).safeParse(value)
    .data?.suite;
  return suite ? ` of the suite (${quoted(`${suite.name} ${suite.version}`)})` : ' of the suite';
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue && issue.path.length > 0 ? `at ${quotedPath(issue.path)}: ` : '';
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return `${place}${visibleLine(shorten(issue?.message ?? 'unknown form', 200))}${more}.`;
}

function quotedPath(path: PropertyKey[]): string {
  return visibleLine(shorten(z.core.toDotPath(path), 200));
}

function quoted(text: string): string {
  return `"${visibleLine(shorten(text, 60))}"`;
}

function shown(path: string): string {
  return visibleLine(path);
}
