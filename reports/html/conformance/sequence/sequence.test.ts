import { expect, test } from 'vitest';
import type { ClauseResult, Frame } from '../../../results/index.ts';
import { hostileResult, hostileTexts, sampleResult } from '../../../samples/index.ts';
import { keyOf } from '../../../wording/index.ts';
import { type Marks, marksOf } from '../marks.ts';
import { sequenceDiagram } from './index.ts';
import { bounds, type Row, sequenceOf } from './rows.ts';
import { clipped } from './text.ts';

const unmarked: Marks = new Map();

function frame(atMs: number, who: string, event = 'typing', more: Partial<Frame> = {}): Frame {
  return { atMs, who, direction: 'got', event, payload: `{"at":${atMs}}`, ...more };
}

/** So many frames, no two alike in a row. */
function many(amount: number, people: number): Frame[] {
  return Array.from({ length: amount }, (_, index) =>
    frame(index, `somebody ${index % people}`, index % 2 ? 'typing' : 'read'),
  );
}

const short = (row: Row) =>
  row.kind === 'frames' ? `${row.frame.who} ${row.frame.event} ${row.amount}` : JSON.stringify(row);
const drawnIn = (rows: readonly Row[]) =>
  rows.reduce((sum, row) => sum + (row.kind === 'silence' ? 0 : row.amount), 0);

test('the same again and again in a row is one row, others are rows of their own', () => {
  const frames = [
    ...[1, 2, 3].map((at) => frame(at, 'alice')),
    frame(4, 'bob'),
    frame(5, 'alice'),
    frame(6, 'alice', 'typing', { direction: 'sent' }),
  ];
  const { rows, left } = sequenceOf(frames, unmarked);
  expect(rows.map(short)).toEqual(['alice typing 3', 'bob typing 1', 'alice typing 1', 'alice typing 1']);
  expect(rows[0]).toMatchObject({ frame: { atMs: 1 }, untilMs: 3 });
  expect(left).toEqual({ participants: 0, frames: 0 });
});

test('a marked frame stays alone, and its participant stands next to the server', () => {
  const frames = [frame(1, 'alice'), ...[2, 3, 4].map((at) => frame(at, 'mallory'))];
  const marks: Marks = new Map([[keyOf(frames[2] as Frame), 'told']]);
  const { rows, participants } = sequenceOf(frames, marks);
  expect(rows.map((row) => row.kind === 'frames' && [row.frame.who, row.mark])).toEqual([
    ['alice', undefined],
    ['mallory', undefined],
    ['mallory', 'told'],
    ['mallory', undefined],
  ]);
  expect(participants).toEqual(['mallory', 'alice']);
});

test('a silence is a row, so that nobody overlooks it', () => {
  const { rows } = sequenceOf([frame(1, 'alice'), frame(2, 'alice'), frame(900, 'alice')], unmarked);
  expect(rows.map(short)).toEqual(['alice typing 2', '{"kind":"silence","ms":898}', 'alice typing 1']);
});

test.each([
  [500, 3],
  [500, 60],
  [61, 2],
])('%i frames of %i participants: bounded, the last ones drawn, the rest counted', (amount, people) => {
  const frames = many(amount, people);
  const marks: Marks = new Map([[keyOf(frames[7] as Frame), 'near']]);
  const { rows, participants, left } = sequenceOf(frames, marks);
  expect(rows.filter(({ kind }) => kind === 'frames').length).toBeLessThanOrEqual(bounds.rows * 2);
  expect(participants.length).toBeLessThanOrEqual(bounds.participants);
  expect(left.participants).toBe(people - participants.length);
  expect(drawnIn(rows)).toBe(amount);
  expect(left.frames).toBe(rows.reduce((sum, row) => sum + (row.kind === 'gap' ? row.amount : 0), 0));
  expect(rows.filter((row) => row.kind === 'frames' && row.mark)).toHaveLength(1);
  expect(participants[0]).toBe(frames[7]?.who);
});

test('what is left out is said, and the picture stays small', () => {
  const markup = sequenceDiagram(many(500, 60), unmarked, 'ROM-4').toString();
  expect(markup).toMatch(
    /<p class="source">52 participants and \d+ frames not drawn; the table has them\.<\/p>/,
  );
  const [width = 0, height = 0] = (/role="img".*?width="(\d+)" height="(\d+)"/s.exec(markup) ?? [])
    .slice(1)
    .map(Number);
  expect(width).toBeLessThan(1600);
  expect(height).toBeLessThan(4600);
  expect(markup.length).toBeLessThan(120_000);
  expect(sequenceDiagram(many(5, 2), unmarked, 'ROM-4').toString()).not.toContain('not drawn');
});

test('arrows come from the server and go to it, and notes have none', () => {
  const sent = (markup: string) =>
    [...markup.matchAll(/class="line[^"]*" d="M(\d+) \d+H([\d.]+)"/g)].map(
      ([, a, b]) => Number(a) > Number(b),
    );
  const both = [frame(1, 'alice', 'typing', { direction: 'sent' }), frame(2, 'alice')];
  expect(sent(sequenceDiagram(both, unmarked, 'x').toString())).toEqual([true, false]);
  const note = sequenceDiagram(
    [frame(1, 'alice', 'connected', { direction: 'note' })],
    unmarked,
    'x',
  ).toString();
  expect(sent(note)).toEqual([]);
  expect(note).toContain('>connected</text>');
});

const clauseOf = (id: string, result = sampleResult()) =>
  result.clauses.find((clause) => clause.id.includes(id)) as ClauseResult;

test('the frame that the verdict quotes is marked, the first time that its participant got it', () => {
  const leak = clauseOf('ROM-4');
  expect([...marksOf(leak).keys()].map((key) => JSON.parse(key).slice(0, 2))).toEqual([[21.9, 'stranger']]);
  expect([...marksOf(clauseOf('MSG-2')).values()]).toEqual(['near', 'near']);
  expect(marksOf({ ...leak, actual: 'Something else.' }).size).toBe(0);
});

test('hostile names, events and payloads stay text within their row', () => {
  const frames = hostileTexts.flatMap((text, index) => [
    frame(index, text, text, { payload: text }),
    frame(index + 0.5, 'bob', text, { direction: 'note', payload: text }),
  ]);
  const markup = sequenceDiagram(frames, unmarked, '<b>').toString();
  expect(markup).not.toMatch(/<(script|img|a|foreignObject|image|use|style|b)\b|\son\w+=["']|[^\P{C}\n]/u);
  const { evidence } = clauseOf('ROM-4', hostileResult());
  expect(sequenceDiagram(evidence, unmarked, 'x').toString()).toContain('&lt;script&gt;');
});

test('a text is cut where a reader sees it end', () => {
  expect(clipped('typing', 6)).toBe('typing');
  expect(clipped('agent_status_changed', 10)).toBe('agent_sta…');
  expect(Array.from(clipped('🦊'.repeat(50), 10))).toHaveLength(10);
  expect(clipped('a\nb\u202e', 40)).toBe('a\\u{A}b\\u{202E}');
});
