import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, pingback, type SuiteOptions } from '../../conformance/command/testing/suite.ts';
import { packageRoot } from '../../conformance/runner/index.ts';
import { scenarioNames } from '../scenarios/index.ts';

const load = (args: string[], options?: SuiteOptions): Promise<Ended> => pingback(['load', ...args], options);

test('--help names every knob and the form of SLOs', async () => {
  const { code, stdout, stderr } = await load(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const word of [
    '--url',
    '--widgets',
    '--reply-share',
    '--slo',
    '--server-pid',
    'allowLoadOn',
    'stimuli.<count>=0',
    'code\nof your own',
    'Examples:',
  ])
    expect(stdout).toContain(word);
});

test('whatever is quoted in the last words of a command, no terminal obeys it, and no credential is in them', async () => {
  const program = '/nowhere/\u001b[31mred\u202E?token=abc123def';
  const { code, stderr } = await load(['steady', '--driver', 'k6'], { env: { K6_BIN: program } });
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^K6_BIN names \/nowhere\/\\u\{1B\}\[31mred\\u\{202E\}\?token=\[redacted\], which is not there/,
  );
});

describe('--list', () => {
  test('shows every scenario with its question, knobs and defaults', async () => {
    const { code, stdout } = await load(['--list']);
    expect(code).toBe(0);
    for (const name of scenarioNames) expect(stdout).toMatch(new RegExp(`^${name}: .*\\?`, 'm'));
    expect(stdout).toMatch(/^ {2}--duration 30s +the measured window/m);
    expect(stdout).toMatch(/^business-broadcast: .* \(needs stimuli\)$/m);
  });

  test('with --json is the same as data', async () => {
    const rows = JSON.parse((await load(['--list', '--json'])).stdout);
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(scenarioNames);
    expect(rows[0].knobs).toContainEqual({
      flag: '--rate',
      default: '25/s',
      unit: 'per second',
      says: 'messages, by everybody together; grows with the connections',
    });
  });
});

describe.concurrent('wrong usage exits 2, before anything is started, and says what to do', () => {
  test.each<[string, string[], RegExp]>([
    ['no scenario', [], /missing required argument 'scenario'; --list shows what there is/],
    ['an unknown scenario', ['stedy'], /^There is no scenario stedy: did you mean steady\?/m],
    [
      'an unknown flag',
      ['steady', '--widget', '5'],
      /unknown option '--widget'\n\(Did you mean --widgets\?\)/,
    ],
    [
      'a knob of the wrong form',
      ['steady', '--duration', '60'],
      /--duration.*expected a duration with its unit/,
    ],
    ['a knob out of range', ['steady', '--widgets', '0'], /^--widgets: expected /m],
    [
      'an SLO with a slip',
      ['steady', '--slo', 'new_message.p98<1s'],
      /did you mean "p90"\?.*\n.*\n {14}\^\^\^$/m,
    ],
    ['workers without work', ['steady', '--workers', '0'], /--workers.*Expected a whole number from 1 on/],
    [
      'knobs that contradict',
      ['steady', '--storms', '9', '--storm-every', '1m'],
      /^9 storms, one every 60 s/m,
    ],
    ['workers without seats', ['steady', '--workers', '5000'], /^Every worker needs a widget and an agent/m],
    [
      'a process that is not there',
      ['steady', '--target', 'embedded', '--server-pid', '0'],
      /whole number from 1 on/,
    ],
    [
      'a Redis without a scheme',
      ['steady', '--redis', 'redis.example.com:6379'],
      /^--redis: expected an address such as redis:\/\/127\.0\.0\.1:6379\.$/m,
    ],
    [
      'a folder that cannot be',
      ['steady', '--target', 'embedded', '--out', `${import.meta.filename}/out`],
      /^--out: nothing can be written to .*: a part of that path is a file\. Name another folder/m,
    ],
    [
      'metrics that are no address',
      ['steady', '--server-metrics', 'localhost'],
      /Expected an address such as/,
    ],
  ])('%s', async (_name, args, message) => {
    const { code, stdout, stderr, folder } = await load(args);
    expect([code, stdout], stderr).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('knobs and SLOs of the configuration are checked as strictly, and named by their place', async () => {
    const wrong = async (section: object) => {
      const { code, stderr } = await load(['steady'], { config: { load: section } });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong({ knobs: { widgits: 5 } })).toMatch(/^load\.knobs\.widgits: .*Did you mean widgets/);
    expect(await wrong({ knobs: { agents: 0 } })).toMatch(/^load\.knobs\.agents: expected /);
    expect(await wrong({ slo: ['connect.p99<1s', 'ledger.lost<2ms'] })).toMatch(/^load\.slo\[1\]: expected/);
    expect(await wrong({ wrokers: 2 })).toMatch(/unknown key "wrokers" in load: did you mean "workers"\?/);
  });
});

test('more sockets than this machine has room for are refused with 4, before anything is started', async () => {
  const { code, stdout, stderr, folder } = await load(['steady', '--widgets', '100000000']);
  expect([code, stdout], stderr).toEqual([4, '']);
  expect(stderr).toMatch(/memory.*are available\. Use fewer sockets/);
  expect(readdirSync(folder)).toEqual([]);
});

describe('without Artillery', () => {
  const shadow = mkdtempSync(join(tmpdir(), 'pingback-shadow-'));
  afterAll(() => rmSync(shadow, { recursive: true }));

  /** The suite as it would be in a folder whose node_modules lacks Artillery: the same files by links. */
  async function withoutArtillery(): Promise<
    (...args: string[]) => Promise<{ code: number; output: string }>
  > {
    await mkdir(join(shadow, 'node_modules'));
    const link = (path: string) => symlinkSync(join(packageRoot, path), join(shadow, path));
    for (const path of ['cli.ts', 'package.json', 'conformance', 'fixtures', 'load', 'reports']) link(path);
    for (const name of readdirSync(join(packageRoot, 'node_modules')))
      if (!name.startsWith('artillery')) link(`node_modules/${name}`);
    const flags = ['--preserve-symlinks', '--preserve-symlinks-main', join(shadow, 'cli.ts')];
    return async (...args) => {
      const ran = promisify(execFile)(process.execPath, [...flags, ...args], { cwd: shadow });
      return ran.then(
        ({ stdout }) => ({ code: 0, output: stdout }),
        ({ code, stderr }) => ({ code, output: stderr }),
      );
    };
  }

  test('load says what to install, and everything else works', async () => {
    const suite = await withoutArtillery();
    const { code, output } = await suite('load', 'steady', '--target', 'embedded');
    expect([code, output.trim().split('\n').length], output).toEqual([2, 1]);
    expect(output).toMatch(/^Artillery is not installed: npm install /);
    expect((await suite('load', '--list')).code).toBe(0);
    expect((await suite('conformance', '--list')).output).toContain('ROM-4');
  });
});
