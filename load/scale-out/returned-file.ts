import { readFile } from 'node:fs/promises';
import { UsageError } from '../../fixtures/targets/index.ts';
import { printable } from '../../fixtures/targets/printable.ts';
import type { HandedBack } from '../measure/index.ts';
import { hasRecordLines, readLog } from './read-log.ts';

/** A piece of what workers handed back, and where it was found. */
export interface Returned {
  path: string;
  piece: HandedBack;
}

/** A record that is in a log, and not whole. */
export interface Damaged {
  path: string;
  runId: string;
  worker: number;
  wrong: string;
}

export interface ReturnedFile {
  pieces: Returned[];
  damaged: Damaged[];
  /** A log without any record, and why that is of no use alone. */
  without?: string;
}

const expected =
  'the record of a worker (JSON), a report of Artillery (--output), or a log with the record lines of k6';

/**
 * Reads a file that came back: a worker's record, a report of Artillery, or a log. JSON is what it says itself, whatever
 * the texts in it look like. Throws a `UsageError` that names the file when it is none of them, or was cut off.
 */
export async function readReturned(path: string): Promise<ReturnedFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    throw new UsageError(`${path} ${why}: expected ${expected}.`);
  });
  const content = ifJson(text);
  const piece = content && pieceOf(content);
  if (piece) return { pieces: [{ path, piece }], damaged: [] };
  if (typeof content?.kind !== 'string' && hasRecordLines(text)) return ofLog(path, text);
  if (content) throw new UsageError(`${path} is ${whatIs(content)}: expected ${expected}.`);
  if (looksBinary(text)) throw new UsageError(`${path} is no text: expected ${expected}.`);
  if (/^\s*[[{]/.test(text) && !isLogOfJson(text)) {
    throw new UsageError(
      `${path} is no JSON, or was cut off (${whyNoJson(text)}). Fetch it again from where it was written.`,
    );
  }
  const what = text.trim() === '' ? 'is empty' : 'has no record in it';
  const without = `${path} ${what}: expected ${expected}. A worker that ended before its time leaves none.`;
  return { pieces: [], damaged: [], without };
}

/** Objects alone: everything else is none of ours. */
function ifJson(text: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? Object(content) : undefined;
  } catch {
    return undefined;
  }
}

function whyNoJson(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return printable((error as Error).message);
  }
}

/** Lines of JSON, as some logs have them. */
function isLogOfJson(text: string): boolean {
  const [first = '', ...others] = text.trimStart().split('\n', 2);
  return others.length > 0 && ifJson(first) !== undefined;
}

/** What was no UTF-8 was replaced when it was read. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, 10_000);
  return text.includes('\0') || head.split('\ufffd').length > head.length / 10 + 1;
}

function pieceOf(content: Record<string, unknown>): HandedBack | undefined {
  const { aggregate, runId, segments, kind } = content;
  const counters = Object(aggregate).counters;
  if (typeof counters === 'object' && counters !== null) {
    const numbers = Object.entries(counters).filter(([, count]) => typeof count === 'number');
    return { counters: Object.fromEntries(numbers) as Record<string, number> };
  }
  const isRecord = typeof runId === 'string' && kind === undefined && Array.isArray(segments);
  return isRecord ? { record: content } : undefined;
}

function whatIs({ kind }: Record<string, unknown>): string {
  return typeof kind === 'string' ? `a file of kind ${JSON.stringify(printable(kind, 40))}` : 'another file';
}

function ofLog(path: string, log: string): ReturnedFile {
  const pieces: Returned[] = [];
  const damaged: Damaged[] = [];
  for (const { runId, worker, json, wrong = '' } of readLog(log)) {
    const record = json === undefined ? undefined : ifJson(json);
    if (record?.runId === runId && record.worker === worker) pieces.push({ path, piece: { record } });
    else {
      const other = record === undefined ? 'it is no JSON' : 'its lines are those of another worker';
      damaged.push({ path, runId, worker, wrong: wrong || other });
    }
  }
  return { pieces, damaged };
}
