import { checksum, recordMarker } from '../k6/script/record-lines.ts';

/** Parts of records that a log has, by worker. */
export interface LoggedRecord {
  runId: string;
  worker: number;
  /** The record as JSON; absent where parts are missing or broken, which `wrong` says. */
  json?: string;
  wrong?: string;
}

interface Parts {
  runId: string;
  worker: number;
  count: number;
  sum: string;
  texts: Map<number, string>;
}

const line = new RegExp(
  `${recordMarker} ([\\w%.~!*'()-]+) (\\d{1,10}) (\\d{1,7})/(\\d{1,7}) ([0-9a-f]{8}) ([\\w-]*)`,
);

/** Whether there is a part of a record in a text. */
export function hasRecordLines(text: string): boolean {
  return line.test(text);
}

/**
 * The records whose lines are in a log, in any order and among anything else. A part that is there twice is one: some
 * logs repeat themselves.
 */
export function readLog(log: string): LoggedRecord[] {
  const found = new Map<string, Parts>();
  for (const text of log.split('\n')) {
    const [, run, worker, part, count, sum, piece] = line.exec(text) ?? [];
    if (run === undefined || sum === undefined || piece === undefined) continue;
    // A worker that was started again hands over another record.
    const key = `${run} ${worker} ${sum}`;
    const fresh = {
      runId: decoded(run),
      worker: Number(worker),
      count: Number(count),
      sum,
      texts: new Map(),
    };
    const parts: Parts = found.get(key) ?? fresh;
    found.set(key, parts);
    const before = parts.texts.get(Number(part));
    if (before === undefined || piece.length > before.length) parts.texts.set(Number(part), piece);
  }
  return [...found.values()].map(whole);
}

function whole({ runId, worker, count, sum, texts }: Parts): LoggedRecord {
  const there = [...texts.keys()].filter((part) => part >= 1 && part <= count).length;
  if (there < count) {
    const which = firstMissing(texts, count);
    const more = count - there > mostNamed ? ', …' : '';
    return { runId, worker, wrong: `${count - there} of its ${count} parts are missing (${which}${more})` };
  }
  const parts = [...texts].filter(([part]) => part >= 1 && part <= count);
  const text = parts
    .sort(([one], [other]) => one - other)
    .map(([, piece]) => piece)
    .join('');
  if (checksum(text) !== sum) {
    return { runId, worker, wrong: `its ${count} parts do not add up to what was written (checksum)` };
  }
  return { runId, worker, json: Buffer.from(text, 'base64url').toString('utf8') };
}

const mostNamed = 5;

/** Nothing is made as long as a line says that there are parts. */
function firstMissing(texts: ReadonlyMap<number, string>, count: number): string {
  const missing: number[] = [];
  for (let part = 1; part <= count && missing.length < mostNamed; part += 1) {
    if (!texts.has(part)) missing.push(part);
  }
  return missing.join(', ');
}

function decoded(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}
