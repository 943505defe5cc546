import { expect, test } from 'vitest';
import { recordLines } from '../k6/script/record-lines.ts';
import { readLog } from './read-log.ts';

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const record = { problems: ['ümlaut, "quoted", \u2028 and \u{1f600}'], long: 'x'.repeat(30_000) };
const json = JSON.stringify(record);
const run = { runId: 'a run/7', worker: 12 };
const lines = [...recordLines(run, json, base64url)];

test('lines are short, and tell the record in any order, among anything else and twice', () => {
  expect(lines.length).toBeGreaterThan(4);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(8_192);
  const found = [{ ...run, json }];
  const shuffled = [...lines.toReversed(), 'pingback-record is not one', '', lines[2]];
  const forms = [
    (line?: string) => line,
    (line?: string) => `2026-01-01T00:00:00Z stderr F ${line}`,
    (line?: string) => `time="2026-01-01T00:00:00Z" level=info msg=${JSON.stringify(line)} source=console`,
    (line?: string) => JSON.stringify({ level: 'info', msg: line, source: 'console' }),
    (line?: string) => `[pod/pingback-1/k6] ${line}\r`,
  ];
  for (const form of forms) expect(readLog(shuffled.map(form).join('\n'))).toEqual(found);
});

test('what is missing, cut or changed is told', () => {
  const missing = lines.toSpliced(1, 2).join('\n');
  expect(readLog(missing)).toEqual([{ ...run, wrong: `2 of its ${lines.length} parts are missing (2, 3)` }]);
  const cut = lines.map((line, at) => (at === 1 ? line.slice(0, 4_000) : line)).join('\n');
  const changed = lines.map((line, at) => (at === 1 ? line.replace(/.$/, '_') : line)).join('\n');
  for (const log of [cut, changed]) {
    expect(readLog(log)).toEqual([
      { ...run, wrong: `its ${lines.length} parts do not add up to what was written (checksum)` },
    ]);
  }
  expect(readLog('nothing\n')).toEqual([]);
});

test('a worker that was started again has two records', () => {
  const again = recordLines(run, '{"another":1}', base64url);
  expect(readLog([...lines, ...again].join('\n')).map(({ json }) => json)).toEqual([json, '{"another":1}']);
});

test('a line that claims too much costs neither memory nor time', () => {
  const [one] = readLog('pingback-record a 0 1/9999999 00000000 eA');
  expect(one?.wrong).toMatch(/parts are missing/);
  expect(readLog('pingback-record a 0 0/0 811c9dc5 ')).toHaveLength(1);
});
