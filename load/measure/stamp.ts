import type { IdForm } from '../../conformance/contract/index.ts';

/*
 * What a message carries of itself. In `content`, letters, digits and dots alone: nothing that JSON, HTML or a
 * database would escape, fold or trim. In `user_id` of typing, a number or a UUID, as the target's ids have it.
 *
 *   pbm.<run>.<worker>.<business>.<sender>.<sequence>.<intended, microseconds>.<length>.<filler>   numbers in base 36
 */

export interface Stamp {
  /** Hash of the run's id: `runTag`. */
  run: number;
  worker: number;
  /** Index of the business. */
  business: number;
  /** Handle of the sender at its worker, 0 for none: counted from 1. */
  sender: number;
  /** Number of the event at its worker, from 0. */
  seq: number;
  intendedMs: number;
}

/** A stamp as it was read, with the length that its content had when it was written. */
export interface ReadStamp extends Stamp {
  lengthChars: number;
}

const prefix = 'pbm.';
const fields = 7;
const dot = 46;

/** A 32-bit number that stands for a run in its stamps (FNV-1a of its id). Never 0. */
export function runTag(runId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < runId.length; index += 1) {
    hash = Math.imul(hash ^ runId.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0 || 1;
}

/** An empty stamp, to be filled by `readStamp`. */
export function blankStamp(): ReadStamp {
  return { run: 0, worker: 0, business: 0, sender: 0, seq: 0, intendedMs: 0, lengthChars: 0 };
}

const fillerText =
  'the parcel has not come yet and the tracking page still says tomorrow could you look into it for me thank you ';
let filler = fillerText;

/** Letters and spaces of that length, the last of them a letter. */
function fillerOf(length: number): string {
  while (filler.length < length) filler += filler;
  const text = filler.slice(0, length);
  return text.endsWith(' ') ? `${text.slice(0, -1)}s` : text;
}

/** The content of a message, filled up to `lengthChars`; longer only where the stamp alone is (about 45 characters). */
export function stampedContent(stamp: Stamp, lengthChars: number): string {
  const intendedUs = Math.round(stamp.intendedMs * 1000);
  const numbers = [stamp.run, stamp.worker, stamp.business, stamp.sender, stamp.seq, intendedUs];
  const start = `${prefix}${numbers.map((number) => number.toString(36)).join('.')}.`;
  const text = `${start}${lengthWith(start, lengthChars).toString(36)}.`;
  return lengthChars > text.length ? text + fillerOf(lengthChars - text.length) : text;
}

/** The length of a content that has to tell it: the digits that tell it count, too. */
function lengthWith(start: string, lengthChars: number): number {
  const least = (length: number) => start.length + length.toString(36).length + 1;
  let length = Math.max(lengthChars, start.length);
  while (least(length) > length) length += 1;
  return length;
}

const values = new Float64Array(fields);

/**
 * Reads a stamp into `into`. False, and `into` in no particular state, when the content has none. Looks at a
 * bounded number of characters, whatever the length: what a server sends is hostile.
 */
export function readStamp(content: unknown, into: ReadStamp): boolean {
  if (typeof content !== 'string' || !content.startsWith(prefix)) return false;
  let at = prefix.length;
  for (let field = 0; field < fields; field += 1) {
    let value = 0;
    const start = at;
    for (;;) {
      const code = content.charCodeAt(at);
      at += 1;
      if (code === dot) break;
      const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 122 ? code - 87 : -1;
      if (digit < 0 || at - start > 10) return false;
      value = value * 36 + digit;
    }
    if (at === start + 1) return false;
    values[field] = value;
  }
  into.run = values[0] as number;
  into.worker = values[1] as number;
  into.business = values[2] as number;
  into.sender = values[3] as number;
  into.seq = values[4] as number;
  into.intendedMs = (values[5] as number) / 1000;
  into.lengthChars = values[6] as number;
  return true;
}

/*
 * user_id as a number: below 2^31, so that a server's 32-bit column takes it.
 *   3 bits run (1 to 7: real ids are seldom above 2^28) | 4 bits worker | 24 bits sequence
 * The sequence is taken modulo 2^24; the reader takes the latest event that fits.
 */
const sequenceBits = 24;
const sequenceSpan = 2 ** sequenceBits;
const workerSpan = 16;

/** What was read of a typing event's `user_id`. */
export interface TypingStamp {
  worker: number;
  seq: number;
}

const shortTag = (run: number) => (run % 7) + 1;

/** The `user_id` of a typing event. `any`: as a number. The worker travels modulo 16 in a number. */
export function typingUserId(form: IdForm, stamp: Pick<Stamp, 'run' | 'worker' | 'seq'>): number | string {
  if (form !== 'uuid') {
    const high = shortTag(stamp.run) * workerSpan + (stamp.worker % workerSpan);
    return high * sequenceSpan + (stamp.seq % sequenceSpan);
  }
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  // A UUID of version 4 by its form, since servers check that.
  return `${hex(stamp.run, 8)}-${hex(stamp.worker % 0x10000, 4)}-4000-8000-${hex(stamp.seq, 12)}`;
}

/**
 * Reads a `user_id` of this run into `into`; false when it is of other traffic, as far as the form can tell. `nextSeq`: the number that this worker's next event will get. A number holds only the lower part
 * of the sequence, so the latest event below `nextSeq` that fits is meant.
 */
export function readTypingUserId(userId: unknown, run: number, nextSeq: number, into: TypingStamp): boolean {
  if (typeof userId === 'number') return readNumber(userId, run, nextSeq, into);
  if (typeof userId !== 'string' || userId.length !== 36) return false;
  if (userId.slice(13, 24) !== '-4000-8000-') return false;
  into.worker = Number.parseInt(userId.slice(9, 13), 16);
  into.seq = Number.parseInt(userId.slice(24), 16);
  return Number.parseInt(userId.slice(0, 8), 16) === run && into.worker >= 0 && into.seq >= 0;
}

function readNumber(userId: number, run: number, nextSeq: number, into: TypingStamp): boolean {
  if (!Number.isInteger(userId) || userId < sequenceSpan || userId >= 2 ** 31) return false;
  const high = Math.floor(userId / sequenceSpan);
  if (high >>> 4 !== shortTag(run)) return false;
  into.worker = high & 15;
  const low = userId % sequenceSpan;
  const base = nextSeq - (nextSeq % sequenceSpan);
  into.seq = base + low < nextSeq ? base + low : base + low - sequenceSpan;
  return into.seq >= 0;
}
