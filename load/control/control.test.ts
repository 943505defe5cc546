import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { planned } from '../journeys/testing/plan.ts';
import { Recorder, type WorkerRecord } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { planText } from '../scale-out/plan-file.ts';
import {
  type Coordinator,
  controlVariable,
  openCoordinator,
  openWorkerEnd,
  planVariable,
  recordVariable,
  type WorkerEnd,
  workerVariable,
} from './index.ts';
import type { FromWorker, ToWorker } from './messages.ts';

let plans: WorkerPlan[];
let coordinator: Coordinator;
let problems: string[];
let judged: { index: number; records: number }[];
let answer: 'go-on' | 'stop';
/** Workers that noticed that their coordinator is gone. */
let orphans: number[];

beforeEach(async () => {
  problems = [];
  judged = [];
  orphans = [];
  answer = 'go-on';
  const nobody = { nodes: ['http://127.0.0.1:1'] };
  ({ plans } = await planned('capacity', { steps: 3 }, nobody, { workers: 2 }));
  coordinator = await openCoordinator({
    plans,
    onTick: () => {},
    onSegment: (index, records) => {
      judged.push({ index, records: records.length });
      return answer;
    },
    onProblem: (text) => problems.push(text),
  });
});
afterEach(() => coordinator.close());

/** A worker's end of the line, and what it hears, one after the other. */
async function connect(worker: number): Promise<WorkerEnd & { hears(): Promise<ToWorker> }> {
  const env = { [controlVariable]: coordinator.url(worker) };
  const ofThisTest = orphans;
  const end = await openWorkerEnd({ env, orphaned: () => ofThisTest.push(worker) });
  const heard: ToWorker[] = [];
  const waiting: ((message: ToWorker) => void)[] = [];
  end.listen((message) => {
    const next = waiting.shift();
    if (next) next(message);
    else heard.push(message);
  });
  const hears = () => {
    const message = heard.shift();
    return message ? Promise.resolve(message) : new Promise<ToWorker>((resolve) => waiting.push(resolve));
  };
  return { ...end, hears };
}

const ready: FromWorker = { kind: 'ready', missing: [] };

function emptyRecord(worker: number): WorkerRecord {
  const { target, lateMs, runId } = plans[0] as WorkerPlan;
  const recorder = new Recorder({
    runId,
    worker,
    host: 'here',
    ids: target.ids,
    manner: target.manner,
    lateMs,
  });
  return recorder.record();
}

const segmentRecord = {
  label: 'x',
  fromMs: 0,
  toMs: 1,
  intended: 0,
  sent: 0,
  dropped: 0,
  streams: {},
  ledgers: {},
  generator: { eventLoopDelay: '', sendLag: '', cpuShare: 0 },
};
const segment = (index: number): FromWorker => ({ kind: 'segment', index, record: segmentRecord });

test('each worker gets its plan; they begin together, are judged together, and end', async () => {
  const [first, second] = await Promise.all([connect(0), connect(1)]);
  expect([first.plan.worker, second.plan.worker]).toEqual([0, 1]);
  first.say(ready);
  second.say(ready);
  const [begin, sameBegin] = await Promise.all([first.hears(), second.hears()]);
  expect(begin.kind).toBe('begin');
  expect(sameBegin).toEqual(begin);
  for (const end of [first, second]) end.say(segment(0));
  expect(await first.hears()).toMatchObject({ kind: 'go-on' });
  answer = 'stop';
  for (const end of [first, second]) end.say(segment(1));
  expect(await second.hears()).toMatchObject({ kind: 'go-on' });
  expect(await second.hears()).toEqual({ kind: 'stop', when: 'segment' });
  expect(judged).toEqual([
    { index: 0, records: 2 },
    { index: 1, records: 2 },
  ]);
  second.say({ kind: 'done', record: emptyRecord(1) });
  first.say({ kind: 'done', record: emptyRecord(0) });
  expect((await coordinator.records).map(({ worker }) => worker)).toEqual([0, 1]);
  await Promise.all([first.close(), second.close()]);
  expect(problems).toEqual([]);
});

test('the seconds of a run of days are handed over, though they are more than a message may hold', async () => {
  const [first, second] = await Promise.all([connect(0), connect(1)]);
  const noSecond = { intended: 0, sent: 0, deliveries: 0, sockets: 0 };
  const health = { eventLoopDelayMaxMs: 0, cpuShare: 0, residentBytes: 0 };
  const latency = 'x'.repeat(40_000);
  const intervals = Array.from({ length: 2_700 }, (_, atS) => ({ atS, ...noSecond, ...health, latency }));
  first.say({ kind: 'done', record: { ...emptyRecord(0), intervals } });
  second.say({ kind: 'done', record: emptyRecord(1) });
  const [long, short] = await coordinator.records;
  expect(problems).toEqual([]);
  expect(long?.intervals).toHaveLength(2_700);
  expect(
    long?.intervals.every(({ atS, latency }, place) => atS === place && latency?.length === 40_000),
  ).toBe(true);
  expect(short?.intervals).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

test('a worker that is lost is a problem, and the other goes on without it', async () => {
  const [first, second] = await Promise.all([connect(0), connect(1)]);
  first.say({ kind: 'ready', missing: ['1 × no place was taken'] });
  await second.close();
  expect(await first.hears()).toMatchObject({ kind: 'begin' });
  expect(problems).toEqual(['1 × no place was taken', expect.stringMatching(/Worker 2 of 2 was lost/)]);
  first.say(segment(0));
  expect(await first.hears()).toMatchObject({ kind: 'go-on' });
  first.say({ kind: 'done', record: emptyRecord(0) });
  expect(await coordinator.records).toHaveLength(1);
  await first.close();
});

test('asked to stop, workers are told at once, also one that comes later', async () => {
  const first = await connect(0);
  coordinator.stop();
  expect(await first.hears()).toEqual({ kind: 'stop', when: 'now' });
  const second = await connect(1);
  expect(await second.hears()).toEqual({ kind: 'stop', when: 'now' });
  for (const [worker, end] of [first, second].entries()) {
    end.say({ kind: 'done', record: emptyRecord(worker) });
    await end.close();
  }
  expect(await coordinator.records).toHaveLength(2);
});

test('a worker that says it failed, or talks nonsense, is lost', async () => {
  const [first, second] = await Promise.all([connect(0), connect(1)]);
  first.say({ kind: 'failed', message: 'the dog ate it' });
  second.say({ kind: 'gibberish' } as never);
  expect(await coordinator.records).toEqual([]);
  expect(problems.join('\n')).toMatch(/Worker 1 of 2 was lost: the dog ate it/);
  expect(problems.join('\n')).toMatch(/Worker 2 of 2 was lost: it said what is not understood/);
});

test('a worker notices that its coordinator is gone', async () => {
  await connect(0);
  await coordinator.close();
  await expect.poll(() => orphans).toEqual([0]);
});

test('without coordinator and plan, the message says how to start a run', async () => {
  await expect(openWorkerEnd({ env: {} })).rejects.toThrow(/PINGBACK_LOAD_CONTROL.*pingback-suite load/);
});

test('without coordinator a worker begins by itself, and leaves its record in a file and as counters', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pingback-control-'));
  const [plan, record] = [join(folder, 'plan.json'), join(folder, 'record.json')];
  await writeFile(plan, JSON.stringify(plans[1]));
  const counters: Record<string, number> = {};
  const end = await openWorkerEnd({
    env: { [planVariable]: plan, [recordVariable]: record },
    count: (name, value) => {
      counters[name] = value;
    },
  });
  expect(end.plan.worker).toBe(1);
  const heard: string[] = [];
  end.listen(({ kind }) => heard.push(kind));
  end.say(ready);
  end.say(segment(0));
  await expect.poll(() => heard).toEqual(['begin', 'go-on']);
  end.say({ kind: 'done', record: emptyRecord(1) });
  expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ worker: 1, segments: [] });
  expect(Object.keys(counters)).toContainEqual(expect.stringMatching(/^pb\.run\./));
  await rm(folder, { recursive: true });
});

test('of a file with several plans a worker takes its own, and keeps what it must not tell', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pingback-control-'));
  const [path, record] = [join(folder, 'plans.json'), join(folder, 'record.json')];
  const secret = 's3cret-of-the-target';
  const withSecret = plans.map((plan) => ({
    ...plan,
    target: { ...plan.target, headers: { 'x-key': secret } },
  }));
  await writeFile(
    path,
    planText(withSecret, [{ path: ['headers', 'x-key'], name: 'TARGET_KEY', value: secret, at: 0 }]),
  );
  const env = { [planVariable]: path, [recordVariable]: record, TARGET_KEY: secret };
  await expect(openWorkerEnd({ env })).rejects.toThrow(/plans of workers 0, 1, and nothing says which/);
  await expect(openWorkerEnd({ env: { ...env, TARGET_KEY: undefined } })).rejects.toThrow(
    /TARGET_KEY, which is not set/,
  );
  const end = await openWorkerEnd({ env: { ...env, [workerVariable]: '1' } });
  expect(end.plan).toEqual(withSecret[1]);
  end.say({ kind: 'ready', missing: [`1 × refused with ${secret}`] });
  end.say({ kind: 'done', record: { ...emptyRecord(1), problems: [`${secret} is unknown`] } });
  expect(JSON.parse(await readFile(record, 'utf8')).problems).toEqual([
    '1 × refused with [redacted]',
    '[redacted] is unknown',
  ]);
  await rm(folder, { recursive: true });
});

test('workers that are all started alike have different numbers, by the names that they are given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pingback-control-'));
  const path = join(folder, 'plan.json');
  await writeFile(path, planText(plans[0] as WorkerPlan, []));
  const numberOf = async (name: string) => {
    const end = await openWorkerEnd({ env: { [planVariable]: path, WORKER_ID: name } });
    return end.plan.worker;
  };
  const numbers = await Promise.all(['q7x0a1b2c3d4', 'q7x0a1b2c3d5', 'q7x0a1b2c3d4'].map(numberOf));
  expect(numbers[0]).toBe(numbers[2]);
  expect(new Set(numbers).size).toBe(2);
  await rm(folder, { recursive: true });
});

test('nobody without the token gets in', async () => {
  const url = new URL(coordinator.url(0));
  for (const path of ['/', '/guess/0', `${url.pathname}7`]) {
    const socket = new WebSocket(new URL(path, url));
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/401/);
  }
});
