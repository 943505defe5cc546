import { describe, expect, test } from 'vitest';
import { isoTime, parseIsoTime } from './time.ts';

const moment = Date.UTC(2026, 0, 31, 9, 30, 5);

describe('texts that are ISO 8601 date and time', () => {
  test.each([
    ['UTC', '2026-01-31T09:30:05Z', moment, true, 1000],
    ['milliseconds, as from JavaScript', '2026-01-31T09:30:05.123Z', moment + 123, true, 1],
    [
      'microseconds and an offset, as from Python',
      '2026-01-31T09:30:05.123456+00:00',
      moment + 123.456,
      true,
      1,
    ],
    [
      'no zone, as from Python’s datetime.now().isoformat()',
      '2026-01-31T09:30:05.123456',
      moment + 123.456,
      false,
      1,
    ],
    ['no zone and no fraction', '2026-01-31T09:30:05', moment, false, 1000],
    ['seven digits, as from .NET', '2026-01-31T09:30:05.1234567Z', moment + 123.4567, true, 1],
    ['nine digits, as from Go and Java', '2026-01-31T09:30:05.123456789Z', moment + 123.456789, true, 1],
    ['twelve digits', '2026-01-31T09:30:05.123456789012Z', moment + 123.456789012, true, 1],
    ['a comma before the fraction', '2026-01-31T09:30:05,5Z', moment + 500, true, 100],
    ['hundredths', '2026-01-31T09:30:05.25Z', moment + 250, true, 10],
    ['an offset east', '2026-01-31T15:15:05+05:45', moment, true, 1000],
    ['an offset west, across midnight', '2026-01-30T23:30:05-10:00', moment, true, 1000],
    ['an offset without a colon', '2026-01-31T09:30:05+0000', moment, true, 1000],
    ['an offset of hours alone', '2026-01-31T10:30:05+01', moment, true, 1000],
    ['the widest offset', '2026-02-01T09:29:05+23:59', moment, true, 1000],
    ['the basic form', '20260131T093005Z', moment, true, 1000],
    ['minutes alone', '2026-01-31T09:30Z', moment - 5000, true, 60_000],
    ['midnight as 24:00', '2026-01-31T24:00:00Z', Date.UTC(2026, 1, 1), true, 1000],
    ['a leap second', '2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1), true, 1000],
    ['a leap day', '2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29), true, 1000],
    ['a zero time, as from Go', '0001-01-01T00:00:00Z', -62_135_596_800_000, true, 1000],
  ])('%s: %s', (_, text, epochMs, zoned, precisionMs) => {
    expect(isoTime.safeParse(text)).toEqual({ success: true, data: text });
    const time = parseIsoTime(text);
    expect(time).toMatchObject({ zoned, precisionMs });
    expect(time?.epochMs).toBeCloseTo(epochMs, 2);
  });
});

describe('texts that are not', () => {
  test.each([
    ['empty', ''],
    ['a word', 'yesterday'],
    ['a date alone', '2026-01-31'],
    ['a time alone', '09:30:05Z'],
    ['a space for T, as from Python’s str()', '2026-01-31 09:30:05'],
    ['an HTTP date', 'Sat, 31 Jan 2026 09:30:05 GMT'],
    ['epoch milliseconds as text', '1769851805000'],
    ['a zone by name', '2026-01-31T09:30:05 UTC'],
    ['a year of two digits', '26-01-31T09:30:05Z'],
    ['single digits', '2026-1-31T9:30:05Z'],
    ['hours alone', '2026-01-31T09Z'],
    ['a fraction without digits', '2026-01-31T09:30:05.Z'],
    ['a line break at the end', '2026-01-31T09:30:05Z\n'],
    ['something before it', 'at 2026-01-31T09:30:05Z'],
    ['something behind it', '2026-01-31T09:30:05Z sharp'],
    ['spaces around it', ' 2026-01-31T09:30:05Z '],
  ])('%s', (_, text) => {
    expect(parseIsoTime(text)).toBeUndefined();
    const messages = isoTime.safeParse(text).error?.issues.map(({ message }) => message);
    expect(messages).toEqual(['expected an ISO 8601 date and time such as 2026-01-31T09:30:00Z']);
  });
});

describe('moments that never were', () => {
  test.each([
    ['the thirtieth of February', '2026-02-30T09:30:05Z'],
    ['a leap day in a common year', '2026-02-29T09:30:05Z'],
    ['a leap day in 1900', '1900-02-29T09:30:05Z'],
    ['the thirty-first of April', '2026-04-31T09:30:05Z'],
    ['month 13', '2026-13-01T09:30:05Z'],
    ['month 0', '2026-00-01T09:30:05Z'],
    ['day 0', '2026-01-00T09:30:05Z'],
    ['hour 25', '2026-01-31T25:00:00Z'],
    ['past midnight as 24', '2026-01-31T24:00:01Z'],
    ['a fraction past midnight as 24', '2026-01-31T24:00:00.5Z'],
    ['minute 60', '2026-01-31T09:60:00Z'],
    ['second 61', '2026-01-31T09:30:61Z'],
    ['an offset of 24 hours', '2026-01-31T09:30:05+24:00'],
    ['an offset of 60 minutes', '2026-01-31T09:30:05+01:60'],
  ])('%s', (_, text) => {
    expect(parseIsoTime(text)).toBeUndefined();
    const messages = isoTime.safeParse(text).error?.issues.map(({ message }) => message);
    expect(messages).toEqual(['expected a real moment in ISO 8601']);
  });
});

test('what a JavaScript server sends reads back as the same moment', () => {
  for (const epochMs of [0, moment, Date.UTC(1999, 11, 31, 23, 59, 59, 999), Date.UTC(2100, 1, 28)])
    expect(parseIsoTime(new Date(epochMs).toISOString())).toEqual({ epochMs, zoned: true, precisionMs: 1 });
});

test.each([[1769851805000], [null], [undefined], [new Date(0)]])('%s is no text', (value) => {
  expect(isoTime.safeParse(value).success).toBe(false);
});
