import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/index.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { parseSlos } from '../slo/index.ts';
import { type DistributedRun, describeRun, knobsOf, readRun } from './run-file.ts';
import { runToDescribe } from './testing/run.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-run-'));
  path = join(folder, 'run.json');
});
afterAll(() => rm(folder, { recursive: true }));

async function written(change: (run: DistributedRun) => unknown = (run) => run): Promise<string> {
  const content = change(describeRun(await runToDescribe()));
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('what is written is read again, every knob with its value, and no secret is in it', async () => {
  const scenario = withKnobs(await readScenario('steady'), {
    ...{ widgets: 1001, agents: 7, ramp: 0, duration: '1.5s', rate: 33.3, readShare: 0.123, sizes: [3, 5] },
  });
  const stimuli = { kind: 'hook', url: 'https://user:s3cret@a.host/hook?key=s3cret', headers: {} } as const;
  const base = await runToDescribe();
  const run = describeRun({
    ...base,
    scenario,
    slos: parseSlos([{ text: 'new_message.p99<200ms', from: '--slo' }]),
    secrets: new Map([['HOOK_KEY', 's3cret']]),
    target: { ...base.target, stimuli },
  });
  await writeFile(path, JSON.stringify(run));
  const again = await readRun(path);
  expect(again).toEqual(run);
  const same = { ...scenario, knobs: knobsOf(again) };
  expect(describeRun({ ...base, scenario: same }).knobs).toEqual(run.knobs);
  expect(same.knobs).toMatchObject({ widgets: 1001, ramp: 0, duration: 1_500, rate: 33.3, sizes: [3, 5] });
  expect(again.slos).toEqual([{ text: 'new_message.p99<200ms', from: '--slo' }]);
  expect(again.secrets).toEqual(['HOOK_KEY']);
  expect(again.target.stimuli.at).toBe('https://a.host/hook');
  expect(JSON.stringify(run)).not.toContain('s3cret');
});

test.for<[string, (run: DistributedRun) => unknown, RegExp]>([
  ['cut off', (run) => JSON.stringify(run).slice(0, -9), /is no JSON, or was cut off/],
  ['of another kind', () => ({ kind: 'load' }), /expected .*"distributed-run".*, got "load"\./],
  ['of the future', (run) => ({ ...run, schemaVersion: 2 }), /has version 2, and this suite reads up to 1\./],
  ['of no version', ({ schemaVersion, ...run }) => run, /schemaVersion: /],
  ['without workers', (run) => ({ ...run, workers: 0 }), /: workers: /],
  ['with a knob too few', ({ knobs: { rate, ...knobs }, ...run }) => ({ ...run, knobs }), /: knobs\.rate: /],
  [
    'with a knob that means nothing',
    (run) => ({ ...run, knobs: { ...run.knobs, rate: 'a lot' } }),
    /: knobs\.rate: expected so many per second, such as .*, got "a lot"\./,
  ],
])('a description %s is refused, with file, place and next step', async ([, change, said]) => {
  const refused = await readRun(await written(change)).catch((error) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect(refused.message.startsWith(path)).toBe(true);
  expect(refused.message).toMatch(said);
  expect(refused.message).toMatch(/Give the file that `load --distributed` wrote|Merge with the version/);
});

test('where there is no such file, its name is told', async () => {
  await expect(readRun(join(folder, 'absent.json'))).rejects.toThrow(
    /absent\.json is not there\. Give the file/,
  );
});

test('a run in steps is refused: nobody could say when to stop', async () => {
  const run = await runToDescribe();
  const scenario = withKnobs(await readScenario('capacity'), {});
  expect(() => describeRun({ ...run, scenario })).toThrow(/one measured window, and this one has \d+ steps/);
});
