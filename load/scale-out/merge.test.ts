import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/index.ts';
import { loadHtml } from '../../reports/html/index.ts';
import { type LoadResult, loadResult } from '../../reports/results/index.ts';
import { recordLines } from '../k6/script/record-lines.ts';
import { mergeRecords, nowMs, toCounters, type WorkerRecord } from '../measure/index.ts';
import { exchanges, recordExchanges, runId } from '../measure/testing/workload.ts';
import { readScenario, withKnobs } from '../scenarios/index.ts';
import { mergeRun } from './merge.ts';
import { type DistributedRun, describeRun, type RunToDescribe } from './run-file.ts';
import { runToDescribe } from './testing/run.ts';

const workers = 3;
const windowMs = Math.floor(nowMs()) - 20_000;
const all = exchanges(1, 30, 600);
const records = Array.from({ length: workers }, (_, worker) =>
  recordExchanges(
    worker,
    all.filter(({ conversation }) => conversation % workers === worker),
    windowMs,
  ),
) as [WorkerRecord, WorkerRecord, WorkerRecord];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-merge-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** As Artillery writes it with --output, for all of these. */
function artilleryReport(...those: WorkerRecord[]) {
  const sum: Record<string, number> = { 'vusers.created': 12 };
  for (const record of those) {
    for (const [name, count] of Object.entries(toCounters(record))) sum[name] = (sum[name] ?? 0) + count;
  }
  return { aggregate: { counters: sum, rates: {}, summaries: {} }, intermediate: [] };
}

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** What k6 does not know of itself, it does not say. */
function ofK6(record: WorkerRecord): WorkerRecord {
  const copy = structuredClone(record);
  for (const part of [
    copy.generator,
    ...copy.segments.map(({ generator }) => generator),
    ...copy.intervals,
  ]) {
    delete part?.cpuShare;
    delete (part as { residentBytes?: number }).residentBytes;
  }
  return { ...copy, generator: { ...copy.generator, openFiles: 0, fileLimit: 0 }, pid: 0 };
}

/** Lines as `kubectl logs` shows them, among others. */
function logOf(...those: WorkerRecord[]): string[] {
  const lines = those.flatMap((record) => [...recordLines(record, JSON.stringify(ofK6(record)), base64url)]);
  return lines.map((line) => `time="2026-01-01T00:00:00Z" level=info msg="${line}" source=console`);
}

async function run(changes: Partial<RunToDescribe> = {}): Promise<DistributedRun> {
  const scenario = withKnobs(await readScenario('steady'), { widgets: 30, agents: 33 });
  return describeRun(await runToDescribe({ runId, workers, scenario, driver: 'artillery', ...changes }));
}

/** What of a result was measured. */
function measuredIn({
  events,
  ledgerByEvent,
  outside,
  sockets,
  connectHistogram,
  breakdown,
  reconnect,
  segments,
}: LoadResult) {
  const counted = segments.map(({ label, fromS, toS, ledger }) => ({ label, fromS, toS, ledger }));
  return { events, ledgerByEvent, outside, sockets, connectHistogram, breakdown, reconnect, counted };
}

const [first, second, third] = records;

test('records, reports of Artillery and logs of k6, in any mix, make the same result', async () => {
  const paths = await Promise.all(records.map((record, worker) => file(`record-${worker}.json`, record)));
  const report = await file('report.json', artilleryReport(...records));
  const two = await file('two.json', artilleryReport(first, third));
  const log = await file('pod.log', ['starting…', ...logOf(second, first), 'done'].join('\n'));
  const other = await file('other-pod.log', logOf(third).join('\r\n'));
  const whole = measuredIn(await mergeRun(await run(), paths));
  const merged = mergeRecords(records, runId);
  expect(whole.events).toEqual(merged.events);
  expect(whole.ledgerByEvent).toEqual(merged.ledgerByEvent);
  expect(whole.events.new_message?.latencyMs.count).toBeGreaterThan(400);
  for (const mix of [[report], [two, paths[1]], [log, other], [other, two, paths[1]].toSpliced(0, 1)]) {
    expect(measuredIn(await mergeRun(await run(), mix as string[]))).toEqual(whole);
  }
});

test('the result says what it is of, and keeps to the schema', async () => {
  const result = await mergeRun(await run(), [await file('report.json', artilleryReport(...records))]);
  const asWritten = JSON.parse(JSON.stringify(result));
  expect(loadResult.parse(asWritten)).toEqual(asWritten);
  expect(result).toMatchObject({
    ...{ driver: 'artillery', scenario: 'steady', seed: 7, partial: false },
    knobs: { widgets: '30', agents: '33' },
    command: 'pingback-suite load steady --distributed k8s --workers 3',
    target: { kind: 'url', nodes: ['http://a.host'], businesses: ['acme'], stimuli: 'none' },
    generator: { workers: 3 },
  });
  expect(result.machine).toBeUndefined();
  expect(result.notes).toContain('3 workers ran on a host of their own (Kubernetes): a.host.');
});

test('what k6 cannot know is left out, and not shown as none', async () => {
  const path = await file('pods.log', logOf(...records).join('\n'));
  const result = await mergeRun(await run({ driver: 'k6' }), [path]);
  expect(result.driver).toBe('k6');
  const { generator, intervals } = result;
  expect([generator.cpuShare, generator.residentBytes]).toEqual([undefined, undefined]);
  expect(intervals.length).toBeGreaterThan(0);
  expect(intervals.every(({ generator }) => generator.cpuShare === undefined)).toBe(true);
  expect(result.notes.join(' ')).toMatch(/Processor time, memory and open files of k6 are not known/);
  const page = loadHtml(result).replaceAll(/<[^>]+>/g, ' ');
  for (const fact of ['Processor, busiest worker', 'Open files', 'Memory']) {
    expect(page).toMatch(new RegExp(`${fact}\\s+–\\s`));
  }
});

describe('who is missing is told, and nothing is green', () => {
  test('by number, where workers are counted', async () => {
    const paths = [await file('first.json', first), await file('third.json', third)];
    const result = await mergeRun(await run(), paths);
    expect(result.verdict).toBe('untrusted');
    expect(result.trust.reasons.map(({ reason }) => reason)).toContain(
      '1 of 3 workers ended without handing over what they measured.',
    );
    expect(result.notes[0]).toMatch(/^Worker 2 of 3 handed over nothing\./);
    expect((await mergeRun(await run(), paths.slice(1))).notes[0]).toMatch(/^Workers 1, 2 of 3 handed over/);
  });

  test('by how many, where each drew its number', async () => {
    const drawn = [
      { ...first, worker: 1_234_567_890 },
      { ...second, worker: 99 },
    ];
    const path = await file('report.json', artilleryReport(...drawn));
    const result = await mergeRun(await run({ numbers: 'drawn' }), [path]);
    expect(result.verdict).toBe('untrusted');
    expect(result.notes[0]).toBe('1 of 3 workers handed over nothing.');
  });

  test('a record that a log has not whole is none, unless it is whole elsewhere', async () => {
    const lines = logOf(...records);
    const ofSecond = lines.findIndex((line) => line.includes(`${recordMarkerOf(1)} 2/`));
    expect(ofSecond).toBeGreaterThan(0);
    const path = await file('gap.log', lines.toSpliced(ofSecond, 1).join('\n'));
    const result = await mergeRun(await run({ driver: 'k6' }), [path]);
    expect(result.verdict).toBe('untrusted');
    expect(result.notes[0]).toMatch(
      /^The record of worker 2 of 3 in .*gap\.log is broken: 1 of its \d+ parts are missing \(2\)\. Fetch the log/,
    );
    const whole = await mergeRun(await run({ driver: 'k6' }), [path, await file('second.json', second)]);
    expect(whole.notes.join()).not.toMatch(/broken|handed over nothing/);
    expect(measuredIn(whole).events).toEqual(mergeRecords(records, runId).events);
  });

  test('workers that began far apart never sent together what was asked for', async () => {
    const late = { ...third, startedAt: new Date(Date.parse(third.startedAt) + 2_000).toISOString() };
    const asRecords = await Promise.all(
      [first, second, late].map((record, at) => file(`late-${at}.json`, record)),
    );
    const asReport = [await file('late.json', artilleryReport(first, second, late))];
    for (const paths of [asRecords, asReport]) {
      const { trust } = await mergeRun(await run(), paths);
      expect(trust.reasons.map(({ reason }) => reason).join()).toMatch(/^.*Workers began up to \d+ ms apart/);
    }
  });
});

const recordMarkerOf = (worker: number) => `pingback-record ${encodeURIComponent(runId)} ${worker}`;

test.for<[string, () => Promise<string[]>, RegExp]>([
  [
    'of another run',
    async () => [await file('x.json', { ...first, runId: 'other' })],
    /x\.json: Expected a record of run run of a test, got one of run other/,
  ],
  [
    'of another run, in a log',
    async () => [await file('x.log', logOf({ ...first, runId: 'o' }).join('\n'))],
    /x\.log: Expected a record of run/,
  ],
  [
    'broken and of another run',
    async () => [
      await file('y.json', first),
      await file(
        'x.log',
        logOf({ ...second, runId: 'o' })
          .slice(1)
          .join('\n'),
      ),
    ],
    /x\.log: expected records of run run of a test, got one of run o\./,
  ],
  [
    'counters of another run',
    async () => [await file('x.json', artilleryReport({ ...first, runId: 'o' }))],
    /x\.json: Expected counters of run run of a test, got those of o\./,
  ],
  [
    'a report without counters of ours',
    async () => [await file('x.json', { aggregate: { counters: {} } })],
    /x\.json: .*those of no run/,
  ],
  [
    'of a later version',
    async () => [await file('x.json', { ...first, schemaVersion: 2 })],
    /x\.json: Expected a worker's record of version 1, got 2\. Run all workers/,
  ],
  [
    'of another kind',
    async () => [await file('x.json', { kind: 'load', schemaVersion: 1 })],
    /x\.json is a file of kind "load": expected the record/,
  ],
  [
    'cut off',
    async () => [await file('x.json', JSON.stringify(first).slice(0, 900))],
    /x\.json is no JSON, or was cut off .* Fetch it again/,
  ],
  [
    'of no form that is known',
    async () => [await file('x.log', 'Killed\n')],
    /x\.log has no record in it: expected .* A worker that ended before/,
  ],
  ['empty', async () => [await file('x.json', '')], /x\.json is empty/],
  ['absent', async () => [join(folder, 'absent')], /absent is not there/],
  [
    'there twice',
    async () => [await file('x.json', first), await file('y.json', artilleryReport(second, first))],
    /y\.json: The record of worker 0 is there twice\. It is in .*x\.json, too/,
  ],
  [
    'added up with itself',
    async () => [await file('x.json', artilleryReport(first, first))],
    /x\.json: Counters of worker .* were added up 2 times/,
  ],
  [
    'of a worker too many',
    async () => [await file('x.json', { ...first, worker: 3 })],
    /x\.json has a worker 3, and those of the run are 0 to 2/,
  ],
])('a file that is %s is refused by its name', async ([, paths, said]) => {
  const refused = await mergeRun(await run(), await paths()).catch((error) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect(refused.message).toMatch(said);
});

test('more workers than drew a number are those of another start', async () => {
  const path = await file('x.json', artilleryReport(first, second, third));
  await expect(mergeRun(await run({ numbers: 'drawn', workers: 2 }), [path])).rejects.toThrow(
    'The files have 3 workers, and the run had 2. Give those of one run alone.',
  );
});

test('secrets that the environment names are in no result, whatever workers say', async () => {
  const path = await file('x.json', { ...first, problems: ['The server said s3cret-of-the-hook.'] });
  const secretly = await run({ secrets: new Map([['HOOK_KEY', 's3cret-of-the-hook']]) });
  const result = await mergeRun(secretly, [path], { HOOK_KEY: 's3cret-of-the-hook' });
  expect(result.notes.join()).toContain('The server said [redacted].');
});
