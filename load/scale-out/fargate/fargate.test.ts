import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../../fixtures/reference-server/index.ts';
import { requireArtillery } from '../../driver/index.ts';
import { mergeRun } from '../index.ts';
import { secret, secretVariable, type Written, written } from '../testing/written.ts';
import { requireEqualShares } from './shares.ts';
import { taskSize } from './task-size.ts';

const runs = promisify(execFile);
const workers = 2;
let server: ReferenceServer;
let folder: string;
let run: Written;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
  folder = await mkdtemp(join(tmpdir(), 'pingback-fargate-'));
  run = await written('fargate', server, { folder, workers });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test('everything that Artillery takes to the tasks is there, and the commands can be run', async () => {
  expect(run.files).toEqual(
    [
      'run.json',
      'commands.sh',
      'fargate/script.json',
      'fargate/plan.json',
      'fargate/package.json',
      'fargate/processor.mjs',
    ].map((path) => join(run.folder, path)),
  );
  expect((await stat(run.commands)).mode & 0o111).toBe(0o111);
  await runs('sh', ['-n', run.commands]);
  expect(run.run).toMatchObject({ engine: 'fargate', driver: 'artillery', numbers: 'drawn', workers });
});

test('no file holds a secret, and the commands take it from the environment', async () => {
  for (const path of run.files) {
    const text = await readFile(path, 'utf8');
    expect(text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)), path).toBe(false);
  }
  expect(run.run.secrets).toEqual([secretVariable]);
  const commands = await readFile(run.commands, 'utf8');
  expect(commands).toContain(`--secret ${secretVariable}`);
  expect(commands).toContain(`store ${secretVariable} "$${secretVariable}"`);
});

test('Artillery finds every file, and nothing to install but its engine', async () => {
  // Artillery's own list of what it sends to the tasks.
  const own = join(dirname(dirname(requireArtillery())), 'dist/lib/platform/aws-ecs/legacy/bom.js');
  const { createBOM } = await import(pathToFileURL(own).href);
  const script = join(run.folder, 'fargate/script.json');
  const sent = await promisify(createBOM)(script, [], { flags: {}, scenarioPath: script });
  const names = sent.files.map(({ noPrefix }: { noPrefix: string }) => noPrefix);
  expect(names.toSorted()).toEqual(['package.json', 'plan.json', 'processor.mjs', 'script.json']);
  expect(sent.modules).toEqual(['artillery-engine-socketio-v3']);
  expect(sent.externals).toEqual([]);
});

/** As a task does it: in the folder of the files, with the environment that the commands give it. */
async function task(name: string): Promise<string> {
  const output = join(folder, `${name}.json`);
  const { PATH, HOME } = process.env;
  await runs(process.execPath, [requireArtillery(), 'run', '--output', output, 'script.json'], {
    cwd: join(run.folder, 'fargate'),
    env: {
      ...{ PATH, HOME, ARTILLERY_DISABLE_TELEMETRY: '1', WORKER_ID: name },
      ...{ PINGBACK_LOAD_PLAN: 'plan.json', [secretVariable]: secret },
    },
  });
  return output;
}

/** The plugin by which tasks report sends more than this by way of a bucket. */
const messageBytes = 950 * 1024;

test('what was written runs as tasks, and their counters make one result', { timeout: 180_000 }, async () => {
  const reports = await Promise.all(['3f2b9c0d1e4a4f5b', '8a7c6e5d4b3f2a1c'].map(task));
  const result = await mergeRun(run.run, reports, {});
  expect(result).toMatchObject({ driver: 'artillery', scenario: 'steady', seed: run.run.seed });
  expect(result.sockets).toMatchObject({ widgets: 8, agents: 4, peak: 12, refused: 0 });
  expect(result.ledger).toMatchObject({ delivered: result.ledger.expected, lost: 0, duplicated: 0 });
  expect(result.ledger.delivered).toBeGreaterThan(0);
  expect(result.trust.reasons.join()).not.toMatch(/handed over nothing/);
  for (const report of reports) {
    const { counters } = JSON.parse(await readFile(report, 'utf8')).aggregate;
    expect(JSON.stringify(JSON.stringify(counters)).length).toBeLessThan(messageBytes / 10);
  }
});

describe('equal shares', () => {
  test.each([
    [
      { widgets: 400, agents: 100, hotConversations: 0 },
      7,
      /400 widgets and 100 agents .* --widgets 399 or 406, --agents 98 or 105\.$/,
    ],
    [{ widgets: 400, agents: 3, hotConversations: 0 }, 4, /and 3 agents cannot .* Nearest: --agents 4\.$/],
    [
      { widgets: 40, agents: 20, hotConversations: 5 },
      4,
      /5 hot conversations .* --hot-conversations 4 or 8\.$/,
    ],
  ])('%j are not shared among %i alike', (knobs, among, says) => {
    expect(() => requireEqualShares(knobs, among)).toThrow(says);
  });

  test('what divides is', () => {
    requireEqualShares({ widgets: 400, agents: 100, hotConversations: 0 }, 4);
  });
});

test('a task is as large as its sockets need, and too many are refused', () => {
  expect(taskSize(500)).toEqual({ vCpus: 2, memoryGb: 4, files: 65_535 });
  expect(taskSize(40_000).memoryGb).toBe(6);
  expect(() => taskSize(70_000)).toThrow(/65535 files at most, and each worker would have 70000 sockets/);
});
