import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pingback, type SuiteOptions } from '../conformance/command/testing/suite.ts';
import { shifted } from './compare/testing/shifted.ts';
import { syntheticRun } from './compare/testing/synthetic.ts';
import {
  comparisonResult,
  type LoadResult,
  writeConformanceResult,
  writeLoadResult,
} from './results/index.ts';
import { breachedLoad, conformantResult, hostileLoad, sampleResult, untrustedLoad } from './samples/index.ts';

/* Through the command line, as a user meets it: exit codes, files, words, and never a stack trace. */

let dir: string;
const at = (name: string) => join(dir, name, 'load.json');
const report = (args: string[], options?: SuiteOptions) => pingback(['report', ...args], options);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pingback-compared-'));
  const [base, next] = [syntheticRun({ seed: 1 }), syntheticRun({ seed: 2 })];
  const slo = [{ slo: 'new_message.p99<20ms', met: false, actual: 84, unit: 'ms' as const }];
  const results: Record<string, LoadResult> = {
    base,
    ...{ same: next, slower: shifted(next, 1.1), quicker: shifted(next, 0.9) },
    breached: { ...next, slo },
    untrusted: untrustedLoad(),
    other: { ...next, scenario: 'capacity' },
    hostile: hostileLoad(),
    damaged: { ...next, intervals: next.intervals.map((one) => ({ ...one, histogram: 'SElTVEY' })) },
  };
  for (const [name, result] of Object.entries(results)) await writeLoadResult(join(dir, name), result);
  await writeConformanceResult(join(dir, 'passing'), conformantResult());
  await writeConformanceResult(join(dir, 'failing'), sampleResult());
  const text = await readFile(at('base'), 'utf8');
  await writeFile(join(dir, 'half.json'), text.slice(0, 20_000));
  await writeFile(join(dir, 'later.json'), text.replace('"schemaVersion": 1', '"schemaVersion": 2'));
  await writeFile(join(dir, 'foreign.json'), '{"name":"left-pad","version":"1.0.0"}');
  await mkdir(join(dir, 'nothing'));
});
afterAll(() => rm(dir, { recursive: true }));

const outcomes: [name: string, code: number, words: RegExp][] = [
  ['same', 0, /^Same {2}Nothing is worse, and new_message, p50 /],
  ['quicker', 0, /^Better {2}Nothing is worse; beyond tolerance and chance: new_message, p50 −/],
  ['slower', 1, /^Worse {2}Beyond tolerance and chance: new_message, p50 \+/],
  ['breached', 1, /^Same[\s\S]+breached {4}new_message\.p99<20ms {2}84 ms/],
  ['untrusted', 4, /^Not trusted[\s\S]+warning {2}The new run is not trusted, so nothing is judged: /],
  [
    'other',
    2,
    /^Not comparable[\s\S]+warning {2}The scenarios differ: steady in the base, capacity in the new run/,
  ],
];

describe.concurrent('report --compare', () => {
  test.each(outcomes)('%s: exit %i', async (name, code, words) => {
    const ended = await report(['--compare', at('base'), at(name), '--out', 'out']);
    expect(ended.stdout).toMatch(words);
    expect([ended.code, ended.stderr]).toEqual([code, '']);
    expect((await readdir(join(ended.folder, 'out'))).toSorted()).toEqual([
      'compare.html',
      'compare.json',
      'compare.junit.xml',
      'index.html',
    ]);
    const written = await readFile(join(ended.folder, 'out', 'compare.json'), 'utf8');
    expect(comparisonResult.parse(JSON.parse(written)).gate.exitCode).toBe(code);
  });

  test('the base may stand in front or behind', async () => {
    const [front, behind] = await Promise.all([
      report(['--compare', at('base'), at('slower'), '--out', 'out']),
      report([at('slower'), '--compare', at('base'), '--out', 'out']),
    ]);
    expect(behind.stdout).toBe(front.stdout);
    expect([front.code, behind.code]).toEqual([1, 1]);
  });

  test('--json is the comparison, and nothing else on standard output', async () => {
    const { code, stdout, stderr } = await report(['--compare', at('base'), at('slower'), '--json']);
    const { base, new: next, verdict } = comparisonResult.parse(JSON.parse(stdout));
    expect([code, verdict, base.file, next.file]).toEqual([1, 'worse', 'base/load.json', 'slower/load.json']);
    expect(stderr).toMatch(/^Worse/);
  });

  test('--tolerance decides, and may be repeated', async () => {
    const loose = ['p50=25%', 'p90=25%', 'p99=25%,5ms', 'last=25%'].flatMap((one) => ['--tolerance', one]);
    const { code, stdout } = await report(['--compare', at('base'), at('slower'), ...loose]);
    expect([code, stdout.slice(0, 4)]).toEqual([0, 'Same']);
  });

  test('on GitHub, what closes the gate is an error beside the run, and the summary of the step holds the table', async () => {
    const summary = join(dir, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { stdout } = await report(['--compare', at('base'), at('slower')], { env });
    expect(stdout).toMatch(/^::error title=load steady%2C compared::Worse: new_message, p50 \+/m);
    expect(await readFile(summary, 'utf8')).toMatch(/\| new\\_message\\, p50 \| .* \| \*\*worse\*\* \|/);
  });

  test('a comparison can be rendered again from its file', async () => {
    const { folder } = await report(['--compare', at('base'), at('slower'), '--out', 'out']);
    const again = await report([join(folder, 'out', 'compare.json'), '--out', 'again']);
    expect(again.code).toBe(0);
    expect(await readFile(join(again.folder, 'again', 'compare.html'), 'utf8')).toBe(
      await readFile(join(folder, 'out', 'compare.html'), 'utf8'),
    );
  });

  test('what a hostile server was called cannot take over the terminal or the build', async () => {
    const { code, stdout } = await report(['--compare', at('hostile'), at('hostile')], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(code).toBe(4);
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
    expect(stdout).not.toMatch(/^\s*::(?!error title=|warning title=)/m);
  });

  test('two conformance results are compared clause by clause', async () => {
    const [passing, failing] = ['passing', 'failing'].map((name) => join(dir, name, 'conformance.json')) as [
      string,
      string,
    ];
    const worse = await report(['--compare', passing, failing, '--out', 'out']);
    expect([worse.code, worse.stdout]).toEqual([1, expect.stringContaining('Worse:')]);
    const better = await report(['--compare', failing, passing, '--out', 'out']);
    expect([better.code, better.stdout]).toEqual([0, expect.stringContaining('Better:')]);
    expect(await readdir(join(better.folder, 'out'))).toContain('conformance.html');
  });
});

describe.concurrent('what cannot be used exits 2, names the file and the next step, and writes nothing', () => {
  const file = (name: string) => join(dir, name);
  test.each<[string, () => string[], RegExp]>([
    [
      'a base that was cut off',
      () => ['--compare', file('half.json'), at('same')],
      /half\.json ends too early, at line \d+.*fetch it again/,
    ],
    [
      'a new run that was cut off',
      () => ['--compare', at('base'), file('half.json')],
      /half\.json ends too early/,
    ],
    [
      'a base of a later version',
      () => ['--compare', file('later.json'), at('same')],
      /later\.json has schemaVersion 2.*update this one/,
    ],
    [
      'a foreign file',
      () => ['--compare', at('base'), file('foreign.json')],
      /foreign\.json is not a result file of this suite/,
    ],
    [
      'a file that is not there',
      () => ['--compare', file('none.json'), at('same')],
      /none\.json does not exist\. Give the path of a result file/,
    ],
    ['a folder as the base', () => ['--compare', file('base'), at('same')], /base is a folder, not a file/],
    [
      'a histogram that is none',
      () => ['--compare', at('base'), at('damaged')],
      /damaged: intervals\.0\.histogram is no HDR histogram/,
    ],
    [
      'two kinds',
      () => ['--compare', at('base'), join(dir, 'passing', 'conformance.json')],
      /two results of one kind: .*load\.json is of kind load, .*conformance\.json of kind conformance/,
    ],
    [
      'two new runs',
      () => ['--compare', at('base'), at('same'), at('slower')],
      /takes one new result beside the base, got 2.*give --trend/,
    ],
    ['no new run', () => ['--compare', at('base')], /missing required argument 'files'/],
    [
      'a tolerance that is none',
      () => ['--compare', at('base'), at('same'), '--tolerance', 'p98=1%'],
      /p98=1%' is invalid\. expected a name and how much/,
    ],
    [
      'a tolerance for nothing',
      () => [at('same'), '--tolerance', 'p99=1%'],
      /--tolerance says something about a comparison: name the base with --compare/,
    ],
    [
      'a tolerance for clauses',
      () => [
        '--compare',
        join(dir, 'passing', 'conformance.json'),
        join(dir, 'failing', 'conformance.json'),
        '--tolerance',
        'p99=1%',
      ],
      /--tolerance is about load/,
    ],
    [
      'a comparison and a trend',
      () => ['--compare', at('base'), at('same'), '--trend'],
      /give one of the two/,
    ],
    [
      'a folder without results',
      () => [file('nothing')],
      /nothing holds no result files\. Give a folder with results/,
    ],
    [
      'a trend of nothing that can be read',
      () => ['--trend', file('half.json'), file('foreign.json')],
      /can be shown as a trend: .*half\.json ends too early.*\(and 1 more\)/,
    ],
    ['a file of a later version', () => [file('later.json')], /later\.json has schemaVersion 2/],
  ])('%s', async (_name, args, words) => {
    const { code, stderr, stdout, folder } = await report(args());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a folder of results is a trend; what cannot be read in it is named on the page', async () => {
  const folder = join(dir, 'releases');
  await writeLoadResult(join(folder, '1.0'), {
    ...syntheticRun({ seed: 1 }),
    startedAt: '2026-03-01T09:00:00.000Z',
  });
  await writeLoadResult(join(folder, '1.1'), { ...breachedLoad(), startedAt: '2026-03-02T09:00:00.000Z' });
  await writeFile(join(folder, 'cut.json'), '{"kind":');
  const { code, stdout, folder: cwd } = await report([folder, '--out', 'out']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/trend\.html\n.*index\.html\n$/);
  const page = await readFile(join(cwd, 'out', 'trend.html'), 'utf8');
  expect(page).toContain('1.1/load.json');
  expect(page).toContain('cut.json ends too early');
  expect(await readFile(join(cwd, 'out', 'index.html'), 'utf8')).toContain('href="trend.html"');
});
