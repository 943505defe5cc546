import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { planned } from '../../journeys/testing/plan.ts';
import { k8s } from './index.ts';
import { writeSchemas } from './testing/schemas.ts';

const { KUBECONFORM_BIN: program = '', KUBERNETES_SCHEMAS: definitions = '' } = process.env;

const absent =
  program && definitions
    ? undefined
    : 'KUBECONFORM_BIN and KUBERNETES_SCHEMAS do not name kubeconform and the definitions of Kubernetes';

describe('manifests', () => {
  let folder: string;
  let location: string;
  let manifests: Record<string, string>;
  beforeEach(({ skip }) => {
    if (absent) skip(absent);
  });
  beforeAll(async () => {
    if (absent) return;
    folder = await mkdtemp(join(tmpdir(), 'pingback-manifests-'));
    location = await writeSchemas(definitions, folder);
    const { plans, scenario } = await planned(
      'steady',
      {},
      { nodes: ['https://pb.example'] },
      { workers: 4 },
    );
    const [first, ...others] = plans.map((plan) => ({
      ...plan,
      target: { ...plan.target, ca: 'a certificate' },
    }));
    if (!first) throw new TypeError('four were asked for');
    const secrets = new Map([
      ['TOKEN', 'a secret'],
      ['OTHER', 'another'],
    ]);
    const run = { runId: '0123abcd', scenario, secrets, places: [], hidden: [], command: 'load' };
    const drafts = await k8s.drafts({ ...run, plans: [first, ...others] });
    manifests = Object.fromEntries(
      drafts.filter(({ path }) => path.endsWith('.yaml')).map(({ path, text }) => [path, text]),
    );
  });
  afterAll(async () => {
    if (!absent) await rm(folder, { recursive: true });
  });

  /** What kubeconform says to a manifest; nothing where it is in order. */
  async function faults(manifest: string): Promise<string> {
    const held = promisify(execFile)(program, ['-strict', '-schema-location', location, '-']);
    held.child.stdin?.end(manifest);
    return held.then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  test('are in order', async () => {
    expect(Object.keys(manifests)).toHaveLength(3);
    for (const [path, text] of Object.entries(manifests)) expect(await faults(text), path).toBe('');
  });

  type Manifest = { [key: string]: Manifest };
  test.each<[string, string, (manifest: Manifest) => unknown, RegExp]>([
    [
      'test-run',
      'pods that are a word',
      ({ spec }) => Object.assign(spec ?? {}, { parallelism: 'four' }),
      /parallelism.*got string/s,
    ],
    [
      'test-run',
      'a field that is not there',
      ({ spec }) => Object.assign(spec ?? {}, { paralelism: 4 }),
      /paralelism/,
    ],
    [
      'test-run',
      'a user by name',
      ({ spec }) => Object.assign(spec?.runner?.securityContext ?? {}, { runAsUser: 'k6' }),
      /runAsUser.*got string/s,
    ],
    [
      'test-run',
      'a variable without a name',
      ({ spec }) => Object.assign(spec?.runner ?? {}, { env: [{ value: '1' }] }),
      /name/,
    ],
    [
      'test-run',
      'a secret from nowhere',
      ({ spec }) => Object.assign(spec?.runner ?? {}, { envFrom: [{ secret: 'x' }] }),
      /secret/,
    ],
    [
      'files',
      'a file that is a number',
      ({ data }) => Object.assign(data ?? {}, { 'plans.json': 1 }),
      /plans\.json.*got number/s,
    ],
    [
      'namespace',
      'labels that are a list',
      ({ metadata }) => Object.assign(metadata ?? {}, { labels: [] }),
      /labels.*got array/s,
    ],
  ])('%s with %s is found to be wrong', async (name, _what, spoil, says) => {
    const manifest = parse(manifests[`k8s/${name}.yaml`] ?? '');
    spoil(manifest);
    expect(await faults(stringify(manifest))).toMatch(says);
  });
});
