import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noStackTrace, pingback } from '../../conformance/command/testing/suite.ts';
import { loadFiles, resultOf } from '../command/testing/suite.ts';
import { nowMs } from '../measure/index.ts';
import { exchanges, recordExchanges, runId } from '../measure/testing/workload.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { describeRun } from './run-file.ts';
import { untroubled } from './testing/records.ts';
import { runToDescribe } from './testing/run.ts';

/* Through the command line, as a user meets it. */

let folder: string;
let paths: { run: string; records: string[] };
const all = exchanges(1, 20, 200).map((one) => ({ ...one, fate: 'arrives' as const, afterMs: 40 }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-merge-cli-'));
  const windowMs = Math.floor(nowMs()) - 20_000;
  const records = [0, 1].map((worker) =>
    untroubled(
      recordExchanges(
        worker,
        all.filter(({ conversation }) => conversation % 2 === worker),
        windowMs,
      ),
    ),
  );
  const scenario = withKnobs(await readScenario('steady'), { widgets: 20, agents: 22 });
  const run = describeRun(
    await runToDescribe({ runId, workers: 2, scenario, driver: 'artillery', engine: 'fargate' }),
  );
  const written = [run, ...records].map(async (content, index) => {
    const path = join(folder, `${index}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  });
  const [of = '', ...those] = await Promise.all(written);
  paths = { run: of, records: those };
});
afterAll(() => rm(folder, { recursive: true }));

const merge = (...args: string[]) => pingback(['report', '--merge', paths.run, ...args, '--out', 'out']);

test('a merged run leaves the files of a load run, and ends as one', async () => {
  const ended = await merge(...paths.records, '--json');
  const result = await resultOf(ended);
  expect(JSON.parse(ended.stdout)).toEqual(JSON.parse(JSON.stringify(result)));
  expect(ended.stderr).toContain('load.json');
  expect(result.ledgerByEvent.new_message).toMatchObject({ sent: 200, delivered: 200, lost: 0 });
  expect(result, result.summary).toMatchObject({ verdict: 'met', generator: { workers: 2 } });
  expect(ended.code).toBe(0);
});

test('without a worker it ends with 4, and says who is missing', async () => {
  const ended = await merge(paths.records[1] as string);
  expect(ended.code).toBe(4);
  expect(ended.stdout).toMatch(/1 of 2 workers ended without handing over/);
  expect(ended.stdout).toMatch(/Worker 1 of 2 handed over nothing/);
  expect(await resultOf(ended)).toMatchObject({ verdict: 'untrusted' });
  for (const name of loadFiles) expect(ended.stdout).toContain(name);
});

test.each([
  [['0.json'], /0\.json is a file of kind "distributed-run": expected the record of a worker/],
  [['absent.json'], /absent\.json is not there/],
  [['1.json', '--compare', 'x.json'], /^--merge makes one result of many files: leave out --compare\.\n$/],
  [['1.json', '--trend'], /leave out --trend/],
])('what cannot be merged is a mistake in usage: %j', async (args, said) => {
  const ended = await merge(...args.map((arg) => (/^\d|absent/.test(arg) ? join(folder, arg) : arg)));
  expect([ended.code, ended.stdout]).toEqual([2, '']);
  expect(ended.stderr).toMatch(said);
  noStackTrace(ended.output);
});
