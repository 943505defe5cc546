import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportCommand } from './command.ts';
import { ResultFileError, readResult, writeConformanceResult, writeLoadResult } from './results/index.ts';
import { breachedLoad, conformantResult, sampleLoad, sampleResult } from './samples/index.ts';

const shared = ['index.html', 'metrics.txt', 'summary.md'];
const written = [
  'badge-conformance.svg',
  'conformance.html',
  'conformance.json',
  'conformance.junit.xml',
  ...shared,
];

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-report-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true });
});

const noRun = () => Promise.reject(new Error('There is no distributed run here.'));

/** Runs the command as the command line would, and returns what it printed. */
async function report(...args: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  await reportCommand(noRun).parseAsync(args, { from: 'user' });
  return printed;
}

async function resultFile(name: string, result = sampleResult()): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder);
  return writeConformanceResult(folder, result);
}

test('renders a result file into a folder that stands alone, and names what it wrote', async () => {
  const out = join(dir, 'out');
  const printed = await report(await resultFile('run'), '--out', out);
  expect(await readdir(out)).toEqual(written);
  expect(printed.trim().split('\n').toSorted()).toEqual(written.map((name) => join(out, name)));
  expect(await readResult(join(out, 'conformance.json'))).toEqual(JSON.parse(JSON.stringify(sampleResult())));
  expect(await readFile(join(out, 'conformance.html'), 'utf8')).toContain('Not conformant');
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('href="conformance.html"');
});

const loadFiles = ['badge-p99.svg', 'load.html', 'load.json', 'load.junit.xml'];

test('a load result becomes pages and JUnit XML, too', async () => {
  const out = join(dir, 'out');
  const printed = await report(await writeLoadResult(dir, breachedLoad()), '--out', out);
  expect((await readdir(out)).toSorted()).toEqual([...loadFiles, ...shared].toSorted());
  expect(printed.trim().split('\n')).toHaveLength(7);
  expect(await readResult(join(out, 'load.json'))).toEqual(JSON.parse(JSON.stringify(breachedLoad())));
  expect(await readFile(join(out, 'load.html'), 'utf8')).toContain('Breached');
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('href="load.html"');
});

test.each([0, 1])(
  'a result of each kind shares the folder and the front page, in any order',
  async (first) => {
    const files = [await resultFile('run'), await writeLoadResult(dir, sampleLoad())];
    const out = join(dir, 'out');
    const printed = await report(files[first] ?? '', files[1 - first] ?? '', '--out', out);
    expect((await readdir(out)).toSorted()).toEqual([...written, ...loadFiles].toSorted());
    expect(printed.trim().split('\n')).toHaveLength(11);
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(page).toContain('href="conformance.html"');
    expect(page).toContain('href="load.html"');
  },
);

test('a result beside it that is damaged is named on the front page, and hinders nothing', async () => {
  const out = join(dir, 'out');
  await mkdir(out);
  await writeFile(join(out, 'load.json'), '{"kind":"load"');
  await report(await resultFile('run'), '--out', out);
  const page = await readFile(join(out, 'index.html'), 'utf8');
  expect(page).toContain('load.json ends too early');
  expect(page).toContain('href="conformance.html"');
});

test('may render a file in its own folder', async () => {
  const path = await resultFile('run');
  await report(path, '--out', join(dir, 'run'));
  expect(await readdir(join(dir, 'run'))).toEqual(written);
});

test('several files get a folder each, named after the file', async () => {
  const out = join(dir, 'out');
  await report(await resultFile('monday'), await resultFile('tuesday', conformantResult()), '--out', out);
  expect(await readdir(out)).toEqual(['conformance', 'conformance-2']);
  expect(await readFile(join(out, 'conformance-2', 'index.html'), 'utf8')).toContain('>Conformant<');
});

test('a bad file among good ones is named, and nothing is written', async () => {
  const bad = join(dir, 'half.json');
  await writeFile(bad, JSON.stringify(sampleResult()).slice(0, 500));
  const good = await resultFile('run');
  const outcome = report(good, bad, '--out', join(dir, 'out'));
  await expect(outcome).rejects.toBeInstanceOf(ResultFileError);
  await expect(outcome).rejects.toThrow(`${bad} ends too early, at line 1, column 501`);
  expect(await readdir(dir)).not.toContain('out');
});
