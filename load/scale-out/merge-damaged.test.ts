import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/index.ts';
import { recordLines } from '../k6/script/record-lines.ts';
import { nowMs, toCounters, type WorkerRecord } from '../measure/index.ts';
import { exchanges, recordExchanges, runId } from '../measure/testing/workload.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { mergeRun } from './merge.ts';
import { type DistributedRun, describeRun } from './run-file.ts';
import { runToDescribe } from './testing/run.ts';

/* What hosts hand back that is damaged, made up or too much. */

const windowMs = Math.floor(nowMs()) - 20_000;
const all = exchanges(1, 10, 60);
const [first, second] = [0, 1].map((worker) =>
  recordExchanges(
    worker,
    all.filter(({ conversation }) => conversation % 2 === worker),
    windowMs,
  ),
) as [WorkerRecord, WorkerRecord];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-merge-damaged-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  const isText = typeof content === 'string' || content instanceof Uint8Array;
  await writeFile(path, isText ? content : JSON.stringify(content));
  return path;
}

const report = (counters: object) => ({ aggregate: { counters }, intermediate: [] });
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const linesOf = (record: WorkerRecord) => [...recordLines(record, JSON.stringify(record), base64url)];

async function run(changes: Partial<DistributedRun> = {}): Promise<DistributedRun> {
  const scenario = withKnobs(await readScenario('steady'), { widgets: 10, agents: 12 });
  const described = describeRun(await runToDescribe({ runId, workers: 2, scenario, driver: 'artillery' }));
  return { ...described, ...changes };
}

async function merged(contents: Record<string, unknown>, changes: Partial<DistributedRun> = {}, env = {}) {
  const paths = await Promise.all(Object.entries(contents).map(([name, content]) => file(name, content)));
  return mergeRun(await run(changes), paths, env);
}

async function refusal(contents: Record<string, unknown>): Promise<string> {
  const refused = await merged(contents).catch((error) => error);
  expect(refused).toBeInstanceOf(UsageError);
  return refused.message;
}

describe('a file that is damaged is a mistake in usage, with its name', () => {
  const counters = toCounters(first);
  test.each<[string, unknown, RegExp]>([
    [
      'counters cut off',
      report(Object.fromEntries(Object.entries(counters).slice(0, -30))),
      /x: The counters are not/,
    ],
    [
      'a counter without end',
      JSON.stringify(report({ ...counters, 'pb.clamped': 7777 })).replace('7777', '1e999'),
      /x: Counter pb\.clamped/,
    ],
    ['a name that cannot be read', report({ ...counters, 'pb.%': 1 }), /x: Counter pb\.% has/],
    ['no date', { ...first, startedAt: 'x' }, /x: .*startedAt/],
    ['no histogram', { ...first, connect: 'zzz' }, /x: A histogram is broken/],
    ['not even text', new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 255, 254]), /x is no text/],
    ['nothing of ours', [1, 2], /x is another file: expected/],
    ['a huge name', { ...first, runId: 'R'.repeat(5_000_000) }, /x: Expected a record of run .{1,200}$/],
    ['a huge kind', { kind: 'K'.repeat(5_000_000) }, /x is a file of kind .{1,300}$/],
  ])('%s', async (_, content, said) => {
    expect(await refusal({ x: content, 'y.json': second })).toMatch(said);
  });
});

test('a record is no log, whatever its texts say', async () => {
  const problems = ['pingback-record other 0 1/1 00000000 abc', ...linesOf({ ...first, runId: 'o' })];
  const { ledger, notes } = await merged({ 'x.json': { ...first, problems }, 'y.json': second });
  expect(ledger.sent).toBe(60);
  expect(notes).toContain(problems[0]);
  expect(Math.max(...notes.map(({ length }) => length))).toBeLessThan(600);
  const named = report({ ...toCounters(first), 'pingback-record other 0 1/1 00000000 abc': 1 });
  expect((await merged({ 'x.json': named, 'y.json': second })).ledger.sent).toBe(60);
});

test('a line of a log that is JSON by itself is still a log', async () => {
  const [line, ...others] = linesOf({ ...first, intervals: [] }).map((msg) =>
    JSON.stringify({ level: 'info', msg }),
  );
  const { generator } = await merged({ 'x.log': [line, ...others].join('\n'), 'y.json': second });
  expect(generator.workers).toBe(2);
});

describe('who ran twice', () => {
  const again = { ...first, problems: ['again'] };
  test('and left two records: the run has to be repeated', async () => {
    for (const contents of [
      { 'x.log': [...linesOf(first), ...linesOf(again), ...linesOf(second)].join('\n') },
      { 'x.json': first, 'y.json': second, 'z.json': again },
    ]) {
      const said = await refusal(contents);
      expect(said).toMatch(
        /worker 0 is there twice\. .* was started again and ran twice\. .*: repeat the run\.$/,
      );
    }
  });

  test('under another number: one worker too many', async () => {
    const third = { ...first, worker: 77 };
    const drawn = merged({ 'x.json': first, 'y.json': second, 'z.json': third }, { numbers: 'drawn' });
    await expect(drawn).rejects.toThrow(
      /3 workers, and the run had 2\. .* ran twice: .* has to be repeated\.$/,
    );
  });
});

describe('a log without a record', () => {
  test('is that of a worker which ended, where others have theirs', async () => {
    for (const log of ['Killed\n', '', '{"level":"info"}\n{"level":"error"}\n']) {
      const { verdict, notes } = await merged({ 'x.log': log, 'y.json': first });
      expect(verdict).toBe('untrusted');
      expect(notes[0]).toMatch(/^Worker 2 of 2 handed over nothing/);
      expect(notes[1]).toMatch(/x\.log (is empty|has no record in it): expected/);
    }
  });
});

test('a damaged record of a worker that the run has not is refused as a whole one is', async () => {
  const strange = linesOf({ ...first, worker: 99 })
    .slice(1)
    .join('\n');
  expect(await refusal({ 'x.log': strange, 'y.json': first, 'z.json': second })).toMatch(
    /x\.log has a worker 99, and those of the run are 0 to 1/,
  );
});

test('lines under the number of another worker are not taken for its record', async () => {
  const forged = linesOf(first).map((line) => line.replace(/^(\S+ \S+) 0/, '$1 1'));
  const { verdict, notes } = await merged({ 'x.log': forged.join('\n'), 'y.json': first });
  expect([verdict, notes.join()]).toEqual([
    'untrusted',
    expect.stringMatching(/its lines are those of another/),
  ]);
});

test('hosts and problems of any length and kind fit into a line', async () => {
  const odd = {
    ...first,
    host: 'H'.repeat(5_000_000),
    problems: ['P'.repeat(5_000_000), 'a\u001b[31m\n\ud83d'],
  };
  const { notes } = await merged({ 'x.json': odd, 'y.json': second });
  expect(notes.join('').length).toBeLessThan(2_000);
  expect(notes.some((note) => note.includes('\u001b') || note.includes('\n'))).toBe(false);
});

test('a short secret blackens nothing, and one that is not set is told', async () => {
  const contents = { 'x.json': first, 'y.json': second };
  const { notes } = await merged(contents, { secrets: ['SHORT'] }, { SHORT: 'a' });
  expect(notes.join()).not.toMatch(/\[redacted\]|not searched/);
  const without = await merged(contents, { secrets: ['HOOK_KEY'] });
  expect(without.notes.join()).toContain(
    'not searched for the secret of HOOK_KEY: set it in the environment',
  );
});
