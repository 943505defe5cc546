import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../../conformance/runner/index.ts';
import { recordLines } from '../k6/script/record-lines.ts';
import type { WorkerRecord } from '../measure/index.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { parseSlos } from '../slo/index.ts';
import { fargateCommands } from './fargate/commands.ts';
import { taskSize } from './fargate/task-size.ts';
import { k8sCommands } from './k8s/commands.ts';
import { describeRun, type EngineName } from './run-file.ts';
import { reportOf, seats, twoRecords } from './testing/records.ts';
import { runToDescribe } from './testing/run.ts';

/*
 * The whole of commands.sh, with the programs of the platforms replaced by scripts: what they are asked in which order,
 * what comes of it, and what is left. Merging is the real thing.
 */

const secret = 'a \'b\' "c" $HOME `id` \\\nline 2 \\';
const runId = '0123abcd';
/** Names that the scripts' own variables would have without a prefix. */
const names = ['TARGET_TOKEN', 'region', 'name', 'results'];
const command = 'load steady';

let above: string;
let records: [WorkerRecord, WorkerRecord];
beforeAll(async () => {
  above = await mkdtemp(join(tmpdir(), 'pingback-commands-'));
  records = twoRecords(runId);
});
afterAll(() => rm(above, { recursive: true }));

/** A folder of results with a prepared run in it, and the folder in which the programs note what they do. */
let [out, fake] = ['', ''];
beforeEach(async () => {
  out = await mkdtemp(join(above, 'out of "a run" '));
  fake = await mkdtemp(join(above, 'fake '));
});

async function prepared(engine: EngineName, slo: string[] = [], secrets = names): Promise<void> {
  const scenario = withKnobs(await readScenario('steady'), seats);
  const numbers = engine === 'k8s' ? 'counted' : 'drawn';
  const driver = engine === 'k8s' ? 'k6' : 'artillery';
  const slos = parseSlos(slo.map((text) => ({ text, from: '--slo' })));
  const run = await runToDescribe({ ...{ runId, workers: 2, engine, numbers, driver, scenario, slos } });
  const common = { runId, workers: 2, secrets, command };
  const text =
    engine === 'k8s'
      ? k8sCommands({
          ...{ ...common, longestMs: 1 },
          files: { namespace: 'namespace.yaml', files: 'files.yaml', testRun: 'test-run.yaml' },
        })
      : fargateCommands({
          ...common,
          size: taskSize(9),
          files: { script: 'script.json', plan: 'plan.json' },
        });
  await mkdir(join(out, 'distributed'));
  await writeFile(join(out, 'distributed/run.json'), JSON.stringify(describeRun(run)));
  await writeFile(join(out, 'distributed/commands.sh'), text);
}

interface Ended {
  code: number | null;
  output: string;
  calls: string;
  /** Folders of results, in the order of their names. */
  results: string[];
}

function started(): Promise<Ended> {
  const { PATH = '', HOME } = process.env;
  const programs = join(import.meta.dirname, 'testing/programs');
  const child = spawn('sh', [join(out, 'distributed/commands.sh')], {
    // In a group of its own, which the programs interrupt.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ HOME, PATH: `${programs}:${PATH}`, FAKE: fake, NO_COLOR: '1' },
      ...{ FAKE_NODE: process.execPath, FAKE_CLI: join(packageRoot, 'cli.ts') },
      ...Object.fromEntries(names.map((name) => [name, secret])),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code) => {
      const calls = await readFile(join(fake, 'calls'), 'utf8').catch(() => '');
      const inside = await readdir(join(out, 'distributed'));
      resolve({ code, output, calls, results: inside.filter((name) => name.startsWith('results-')) });
    });
  });
}

const put = (path: string, text = '') => writeFile(join(fake, path), text);
const tell = async (path: string) => readFile(join(fake, path), 'utf8');
const loadJson = async () => JSON.parse(await readFile(join(out, 'load.json'), 'utf8'));

async function pods(...logs: string[]): Promise<void> {
  await mkdir(join(fake, 'pods'), { recursive: true });
  for (const [index, text] of logs.entries()) await put(`pods/pod-${index}`, text);
}

function logOf(record: WorkerRecord): string {
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  return ['begins', ...recordLines(record, JSON.stringify(record), encode), ''].join('\n');
}

/** No file of the run has a secret in it, and no program got one as an argument. */
async function nothingTold({ calls, output }: Ended): Promise<void> {
  const inside = await readdir(out, { recursive: true, withFileTypes: true });
  const texts = inside
    .filter((one) => one.isFile())
    .map((one) => readFile(join(one.parentPath, one.name), 'utf8'));
  for (const text of [calls, output, ...(await Promise.all(texts))]) {
    expect(text.includes('line 2') || text.includes('`id`')).toBe(false);
  }
}

test('Fargate: a run from start to verdict, with secrets as they are and none left behind', async () => {
  await prepared('fargate');
  await put('report.json', reportOf(records));
  const ended = await started();
  expect(ended.code, ended.output).toBe(0);
  expect(await loadJson()).toMatchObject({ verdict: 'met', generator: { workers: 2 } });
  expect(ended.results).toHaveLength(1);
  expect(await readdir(join(out, 'distributed', ended.results[0] as string))).toEqual(['report.json']);
  for (const name of names) expect(await tell(`seen/${name}`)).toBe(secret);
  expect(await readdir(join(fake, 'parameters'))).toEqual([]);
  expect(await tell('environment')).toContain('ARTILLERY_S3_BUCKET=artilleryio-test-data-123456789012\n');
  await nothingTold(ended);
});

test('Fargate: a start that failed is not judged by what another one left', async () => {
  await prepared('fargate', ['new_message.p99<1ms']);
  await put('report.json', reportOf(records));
  const first = await started();
  expect(first.code, first.output).toBe(1);
  await rm(join(fake, 'report.json'));
  const second = await started();
  expect(second.code, second.output).toBe(4);
  expect(second.output).toMatch(/Artillery ended with exit code 11\.\nArtillery left no report/);
  expect(second.results).toHaveLength(2);
  expect(await readdir(join(fake, 'parameters'))).toEqual([]);
});

test('Kubernetes: a run from start to verdict, with secrets as they are and none left behind', async () => {
  await prepared('k8s');
  await pods(...records.map(logOf));
  const ended = await started();
  expect(ended.code, ended.output).toBe(0);
  expect(await loadJson()).toMatchObject({ verdict: 'met', generator: { workers: 2 } });
  for (const name of names) expect(await tell(`seen/${name}`)).toBe(secret);
  expect(await readdir(join(fake, 'secrets'))).toEqual([]);
  expect(await readdir(fake)).not.toContain('testrun');
  expect(ended.calls).toMatch(/delete --ignore-not-found testrun\/.* configmap\//);
  await nothingTold(ended);
});

test('Kubernetes: a pod that crashed is named and missing, and nothing else is lost', async () => {
  await prepared('k8s', [], []);
  await pods(logOf(records[0]), 'panic: out of memory\n');
  const first = await started();
  expect(first.code, first.output).toBe(4);
  expect(first.output).toMatch(/The log of pod-1 has no record/);
  expect(first.output).toMatch(/Worker 2 of 2 handed over nothing/);
  expect(await loadJson()).toMatchObject({ verdict: 'untrusted', generator: { workers: 1 } });
  const kept = await readdir(join(out, 'distributed', first.results[0] as string));
  expect(kept).toEqual(['pod-0.log', 'pod-1.without-record.txt']);
  // Its pods are still there to be looked into: they would be taken for those of another start.
  const second = await started();
  expect(second.code, second.output).toBe(2);
  expect(second.output).toMatch(/An earlier start is still in the cluster\. Delete it first:\n {2}kubectl /);
  expect(second.results).toEqual(first.results);
});

test.each(['fargate', 'k8s'] as const)(
  '%s: an interruption leaves no secret, whenever it comes',
  async (engine) => {
    await prepared(engine);
    // At the storing of the first one, and again while that is taken back.
    await put('interrupt');
    const ended = await started();
    expect(ended.code, ended.output).toBe(130);
    expect(await readdir(join(fake, engine === 'k8s' ? 'secrets' : 'parameters'))).toEqual([]);
    expect(await readdir(join(fake, 'seen'))).toEqual(['TARGET_TOKEN']);
    expect(ended.calls).not.toMatch(/run-fargate|test-run\.yaml/);
  },
);

test('a parameter of the name that is there already stays as it is', async () => {
  await prepared('fargate');
  await mkdir(join(fake, 'parameters'));
  await put('parameters/region', 'of somebody else');
  const ended = await started();
  expect(ended.code, ended.output).toBe(4);
  expect(ended.output).toContain('/artilleryio/region could not be stored');
  expect(await readdir(join(fake, 'parameters'))).toEqual(['region']);
  expect(await tell('parameters/region')).toBe('of somebody else');
});

test.each([
  ['fargate', 'no-suite', '', 2, /The suite does not answer in .*: run this in the folder of your project/],
  ['fargate', 'nobody', '', 2, /AWS does not know who asks/],
  ['fargate', 'merge-code', '7', 4, /could not be merged \(exit code 7\)\. They are in /],
  ['fargate', 'merge-code', '1', 1, /^$/],
  ['fargate', 'merge-code', '2', 2, /^$/],
  ['k8s', 'merge-code', '127', 4, /could not be merged/],
  ['k8s', 'no-suite', '', 2, /The suite does not answer/],
] as const)('%s: with %s %s the commands end with %4$i', async (engine, file, text, code, says) => {
  await prepared(engine, [], []);
  await put('report.json', '{}');
  await pods('pingback-record', 'pingback-record');
  await put(file, text);
  const ended = await started();
  expect(ended.output).toMatch(says);
  expect(ended.code).toBe(code);
});

test.each(['fargate', 'k8s'] as const)(
  '%s: where results cannot be kept, nothing is started',
  async (engine) => {
    await prepared(engine, [], []);
    const script = join(out, 'distributed/commands.sh');
    const text = await readFile(script, 'utf8');
    // The folder is there already, or cannot be made: mkdir tells either in the same way.
    await writeFile(script, text.replace('mkdir "$pb_results"', 'mkdir "$pb_here"'));
    const ended = await started();
    expect(ended.code, ended.output).toBe(4);
    expect(ended.output).toMatch(/could not be made: nothing was started/);
    expect(ended.calls).not.toMatch(/run-fargate|apply/);
  },
);
