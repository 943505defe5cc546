import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { planned } from '../journeys/testing/plan.ts';
import type { WorkerPlan } from '../plan.ts';
import { mergeRun } from '../scale-out/merge.ts';
import { planText } from '../scale-out/plan-file.ts';
import { describeRun } from '../scale-out/run-file.ts';
import { placesOf } from '../scale-out/testing/places.ts';
import { runToDescribe } from '../scale-out/testing/run.ts';
import { bundleScript } from './bundle.ts';
import { requireK6 } from './index.ts';
import { optionsOf } from './options.ts';
import { k6Absent } from './testing/k6.ts';

/*
 * Virtual users that no coordinator reaches, in two processes that share them by execution segments, as two pods of a
 * cluster do.
 */

let server: ReferenceServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-k6-alone-'));
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const workers = 4;
const token = 'tok3n-of-the-headers';
const knobs = {
  ...{ widgets: 16, agents: 8, ramp: 0, warmUp: '500ms', duration: '2s', rate: 80, step: '30s' },
} as const;
const patient = { timeout: 180_000 };

async function prepared() {
  const { plans, scenario } = await planned('steady', knobs, server, { workers });
  for (const { target } of plans) target.headers = { authorization: `Bearer ${token}` };
  const secrets = new Map([['PINGBACK_TOKEN', token]]);
  const [script, planFile] = [join(folder, 'journeys.js'), join(folder, 'plans.json')];
  await bundleScript(script);
  await writeFile(planFile, planText(plans, placesOf(plans[0] as WorkerPlan, secrets)));
  const { runId } = plans[0] ?? { runId: '' };
  const run = describeRun(await runToDescribe({ runId, workers, scenario, secrets }));
  return { plans, script, planFile, run };
}

/** A pod: one half of the virtual users. What it says on both streams. */
async function pod(
  segment: string,
  { plans, script, planFile }: Awaited<ReturnType<typeof prepared>>,
  env: NodeJS.ProcessEnv,
) {
  const half = ['--execution-segment', segment, '--execution-segment-sequence', '0,1/2,1'];
  const args = ['run', '--quiet', '--address', '', '--no-usage-report', ...half, script];
  const own = { PINGBACK_LOAD_PLAN: planFile, PINGBACK_K6_OPTIONS: JSON.stringify(optionsOf(plans, {})) };
  const ended = await promisify(execFile)(await requireK6(), args, {
    env: { ...process.env, ...own, ...env },
    maxBuffer: 2 ** 26,
  }).catch((error) => error as { stdout: string; stderr: string });
  return `${ended.stdout}${ended.stderr}`;
}

describe.skipIf(k6Absent !== undefined)('without a coordinator', () => {
  test('each virtual user takes its own plan, and the logs of all hold the records', patient, async () => {
    const all = await prepared();
    const env = { PINGBACK_TOKEN: token };
    const logs = await Promise.all([pod('0:1/2', all, env), pod('1/2:1', all, env)]);
    const paths = logs.map((_, index) => join(folder, `pod-${index}.log`));
    await Promise.all(paths.map((path, index) => writeFile(path, logs[index] as string)));
    const result = await mergeRun(all.run, paths, {});
    expect(result.notes.join('\n'), logs.join('\n').slice(0, 2_000)).not.toMatch(
      /handed over nothing|broken/,
    );
    expect(result).toMatchObject({
      driver: 'k6',
      sockets: { widgets: 16, agents: 8, refused: 0, dropped: 0 },
      ledger: { lost: 0, duplicated: 0, leaked: 0, altered: 0 },
      generator: { workers },
    });
    const { sent = 0, delivered } = result.ledgerByEvent.new_message ?? {};
    expect(Math.abs(sent - 160)).toBeLessThanOrEqual(workers);
    expect(delivered).toBe(2 * sent);
    expect(result.generator.frameWaitMs?.max).toBeGreaterThan(0);
    expect(result.generator.cpuShare).toBeUndefined();
    // Half of them are in the one log, the others in the other.
    const half = await mergeRun(all.run, paths.slice(0, 1), {});
    expect(half.verdict).toBe('untrusted');
    expect(half.notes[0]).toMatch(/^Workers \d, \d of 4 handed over nothing/);
  });

  test('what is missing in the environment is told, and no secret is', patient, async () => {
    const all = await prepared();
    const said = await pod('0:1/2', all, { PINGBACK_TOKEN: undefined });
    expect(said).toMatch(/The worker needs the environment variable PINGBACK_TOKEN, which is not set/);
    const without = await pod('0:1/2', all, { PINGBACK_LOAD_PLAN: '' });
    expect(without).toMatch(/Expected PINGBACK_LOAD_CONTROL or PINGBACK_LOAD_PLAN in the environment/);
    expect(said + without).not.toContain(token);
  });
});
