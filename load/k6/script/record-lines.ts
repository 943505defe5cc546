/*
 * A record as lines of a log, where nothing else leaves the place in which it was made. Each line has a part of it:
 *
 *   pingback-record <run> <worker> <part>/<parts> <checksum> <text>
 *
 * The parts together are JSON in base64url, which no format of logs has to quote; the checksum is that of all of it
 * (FNV-1a, hexadecimal). Read by `load/scale-out/read-log.ts`.
 */

export const recordMarker = 'pingback-record';

/** Containers' logs break lines at 16 kB, and some that gather them sooner. */
const partChars = 8_000;

/** `encode`: text to base64url, without padding. */
export function* recordLines(
  { runId, worker }: { runId: string; worker: number },
  json: string,
  encode: (text: string) => string,
): Generator<string> {
  const text = encode(json);
  const parts = Math.ceil(text.length / partChars);
  const head = `${recordMarker} ${encodeURIComponent(runId)} ${worker}`;
  const sum = checksum(text);
  for (let part = 0; part < parts; part += 1) {
    yield `${head} ${part + 1}/${parts} ${sum} ${text.slice(part * partChars, (part + 1) * partChars)}`;
  }
}

export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
