import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canFindProcesses, processesWith } from '../../conformance/command/testing/processes.ts';
import { type ReferenceServer, startReferenceServer } from '../../fixtures/reference-server/index.ts';
import { controlVariable, type Tick } from '../control/index.ts';
import { planned } from '../journeys/testing/plan.ts';
import { requireArtillery, runWorkers } from './index.ts';
import { arrivalsFor } from './script.ts';

let server: ReferenceServer;
let folder: string;
beforeAll(async () => {
  server = await startReferenceServer({ nodes: 2, logLevel: 'error' });
  folder = await mkdtemp(join(tmpdir(), 'pingback-driver-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const small = {
  widgets: 16,
  agents: 4,
  ramp: 0,
  warmUp: '500ms',
  duration: '2s',
  rate: 100,
  step: '30s',
} as const;

/** Artillery takes seconds to start; on a machine that is busy with other tests, many. */
const patient = { timeout: 180_000 };

test(
  'two workers in Artillery: exactly what was asked for is sent, and all of it arrives',
  patient,
  async () => {
    const { scenario, plans } = await planned('steady', small, server, { workers: 2 });
    const ticks: [number, Tick][] = [];
    const segments: number[] = [];
    const { records, problems } = await runWorkers({
      plans,
      scenario,
      onTick: (worker, tick) => ticks.push([worker, tick]),
      onSegment: (index, of) => {
        segments.push(index, of.length);
        return 'go-on';
      },
      onProblem: () => {},
      signal: new AbortController().signal,
    });
    expect(problems).toEqual([]);
    expect(segments).toEqual([0, 2]);
    expect(records.map(({ worker }) => worker)).toEqual([0, 1]);
    for (const record of records) {
      expect(record.problems).toEqual([]);
      expect(record.sockets).toMatchObject({ widgets: 8, agents: 2, peak: 10, refused: 0, dropped: 0 });
      const segment = record.segments[0];
      expect(segment?.sent).toBe(segment?.intended);
      const messages = segment?.ledgers.new_message?.sent ?? 0;
      // 50 a second for two seconds; where the window begins and ends, one more or less.
      expect(Math.abs(messages - 100)).toBeLessThanOrEqual(2);
      const all = { expected: 2 * messages, delivered: 2 * messages };
      expect(segment?.ledgers.new_message).toMatchObject({ ...all, lost: 0, duplicated: 0, leaked: 0 });
    }
    expect(new Set(ticks.map(([worker]) => worker))).toEqual(new Set([0, 1]));
    expect(ticks.at(-1)?.[1].sockets).toBe(10);
  },
);

/** The second worker ends at its first turn, as a process does that runs out of memory. */
const mortalProcessor = (journeys: string) => `
export * from '${journeys}';
export function mayDie(user, events, done) {
  if (process.env.${controlVariable}.endsWith('/1')) process.kill(process.pid, 'SIGKILL');
  done();
}`;

test(
  'a script and a processor of the user’s own; a worker that dies is a problem, and a broken-off run hands over the rest',
  patient,
  async () => {
    const steady = await readFile((await planned('steady', {}, server)).scenario.path, 'utf8');
    const journeys = pathToFileURL(join(import.meta.dirname, '..', 'journeys', 'processor.mts')).href;
    await writeFile(join(folder, 'mine.mjs'), mortalProcessor(journeys));
    await writeFile(
      join(folder, 'mine.yml'),
      steady
        .replace('../journeys/processor.mts', './mine.mjs')
        .replace('- function: types', '- function: mayDie\n          - function: types'),
    );
    const { scenario, plans } = await planned(
      join(folder, 'mine.yml'),
      { ...small, duration: '5m' },
      server,
      {
        workers: 2,
      },
    );
    const broken = new AbortController();
    const told: string[] = [];
    const { records, problems } = await runWorkers({
      plans,
      scenario,
      onTick(_worker, { phase, sent }) {
        if (phase === 'measuring' && sent > 100 && told.length > 0) broken.abort();
      },
      onSegment: () => 'go-on',
      onProblem: (text) => told.push(text),
      signal: broken.signal,
    });
    expect(problems).toEqual([
      expect.stringMatching(/^Worker 2 of 2 was lost: Artillery was ended by SIGKILL, as a system does/),
    ]);
    expect(told).toEqual(problems);
    expect(records.map(({ worker }) => worker)).toEqual([0]);
    const [segment] = records[0]?.segments ?? [];
    expect((segment?.toMs ?? 0) - (segment?.fromMs ?? 0)).toBeLessThan(120_000);
    expect(segment?.ledgers.new_message).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
  },
);

test.runIf(canFindProcesses)('when the process that runs it is killed, nothing stays', patient, async () => {
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const [variable, mark] = ['PINGBACK_TEST_MARK', randomUUID()];
  const parent = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing', 'parent.ts'), server.nodes[0] ?? ''],
    {
      env: { ...process.env, [variable]: mark, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const holds = () => processesWith(`${variable}=${mark}`, temporary);
  for await (const text of parent.stdout.setEncoding('utf8')) if (String(text).includes('measuring')) break;
  // The run, its warden, and Artillery.
  expect(holds().length).toBeGreaterThanOrEqual(3);
  parent.kill('SIGKILL');
  await expect.poll(holds, { timeout: 20_000 }).toEqual([]);
  await expect.poll(() => readdir(temporary), { timeout: 20_000 }).toEqual([]);
});

test('without Artillery, the message says what to install', async () => {
  const elsewhere = join(folder, 'bare');
  await cp(join(import.meta.dirname, 'artillery.ts'), join(elsewhere, 'artillery.ts'));
  expect(() => requireArtillery(pathToFileURL(join(elsewhere, 'artillery.ts')).href)).toThrow(
    'Artillery is not installed: npm install --save-dev artillery@2 artillery-engine-socketio-v3@1',
  );
});

test.runIf(process.getuid?.() === 0)('Artillery may run as a user without a name', () => {
  const preload = join(import.meta.dirname, 'nameless-user.ts');
  const ask = (...flags: string[]) =>
    spawnSync(process.execPath, [...flags, '--print', 'require("os").userInfo().username'], {
      uid: 54_321,
      cwd: '/',
      encoding: 'utf8',
    });
  expect(ask().stderr).toContain('uv_os_get_passwd');
  expect(ask('--import', pathToFileURL(preload).href)).toMatchObject({ status: 0, stdout: '54321\n' });
});

test('so many virtual users come that both kinds find enough', () => {
  for (const [widgets, agents] of [
    [1, 1],
    [80, 20],
    [8000, 2000],
    [1000, 1],
  ] as const) {
    const arrivals = arrivalsFor(widgets, agents);
    for (const wanted of [widgets, agents]) {
      const mean = (arrivals * wanted) / (widgets + agents);
      const sigma = Math.sqrt(mean * (1 - wanted / (widgets + agents)));
      expect(mean - 6 * sigma).toBeGreaterThanOrEqual(wanted - 1e-9);
    }
  }
});
