import { expect, test } from 'vitest';
import { Histogram } from '../../../../load/measure/index.ts';
import { loadResult, readHistogram } from '../../../results/index.ts';
import { measuredLoad, sampleLoad } from '../../../samples/index.ts';
import { breakdownOf, connectingOf, recipientsOf, spectrumOf } from './distributions.ts';
import { heatOf, heatTable } from './heat.ts';
import { chartsOf, wordsForBrowser } from './index.ts';
import { latencyOverTime, throughputOverTime } from './over-time.ts';
import { niceSpan, timelineOf } from './timeline.ts';
import { atNines, atTime, inWords, placeInWords } from './units.ts';

const measured = measuredLoad({ seconds: 400, deliveriesPerSecond: 20 });

test('the sample is a result', () => {
  expect(loadResult.parse(measured)).toEqual(measured);
});

test('a timeline has no more points than there is room for, and loses nothing', () => {
  const timeline = timelineOf(measuredLoad({ seconds: 2000, deliveriesPerSecond: 3 }));
  expect(timeline.spanS).toEqual({ live: 3, drawn: 12, listed: 60 });
  for (const level of ['live', 'drawn', 'listed'] as const) {
    const deliveries = timeline[level].reduce((sum, { interval }) => sum + interval.deliveries, 0);
    expect(deliveries, level).toBe(2005 * 3);
  }
  expect([timeline.live.length, timeline.drawn.length, timeline.listed.length]).toEqual([669, 168, 35]);
  expect([timeline.fromS, timeline.toS]).toEqual([-5, 2000]);
});

test('lengths of time are ones that people count in', () => {
  expect([0.3, 1, 1.1, 7, 61, 5000].map((leastS) => niceSpan(leastS, 1))).toEqual([1, 1, 2, 10, 120, 7200]);
  expect(niceSpan(5, 4)).toBe(12);
});

test('stretches past the limits are told where the file tells them', () => {
  expect(timelineOf(measured).pastLimits).toEqual([{ fromS: 200, toS: 220 }]);
  expect(timelineOf(sampleLoad()).pastLimits).toBeUndefined();
});

test('merged seconds show the percentiles of all that was in them', () => {
  const result = measuredLoad({ seconds: 600, deliveriesPerSecond: 20 });
  const [chart] = latencyOverTime(timelineOf(result));
  expect(chart?.drawn.at[2]).toBe(0);
  const all = new Histogram();
  for (const { histogram = '' } of result.intervals.slice(5, 8)) all.add(Histogram.decode(histogram));
  expect(chart?.drawn.values.map((values) => values[2])).toEqual(
    [50, 90, 99, 99.9, 100].map((p) => all.percentile(p)),
  );
});

test('rates are per second, however long a point is', () => {
  const [sent, deliveries] = throughputOverTime(timelineOf(measured));
  for (const points of [sent?.live, sent?.drawn]) expect(new Set(points?.values[0])).toEqual(new Set([500]));
  expect(new Set(deliveries?.drawn.values[0])).toEqual(new Set([20]));
});

test('a spectrum says what the histogram says, and ends at the slowest', () => {
  const [chart] = spectrumOf(measured, 'new_message', 1);
  const histogram = Histogram.decode(measured.events.new_message?.histogram ?? '');
  const [all = []] = chart?.drawn.values ?? [];
  const at = chart?.drawn.at ?? [];
  expect(all[at.indexOf(2)]).toBe(histogram.percentile(50));
  expect(all[at.indexOf(1024)]).toBe(histogram.percentile(100 - 100 / 1024));
  expect(all.findLast((value) => value !== null)).toBe(histogram.percentile(100));
  expect(all.every((value, index) => index === 0 || value === null || value >= (all[index - 1] ?? 0))).toBe(
    true,
  );
  expect(chart?.series.map(({ dashed }) => dashed)).toEqual([undefined, true]);
  expect(recipientsOf(measured, 'new_message', 1)[0]?.series).toHaveLength(3);
  expect(breakdownOf(measured)[0]?.series.map(({ name }) => name)).toEqual(['1 > 1', '1 > 2']);
});

test('heat map, its table and the distribution of connecting count every value once', () => {
  const timeline = timelineOf(measured);
  const heat = heatOf(timeline.live);
  const cells = heat?.columns.flatMap((column) => column.filter((_, index) => index % 2 === 1)) ?? [];
  expect(cells.reduce((sum, count) => sum + count, 0)).toBe(405 * 20);
  const table = heatTable(timeline);
  const listed = table.rows.flatMap(([, ...counts]) => counts.map((count) => Number(count.replace(',', ''))));
  expect(listed.reduce((sum, count) => sum + count, 0)).toBe(405 * 20);
  const [connecting] = connectingOf(measured);
  const connected = connecting?.live.values[0]?.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  expect(connected).toBe(
    readHistogram(measured.connectHistogram).counts.reduce((sum, count) => sum + count, 0),
  );
});

test('what holds no histograms has the charts that need none', () => {
  const { live } = chartsOf(sampleLoad());
  expect(live.heat).toBeUndefined();
  expect(live.charts.map(({ id }) => id)).toContain('latency');
  expect(live.charts.filter(({ along }) => along !== 'time')).toEqual([]);
  expect(chartsOf(sampleLoad({ events: {}, intervals: [], segments: [] })).live).toEqual({ charts: [] });
});

test('moments and percentiles are said as people say them', () => {
  expect([-5, 0, 59, 60, 150, 3599, 3661].map(atTime)).toEqual([
    '−5 s',
    '0 s',
    '59 s',
    '1:00',
    '2:30',
    '59:59',
    '1:01:01',
  ]);
  expect([1, 2, 10, 20, 100, 1000, 1e7].map(atNines)).toEqual([
    '0 %',
    '50 %',
    '90 %',
    '95 %',
    '99 %',
    '99.9 %',
    '99.99999 %',
  ]);
});

test("the page's script has the same words as its tables", () => {
  const words = new Function(`${wordsForBrowser()}; return { inWords, placeInWords };`)();
  for (const value of [0, 0.4, 9.96, 12_345, 1.5e9]) {
    for (const [unit, say] of Object.entries(inWords))
      expect(words.inWords[unit](value), unit).toBe(say(value));
    for (const [along, say] of Object.entries(placeInWords)) {
      expect(words.placeInWords[along](value + 1), along).toBe(say(value + 1));
    }
  }
});
