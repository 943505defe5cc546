import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResult } from './results/index.ts';
import { conformantResult, sampleLoad, sampleMatrix, sampleResult } from './samples/index.ts';
import { writeConformanceReports, writeKillMatrixReports, writeLoadReports } from './write.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-base-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const monday = conformantResult({ startedAt: '2026-03-09T09:00:00.000Z' });
const tuesday = sampleResult({ startedAt: '2026-03-10T09:00:00.000Z' });
const wednesday = conformantResult({ startedAt: '2026-03-11T09:00:00.000Z' });

const read = (name: string) => readFile(join(dir, name), 'utf8');
const page = () => read('conformance.html');

test('the first run has nothing to be compared with', async () => {
  const paths = await writeConformanceReports(dir, monday);
  expect(paths.map((path) => path.slice(dir.length + 1)).toSorted()).toEqual((await readdir(dir)).toSorted());
  expect(await page()).not.toMatch(/id="changes"|class="since"/);
  expect(await readdir(dir)).not.toContain('conformance.base.json');
});

test('a run shows the difference to the one that it overwrites, and so does the front page', async () => {
  await writeConformanceReports(dir, monday);
  const paths = await writeConformanceReports(dir, tuesday);
  expect(paths).toContain(join(dir, 'conformance.base.json'));
  expect(await readResult(join(dir, 'conformance.base.json'))).toEqual(JSON.parse(JSON.stringify(monday)));
  for (const text of [await page(), await read('index.html')]) {
    expect(text).toMatch(/Worse<\/span> <a href="[^"]*#changes">6 newly failing, 4 not testable any more/);
    expect(text).toContain('2026-03-09 09:00:00 UTC');
  }
  await writeConformanceReports(dir, wednesday);
  expect(await page()).toMatch(/Better<\/span> <a href="#changes">10 newly passing/);
});

test('rendered again, a run shows the same difference, also when load was written in between', async () => {
  await writeConformanceReports(dir, monday);
  await writeConformanceReports(dir, tuesday);
  const [before, front] = [await page(), await read('index.html')];
  await writeConformanceReports(dir, tuesday);
  expect(await page()).toBe(before);
  expect(await read('index.html')).toBe(front);
  await writeLoadReports(dir, sampleLoad());
  expect(await read('index.html')).toContain('6 newly failing');
});

test('the same run, written twice, is not compared with itself', async () => {
  await writeConformanceReports(dir, monday);
  await writeConformanceReports(dir, monday);
  expect(await page()).not.toContain('id="changes"');
});

test('the base that was asked for goes before what lies there', async () => {
  await writeConformanceReports(dir, tuesday);
  await writeConformanceReports(dir, wednesday, { base: monday });
  expect(await page()).toMatch(/Same<\/span> <a href="#changes">No clause changed/);
  expect(await readResult(join(dir, 'conformance.base.json'))).toMatchObject({ startedAt: monday.startedAt });
});

const whole = JSON.stringify(monday);
test.each([
  ['cut off', whole.slice(0, 900), 'ends too early'],
  ['no JSON', 'hello', 'is not JSON'],
  ['foreign', '{"name":"left-pad"}', 'is not a result file of this suite'],
  ['of a later version', whole.replace('"schemaVersion":1', '"schemaVersion":7'), 'has schemaVersion 7'],
  ['damaged', whole.replace('"verdict":"pass"', '"verdict":"fine"'), 'is damaged: at clauses'],
  ['of another kind', JSON.stringify(sampleLoad()), 'held a result of kind load'],
])(
  'an earlier file that is %s stops nothing, and the page says why there is no difference',
  async (_name, text, reason) => {
    await writeConformanceReports(dir, wednesday, { base: monday });
    await writeFile(join(dir, 'conformance.json'), text);
    await writeConformanceReports(dir, tuesday);
    expect(await page()).toContain('could not be compared with');
    expect(await page()).toContain(reason);
    expect(await readdir(dir)).not.toContain('conformance.base.json');
    expect(await readResult(join(dir, 'conformance.json'))).toMatchObject({ startedAt: tuesday.startedAt });
  },
);

test('what is made of the whole folder has everything that lies there', async () => {
  await writeConformanceReports(dir, monday);
  await writeLoadReports(dir, sampleLoad());
  await writeKillMatrixReports(dir, sampleMatrix());
  const front = await read('index.html');
  for (const name of ['conformance.html', 'load.html', 'kill-matrix.html', 'summary.md', 'metrics.txt']) {
    expect(front).toContain(`href="${name}"`);
  }
  for (const name of await readdir(dir)) {
    if (name !== 'index.html') expect(front, name).toContain(`href="${name}"`);
  }
  expect(await read('summary.md')).toMatch(
    /## PingBack conformance: Conformant\n.*## PingBack load steady: Met\n/s,
  );
  expect(await read('metrics.txt')).toMatch(
    /pingback_conformance_met 1\n.*pingback_load_trusted 1\n.*# EOF\n$/s,
  );
});

test('a page about more runs is linked where it is there', async () => {
  await writeFile(join(dir, 'trend.html'), '<!doctype html>');
  await writeConformanceReports(dir, monday);
  expect(await read('index.html')).toContain('href="trend.html"');
});
