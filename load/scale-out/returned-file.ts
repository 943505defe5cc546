import { readFile } from 'node:fs/promises';
import { UsageError } from '../../fixtures/targets/index.ts';
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
}

const expected =
  'the record of a worker (JSON), a report of Artillery (--output), or a log with the record lines of k6';

/**
 * Reads a file that came back: a worker's record, a report of Artillery, or a log. Throws a `UsageError` that names the
 * file when it is none of them, or was cut off.
 */
export async function readReturned(path: string): Promise<ReturnedFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    throw new UsageError(`${path} ${why}: expected ${expected}.`);
  });
  if (hasRecordLines(text)) return ofLog(path, text);
  if (!/^\s*[[{]/.test(text)) {
    const what = text.trim() === '' ? 'is empty' : 'has no record in it';
    throw new UsageError(
      `${path} ${what}: expected ${expected}. A worker that ended before its time leaves none.`,
    );
  }
  return { pieces: [{ path, piece: pieceOf(path, parsed(path, text)) }], damaged: [] };
}

function parsed(path: string, text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    throw new UsageError(
      `${path} is no JSON, or was cut off (${(error as Error).message}). Fetch it again from where it was written.`,
    );
  }
}

function pieceOf(path: string, content: Record<string, unknown>): HandedBack {
  const { aggregate, runId, segments, kind } = content;
  const counters = Object(aggregate).counters;
  if (typeof counters === 'object' && counters !== null) {
    const numbers = Object.entries(counters).filter(([, count]) => typeof count === 'number');
    return { counters: Object.fromEntries(numbers) as Record<string, number> };
  }
  if (typeof runId === 'string' && kind === undefined && Array.isArray(segments)) return { record: content };
  const what =
    typeof kind === 'string' ? `a file of kind ${JSON.stringify(kind.slice(0, 40))}` : 'another file';
  throw new UsageError(`${path} is ${what}: expected ${expected}.`);
}

function ofLog(path: string, log: string): ReturnedFile {
  const pieces: Returned[] = [];
  const damaged: Damaged[] = [];
  for (const { runId, worker, json, wrong = '' } of readLog(log)) {
    if (json === undefined) damaged.push({ path, runId, worker, wrong });
    else pieces.push({ path, piece: { record: parsed(path, json) } });
  }
  return { pieces, damaged };
}
