import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shifted } from '../compare/testing/shifted.ts';
import { syntheticRun } from '../compare/testing/synthetic.ts';
import { trendHtml } from '../html/index.ts';
import { ResultFileError, writeConformanceResult, writeLoadResult } from '../results/index.ts';
import { sampleLoad, sampleResult, untrustedLoad } from '../samples/index.ts';
import { collectTrend, trendOf } from './index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-trend-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const day = (date: number) => ({ startedAt: `2026-03-${String(date).padStart(2, '0')}T09:00:00.000Z` });

test('a folder and the folders within are read, in order of time, by scenario', async () => {
  await writeLoadResult(join(dir, '1.1'), sampleLoad(day(11)));
  await writeLoadResult(join(dir, '1.0'), sampleLoad(day(10)));
  await writeLoadResult(join(dir, '0.9'), sampleLoad({ ...day(9), scenario: 'capacity' }));
  await writeConformanceResult(join(dir, '1.0'), sampleResult(day(10)));
  await writeFile(join(dir, 'newest.json'), JSON.stringify(sampleLoad(day(12))));
  const { load, conformance, problems } = await collectTrend([dir]);
  expect(load.map(({ scenario, points }) => [scenario, points.map(({ file }) => file)])).toEqual([
    ['capacity', ['0.9/load.json']],
    ['steady', ['1.0/load.json', '1.1/load.json', 'newest.json']],
  ]);
  expect(conformance.map(({ file }) => file)).toEqual(['1.0/conformance.json']);
  expect(problems).toEqual([]);
});

test('what cannot be read is named and stops nothing, until nothing is left', async () => {
  await writeLoadResult(join(dir, 'whole'), sampleLoad());
  await mkdir(join(dir, 'cut'));
  await writeFile(join(dir, 'cut', 'load.json'), '{"kind":"load"');
  await writeFile(join(dir, 'package.json'), '{"name":"left-pad"}');
  await writeFile(join(dir, 'calibration.json'), '{}');
  const { load, problems } = await collectTrend([dir]);
  expect(load[0]?.points).toHaveLength(1);
  expect(problems).toEqual([
    expect.stringContaining('cut/load.json ends too early'),
    expect.stringContaining('package.json is not a result file of this suite'),
  ]);
  await rm(join(dir, 'whole'), { recursive: true });
  const nothing = collectTrend([dir]);
  await expect(nothing).rejects.toBeInstanceOf(ResultFileError);
  await expect(nothing).rejects.toThrow(/can be shown as a trend.*ends too early.*\(and 1 more\)/);
});

test('a folder without results says what would be one', async () => {
  await expect(collectTrend([dir])).rejects.toThrow(/holds no result files\. Give a folder with results/);
});

test('a run is held against the last trusted one that was made in the same way', () => {
  const run = (seed: number, date: number) => ({ ...syntheticRun({ seed }), ...day(date) });
  const other = { ...run(3, 12), knobs: { ...run(3, 12).knobs, rate: '900/s' } };
  const files = [
    { file: 'slower', result: { ...shifted(run(4, 14), 1.1), ...day(14) } },
    { file: 'first', result: run(1, 10) },
    { file: 'second', result: run(2, 11) },
    { file: 'busier', result: other },
    { file: 'untrusted', result: { ...untrustedLoad(), ...day(13) } },
  ];
  const [steady] = trendOf(files, []).load;
  expect(steady?.points.map(({ file, since }) => [file, since])).toEqual([
    ['first', undefined],
    ['second', { verdict: 'same', file: 'first' }],
    ['busier', undefined],
    ['untrusted', undefined],
    ['slower', { verdict: 'worse', file: 'second' }],
  ]);
});

test('on the page, a run that meets its SLOs and is worse than the one before is not green alone', () => {
  const before = { ...syntheticRun({ seed: 1 }), ...day(10) };
  const worse = { ...shifted(before, 1.1), ...day(11) };
  const page = trendHtml(
    trendOf(
      [before, worse].map((result, file) => ({ file: `${file}`, result })),
      [],
    ),
  );
  const [, chips = ''] = /<ul class="chips latest">(.*?)<\/ul>/s.exec(page) ?? [];
  const badges = chips.matchAll(/<span class="badge is-(\S+)">.*?<\/svg>(.*?)<\/span>/gs);
  expect([...badges].map(([, standing, words]) => [standing, words])).toEqual([
    ['pass', 'Load steady: Met'],
    ['fail', 'Load steady, compared with the run before: worse'],
  ]);
});
