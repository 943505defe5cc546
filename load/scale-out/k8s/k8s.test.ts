import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ReferenceServer, startReferenceServer } from '../../../fixtures/reference-server/index.ts';
import { requireK6 } from '../../k6/index.ts';
import { k6Absent } from '../../k6/testing/k6.ts';
import { mergeRun } from '../index.ts';
import { secret, secretVariable, type Written, written } from '../testing/written.ts';
import { configMap } from './config-map.ts';
import { mountedAt } from './names.ts';

const runs = promisify(execFile);
const workers = 3;
let server: ReferenceServer;
let folder: string;
let run: Written;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
  folder = await mkdtemp(join(tmpdir(), 'pingback-k8s-'));
  run = await written('k8s', server, { folder, workers });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const manifest = async (name: string) => parse(await readFile(join(run.folder, 'k8s', name), 'utf8'));

test('manifests and commands are there, for as many pods as there are workers', async () => {
  expect(run.files).toEqual(
    ['run.json', 'commands.sh', 'k8s/namespace.yaml', 'k8s/files.yaml', 'k8s/test-run.yaml'].map((path) =>
      join(run.folder, path),
    ),
  );
  expect((await stat(run.commands)).mode & 0o111).toBe(0o111);
  await runs('sh', ['-n', run.commands]);
  expect(run.run).toMatchObject({ engine: 'k8s', driver: 'k6', numbers: 'counted', workers });
  const { spec } = await manifest('test-run.yaml');
  expect(spec).toMatchObject({ parallelism: workers, script: { configMap: { file: 'journeys.js' } } });
  expect(spec.cleanup).toBeUndefined();
});

test('no file holds a secret; pods get it from a Secret that the commands make', async () => {
  for (const path of run.files) {
    const text = await readFile(path, 'utf8');
    expect(text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)), path).toBe(false);
  }
  const { spec } = await manifest('test-run.yaml');
  const [{ secretRef }] = spec.runner.envFrom;
  expect(await readFile(run.commands, 'utf8')).toContain(
    `create secret generic ${secretRef.name} --from-file ${secretVariable}=/dev/stdin`,
  );
  expect(spec.initializer.envFrom).toBeUndefined();
});

test('no pod asks for more than the standard "restricted" allows', async () => {
  const { spec } = await manifest('test-run.yaml');
  for (const pod of [spec.initializer, spec.starter, spec.runner]) {
    expect(pod).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 12345, seccompProfile: { type: 'RuntimeDefault' } },
      containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    });
  }
});

test('plans that a ConfigMap does not take are refused, with how many workers fit', () => {
  const files = { runId: 'r', workers: 8_000, script: 's'.repeat(520_000), plans: 'p'.repeat(1_000_000) };
  expect(() => configMap(files)).toThrow(
    /1520000 bytes, and a ConfigMap takes 1048576\. .* about 4228 fit\./,
  );
  expect(configMap({ ...files, workers: 4_000, plans: 'p'.repeat(500_000) })).toMatchObject({
    kind: 'ConfigMap',
  });
});

/** What a pod has: the files of the ConfigMap, and the variables; here in a folder instead of at the mount. */
async function pod() {
  const { data } = await manifest('files.yaml');
  const { spec } = await manifest('test-run.yaml');
  const mount = join(folder, 'mount');
  await mkdir(mount, { recursive: true });
  for (const [name, text] of Object.entries(data)) await writeFile(join(mount, name), text as string);
  const env: Record<string, string> = {};
  for (const { name, value } of spec.runner.env) env[name] = value.replace(`${mountedAt}/`, `${mount}/`);
  const { PATH = '', HOME = '' } = process.env;
  return {
    script: join(mount, spec.script.configMap.file),
    args: spec.arguments.split(' ') as string[],
    env: { PATH, HOME, ...env },
    program: await requireK6(),
  };
}

test('the initializer of the operator finds the script to be in order', { timeout: 60_000 }, async ({
  skip,
}) => {
  if (k6Absent) return skip(k6Absent);
  const { program, script, args, env } = await pod();
  const archive = join(folder, 'archive.tar');
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const allowed = args.filter((arg) => arg !== '--no-usage-report');
  await runs(program, ['archive', script, ...variables, '-O', archive, ...allowed], { env });
  const { stdout } = await runs(program, ['inspect', '--execution-requirements', archive], { env });
  expect(JSON.parse(stdout)).toMatchObject({ maxVUs: workers });
});

test('what was written runs in shares as the operator hands them out, and the logs make one result', {
  timeout: 180_000,
}, async ({ skip }) => {
  if (k6Absent) return skip(k6Absent);
  const { program, script, args, env } = await pod();
  const sequence = Array.from({ length: workers + 1 }, (_, part) =>
    part % workers ? `${part}/${workers}` : `${part / workers}`,
  );
  const logs = await Promise.all(
    sequence.slice(1).map(async (to, index) => {
      const share = [
        `--execution-segment=${sequence[index]}:${to}`,
        `--execution-segment-sequence=${sequence}`,
      ];
      const said = await runs(
        program,
        ['run', '--quiet', ...share, ...args, script, '--address=', '--tag', `instance_id=${index + 1}`],
        { env: { ...env, HOSTNAME: `pod-${index + 1}`, [secretVariable]: secret }, maxBuffer: 1e8 },
      );
      const path = join(folder, `pod-${index + 1}.log`);
      await writeFile(path, said.stderr + said.stdout);
      return path;
    }),
  );
  const result = await mergeRun(run.run, logs, {});
  expect(result).toMatchObject({ driver: 'k6', scenario: 'steady', seed: run.run.seed });
  expect(result.sockets).toMatchObject({ widgets: 8, agents: 4, peak: 12, refused: 0 });
  expect(result.ledger).toMatchObject({ delivered: result.ledger.expected, lost: 0, duplicated: 0 });
  expect(result.ledger.delivered).toBeGreaterThan(0);
  expect(result.trust.reasons.join()).not.toMatch(/handed over nothing/);
});
