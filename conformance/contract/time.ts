import { z } from 'zod';

/**
 * ISO 8601 date and time in its extended or basic form. Fractions take a point or a comma; the zone may be
 * `Z`, `±hh`, `±hhmm` or `±hh:mm`, or absent (MSG-7 recommends one, the page does not ask for it).
 */
const pattern =
  /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

export interface IsoTime {
  /** Milliseconds since the epoch; a text without a zone is read as UTC. */
  epochMs: number;
  /** Whether the text names its zone. */
  zoned: boolean;
  /** The finest step that the text can express, in milliseconds. */
  precisionMs: number;
}

/** Reads an ISO 8601 date and time; `undefined` when the text is not one, or names no real moment. */
export function parseIsoTime(text: string): IsoTime | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const fields = [year, month, day, hour, minute, second ?? '0'].map(Number);
  const [y, mo, d, h, mi, s] = fields as [number, number, number, number, number, number];
  const fractionMs = fraction ? Number(`0.${fraction}`) * 1000 : 0;
  const offsetMs = zoneOffsetMs(zone);
  if (mo < 1 || mo > 12 || d < 1 || d > new Date(utcMs(y, mo, 0)).getUTCDate()) return undefined;
  if (h > 24 || mi > 59 || s > 60 || (h === 24 && mi + s + fractionMs > 0)) return undefined;
  if (offsetMs === undefined) return undefined;
  const timeOfDayMs = ((h * 60 + mi) * 60 + s) * 1000 + fractionMs;
  const precisionMs = fraction ? 1000 / 10 ** Math.min(fraction.length, 3) : second ? 1000 : 60_000;
  return { epochMs: utcMs(y, mo - 1, d) + timeOfDayMs - offsetMs, zoned: zone !== undefined, precisionMs };
}

/** Midnight of a day, `month` counted from 0. `Date.UTC` would read the years 0 to 99 as 1900 to 1999. */
function utcMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

/** `undefined` for a zone that cannot be: past 23 hours or 59 minutes. */
function zoneOffsetMs(zone: string | undefined): number | undefined {
  if (!zone) return 0;
  // `Z` has none, which makes zero.
  const digits = zone.slice(1).replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

export const isoTime = z
  .string()
  .regex(pattern, { error: 'expected an ISO 8601 date and time such as 2026-01-31T09:30:00Z', abort: true })
  .refine((text) => parseIsoTime(text) !== undefined, { error: 'expected a real moment in ISO 8601' });
