import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { loadCommand } from '../command/index.ts';
import { load } from '../command/testing/suite.ts';
import { readRun } from './index.ts';

const far = ['--url', 'https://staging.example', '--business-id', 'acme'];
const few = ['--widgets', '8', '--agents', '4'];

/** This machine by a name, which may be another one for others, so it is no address that is refused. */
let server: ReferenceServer;
let named: { nodes: string[]; businesses: { id: string }[]; allowLoadOn: string[]; connect: object };
beforeAll(async () => {
  const { address } = await lookup(hostname(), { family: 4 });
  server = await startReferenceServer({ nodes: 1, host: address, logLevel: 'error' });
  const nodes = server.nodes.map((node) => node.replace(address, hostname()));
  const connect = { auth: { token: `\${PINGBACK_TEST_TOKEN}` } };
  named = { nodes, businesses: [{ id: 'acme' }, { id: 'globex' }], allowLoadOn: [hostname()], connect };
});
afterAll(() => server.close());
const env = { PINGBACK_TEST_TOKEN: 'not-to-be-written' };

const refusals: [string, string[], RegExp][] = [
  [
    'an engine that there is not',
    ['--distributed', 'azure', '--workers', '2', ...far],
    /Allowed choices are fargate, k8s/,
  ],
  ['--run alone', ['--run', ...far], /--run is for what --distributed prepares/],
  [
    'another driver',
    ['--distributed', 'fargate', '--workers', '2', '--driver', 'k6', ...far],
    /fargate goes with --driver artillery/,
  ],
  ['no number of workers', ['--distributed', 'k8s', ...far], /--distributed needs --workers N/],
  [
    'no address',
    ['--distributed', 'k8s', '--workers', '2'],
    /needs an address that workers elsewhere reach: --url/,
  ],
  [
    'a server of the suite',
    ['--distributed', 'k8s', '--workers', '2', '--target', 'embedded'],
    /--target would start a server on this machine/,
  ],
  [
    'this machine',
    ['--distributed', 'k8s', '--workers', '2', '--url', 'http://127.1:3000', '--business-id', 'acme'],
    /127\.0\.0\.1:3000 .* is this machine/,
  ],
  [
    'this machine in IPv6',
    [
      '--distributed',
      'k8s',
      '--workers',
      '2',
      '--url',
      'http://[::ffff:127.0.0.1]:3000',
      '--business-id',
      'acme',
    ],
    /is this machine/,
  ],
  [
    'a hook on this machine',
    ['--distributed', 'k8s', '--workers', '2', ...far, '--hook', 'http://localhost:1/'],
    /localhost:1 \(the stimulus hook\) is this machine/,
  ],
  [
    'processes of the server',
    ['--distributed', 'k8s', '--workers', '2', ...far, '--server-pid', '1'],
    /--server-pid is for a run from this machine/,
  ],
  [
    'a host that is not allowed',
    ['--distributed', 'k8s', '--workers', '2', ...far],
    /Load is not sent to staging\.example:443/,
  ],
  [
    'shares that are not equal',
    ['--distributed', 'fargate', '--workers', '3', ...few, ...far],
    /8 widgets and 4 agents cannot be shared among 3 alike/,
  ],
];

/** What the command line answers, in this process. */
function said(...args: string[]): Promise<unknown> {
  const command = loadCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parseAsync(args, { from: 'user' });
}

test.each(refusals)('%s is refused', async (_what, flags, says) => {
  await expect(said('steady', ...flags)).rejects.toThrow(says);
});

test('k6 has not all scenarios, and says which driver has', async () => {
  await expect(said('polling-mix', '--distributed', 'k8s', '--workers', '2', ...far)).rejects.toThrow(
    'and not polling-mix. Artillery does: --distributed fargate.',
  );
});

test('a run is written out, and nothing is started', { timeout: 60_000 }, async () => {
  const ended = await load(['steady', '--distributed', 'fargate', '--workers', '2', ...few], {
    env,
    config: named,
  });
  expect(ended, ended.output).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout.split('\n').map((line) => line.trim())).toEqual([
    'Prepared  steady on 2 tasks of AWS Fargate, with up to 4 widgets and 2 agents each',
    ...['run.json', 'commands.sh', 'fargate/script.json', 'fargate/plan.json'].map(
      (path) => `out/distributed/${path}`,
    ),
    ...['fargate/package.json', 'fargate/processor.mjs'].map((path) => `out/distributed/${path}`),
    'Next      out/distributed/commands.sh',
    'It reads PINGBACK_TEST_TOKEN from the environment.',
    '',
  ]);
  const run = await readRun(join(ended.folder, 'out/distributed/run.json'));
  expect(run).toMatchObject({ engine: 'fargate', workers: 2, manner: { echoesToSender: true } });
  expect(run.command).toContain('--workers 2 --distributed fargate');
});

test('--run says what is missing and ends with 2, with everything written', { timeout: 60_000 }, async () => {
  const flags = ['--distributed', 'k8s', '--workers', '2', '--run', '--json', ...few];
  // Without a path, there is no kubectl.
  const ended = await load(['steady', ...flags], { env, config: named, withoutRedis: true });
  expect(ended.code, ended.output).toBe(2);
  expect(ended.stderr).toBe(
    'kubectl is not on the path: install it, and log in to a cluster. Everything is written: run out/distributed/commands.sh where it is there.\n',
  );
  const folder = join(ended.folder, 'out/distributed');
  expect(ended.stdout).toBe('');
  expect(await readRun(join(folder, 'run.json'))).toMatchObject({ engine: 'k8s', workers: 2 });
  expect(await readFile(join(folder, 'k8s/test-run.yaml'), 'utf8')).toContain('parallelism: 2');
});

test('what comes of the environment is in no file, be it short, an id or a part of an address', {
  timeout: 60_000,
}, async () => {
  const names = { BIZ: 'biz-of-env', PW: 'pw', HOOK: 'hook-of-env', KEY: 'k3', HEADER: 'x' };
  const [{ id }, other] = [{ id: `\${BIZ}` }, { id: 'globex' }];
  const stimuli = {
    kind: 'hook' as const,
    url: `https://user:\${PW}@hook.example/hooks/\${HOOK}?k=\${KEY}`,
    headers: { 'x-h': `\${HEADER}` },
  };
  const config = { ...named, businesses: [{ id }, other], stimuli };
  const allowLoadOn = [...named.allowLoadOn, 'hook.example'];
  const ended = await load(['steady', '--distributed', 'fargate', '--workers', '2', '--json', ...few], {
    env: { ...env, ...names },
    config: { ...config, allowLoadOn },
  });
  expect(ended.code, ended.output).toBe(0);
  const folder = join(ended.folder, 'out/distributed');
  const run = await readRun(join(folder, 'run.json'));
  expect(JSON.parse(ended.stdout)).toEqual(JSON.parse(JSON.stringify(run)));
  expect(run.secrets).toEqual([...Object.keys(names), 'PINGBACK_TEST_TOKEN'].toSorted());
  expect(run.target).toMatchObject({
    businesses: [id, 'globex'],
    stimuli: { at: `https://hook.example/hooks/\${HOOK}` },
  });
  const plan = JSON.parse(await readFile(join(folder, 'fargate/plan.json'), 'utf8'));
  expect(plan.common.target).toMatchObject({
    stimuli,
    auth: { token: `\${PINGBACK_TEST_TOKEN}` },
    nodes: named.nodes,
  });
  for (const file of ['run.json', 'commands.sh', 'fargate/plan.json', 'fargate/script.json']) {
    expect(await readFile(join(folder, file), 'utf8')).not.toMatch(/biz-of-env|hook-of-env|not-to-be/);
  }
});

test.each([
  ['a literal one', { auth: { token: 'abc' } }, /^connect\.auth\.token holds what may be a secret/],
  [
    'a variable with a meaning of its own',
    { auth: { token: `\${AWS_SESSION_TOKEN}` } },
    /AWS_SESSION_TOKEN, which has a meaning of its own .* such as TARGET_AWS_SESSION_TOKEN/,
  ],
])('%s is refused, and nothing is written', { timeout: 60_000 }, async (_what, connect, says) => {
  const ended = await load(['steady', '--distributed', 'fargate', '--workers', '2', ...few], {
    env: { ...env, AWS_SESSION_TOKEN: 'of AWS' },
    config: { ...named, connect },
  });
  expect(ended.stderr).toMatch(says);
  expect(ended.code).toBe(2);
  await expect(readFile(join(ended.folder, 'out/distributed/run.json'))).rejects.toThrow(/ENOENT/);
});
