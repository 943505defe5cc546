import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type LoadResult, loadResult } from '../../results/index.ts';
import { hostileLoad, measuredLoad, sampleLoad } from '../../samples/index.ts';
import { timelineOf } from './charts/timeline.ts';
import { dataBlock, embeddedResult } from './data.ts';

/** What a script would read. */
function read(block: string): LoadResult {
  const [, attributes = '', content = ''] = /^<script (.*?)>(.*)<\/script>$/s.exec(block) ?? [];
  const text = attributes.includes('deflate-raw')
    ? inflateRawSync(Buffer.from(content, 'base64')).toString()
    : content;
  return JSON.parse(text) as LoadResult;
}

const embedded = (result: LoadResult, roomBytes: number) =>
  embeddedResult(result, timelineOf(result), roomBytes);

test('small data is JSON that can be read in the page, and can do nothing there', () => {
  const value = { text: '</script><!--<script>\u2028\u202E\u0000é&', list: [1, null] };
  const block = dataBlock('some', value).toString();
  expect(block).toMatch(/^<script type="application\/json" id="some">[ -~]*<\/script>$/);
  expect(block.slice(8, -9)).not.toMatch(/<|&/);
  expect(read(block)).toEqual(value);
});

test('large data is compressed', () => {
  const block = dataBlock('some', 'x'.repeat(1_000_000)).toString();
  expect(block.length).toBeLessThan(5000);
  expect(read(block)).toBe('x'.repeat(1_000_000));
});

test.each([
  ['small', sampleLoad({ intervals: [] })],
  ['sample', sampleLoad()],
  ['hostile', hostileLoad()],
  ['measured', measuredLoad({ seconds: 60, deliveriesPerSecond: 100 })],
])('%s: with room for it, the data is the result itself', (_name, result) => {
  const { block, spanS } = embedded(result, 1_000_000);
  expect(spanS).toBe(1);
  expect(read(block.toString())).toEqual(JSON.parse(JSON.stringify(result)));
});

test('with less room seconds are merged, no more than necessary, and it stays a result that counts the same', () => {
  const result = measuredLoad({ seconds: 300, deliveriesPerSecond: 200 });
  const whole = embedded(result, 10_000_000).block.toString().length;
  const { block, spanS } = embedded(result, whole / 3);
  expect(spanS).toBeGreaterThan(3);
  expect(block.toString().length).toBeLessThan(whole / 3);
  expect(block.toString().length).toBeGreaterThan(whole / 12);
  const smaller = loadResult.parse(read(block.toString()));
  expect({ ...smaller, intervals: [] }).toEqual({ ...result, intervals: [] });
  const sum = ({ intervals }: LoadResult) =>
    intervals.reduce((total, { deliveries }) => total + deliveries, 0);
  expect(sum(smaller)).toBe(sum(result));
  expect(smaller.intervals.every(({ spanS: seconds = 1 }) => seconds <= spanS)).toBe(true);
  expect(smaller.intervals.some(({ atS }) => atS === 0)).toBe(true);
});

test('without room everything is one interval', () => {
  const { spanS } = embedded(measuredLoad({ seconds: 30, deliveriesPerSecond: 10 }), 0);
  expect(spanS).toBe(60);
});
