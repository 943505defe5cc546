import { afterAll, describe, expect, test } from 'vitest';
import type { SuiteOptions } from '../../conformance/command/testing/suite.ts';
import { deploy } from '../../fixtures/implementations/python/deployment.ts';
import { findPython } from '../../fixtures/implementations/python/environment.ts';
import { type ConfigInput, openEstate } from '../../fixtures/targets/index.ts';
import { findRedisServer } from '../../fixtures/targets/redis-server.ts';
import type { LoadResult } from '../../reports/results/index.ts';
import { k6Absent } from '../k6/testing/k6.ts';
import { scenarioNames } from '../scenarios/index.ts';
import { type Reference, startReference } from './testing/reference.ts';
import { load, resultOf } from './testing/suite.ts';

/*
 * Every scenario in Artillery, and those that k6 can do in k6, small and short, against two implementations. On a machine that is busy with other tests
 * a run need not be trusted; that everything was sent, arrived and was counted has to hold all the same.
 */

const estate = openEstate();
afterAll(() => estate.close());

const small = [
  ...['--widgets', '24', '--agents', '8', '--ramp', '200ms', '--warm-up', '300ms'],
  ...['--duration', '2s', '--drain', '10s', '--step', '20s'],
];
const seats = { widgets: 24, agents: 8, peak: 32 };

interface Expectation {
  /** Knobs of its own. */
  knobs: string[];
  /** The event that it is about. */
  event?: 'typing' | 'agent_status_changed';
  /** What it alone shows. */
  shows(result: LoadResult): void;
}

const rowsOf = ({ breakdown }: LoadResult) => breakdown?.rows.map(({ label }) => label);

const expectations: Record<(typeof scenarioNames)[number], Expectation> = {
  steady: {
    knobs: ['--rate', '40', '--typing-share', '50%', '--read-share', '50%'],
    shows({ events, target }) {
      expect(target.stimuli).toBe('hook');
      expect(Object.keys(events)).toEqual(expect.arrayContaining(['new_message', 'typing', 'read']));
    },
  },
  'hot-conversation': {
    knobs: ['--rate', '10'],
    shows({ ledgerByEvent, target, events }) {
      const { sent = 0, expected } = ledgerByEvent.new_message ?? {};
      expect(expected).toBe(sent * (target.manner.echoesToSender ? 32 : 31));
      const { firstRecipientMs, lastRecipientMs } = events.new_message as LoadResult['events'][string];
      expect(lastRecipientMs.count).toBe(sent);
      expect(lastRecipientMs.p50).toBeGreaterThan(firstRecipientMs.p50);
    },
  },
  'business-broadcast': {
    knobs: ['--rate', '10', '--status-rate', '3', '--duration', '3s'],
    event: 'agent_status_changed',
    shows({ ledgerByEvent }) {
      const { sent = 0, expected } = ledgerByEvent.agent_status_changed ?? {};
      // Each of the two businesses has half of the connections.
      expect(expected).toBe(sent * 16);
    },
  },
  'typing-storm': {
    knobs: ['--rate', '10', '--typing-rate', '150'],
    event: 'typing',
    shows({ ledgerByEvent }) {
      expect(ledgerByEvent.typing?.sent).toBeGreaterThan(200);
    },
  },
  'reconnect-storm': {
    knobs: [
      ...['--rate', '50', '--duration', '4s'],
      ...['--storms', '1', '--storm-every', '700ms', '--return-within', '500ms'],
    ],
    shows({ reconnect, sockets }) {
      expect(reconnect).toMatchObject({ storms: 1, participants: 32, neverServed: 0 });
      expect(reconnect?.servedAgainMs.count).toBe(32);
      expect(reconnect?.allServedMs).toHaveLength(1);
      expect(reconnect?.missedWhileAway).toBeGreaterThan(0);
      // Whoever was cut off by the run itself was not dropped by the server.
      expect(sockets.dropped).toBe(0);
    },
  },
  'polling-mix': {
    knobs: ['--rate', '40', '--polling-share', '50%'],
    shows: (result) => expect(rowsOf(result)).toEqual(['polling', 'websocket']),
  },
  'payload-sizes': {
    knobs: ['--rate', '40', '--sizes', '64,1024,16384'],
    shows: (result) =>
      expect(rowsOf(result)).toEqual(['64', '1024', '16384'].map((size) => `${size} characters`)),
  },
  'cross-node': {
    knobs: ['--rate', '40'],
    shows: (result) => expect(rowsOf(result)).toEqual(['1 > 1', '1 > 2', '2 > 1', '2 > 2']),
  },
  soak: {
    knobs: ['--rate', '40', '--duration', '3s'],
    shows({ slopes, intervals }) {
      // Of seconds no slope of hours is drawn.
      expect(slopes).toBeUndefined();
      expect(intervals.filter(({ atS }) => atS >= 0).length).toBeGreaterThanOrEqual(3);
    },
  },
  capacity: {
    knobs: ['--rate', '20', '--steps', '3', '--step-factor', '2', '--duration', '1s'],
    shows({ capacity, segments, trust }) {
      expect(capacity?.ended).toMatch(/^after all 3 steps|^at \d+\/s, \S/);
      const labels = ['20/s', '40/s', '80/s'].slice(0, segments.length);
      expect(segments.map(({ label }) => label)).toEqual(labels);
      if (trust.trusted) expect(capacity?.sustainedPerSecond).toBeGreaterThan(15);
    },
  },
};

/** So many at once as the machine can bear beside other tests, which may be load runs, too; the others wait. */
let free = 2;
const waiting: (() => void)[] = [];
async function inLane<Result>(act: () => Promise<Result>): Promise<Result> {
  if (free > 0) free -= 1;
  else await new Promise<void>((go) => waiting.push(go));
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

async function passes(name: (typeof scenarioNames)[number], args: string[], options?: SuiteOptions) {
  const { knobs, event = 'new_message', shows } = expectations[name];
  const ended = await inLane(() => load([name, ...small, ...knobs, ...args], options));
  const result = await resultOf(ended);
  expect(ended.code, ended.output).toBe({ met: 0, breached: 1, untrusted: 4 }[result.verdict]);
  expect(result, ended.output).toMatchObject({ scenario: name, partial: false, sockets: seats });
  const { ledger, outside, ledgerByEvent } = result;
  for (const counts of [ledger, outside]) {
    expect(counts, ended.output).toMatchObject({ lost: 0, duplicated: 0, leaked: 0 });
  }
  expect(ledgerByEvent[event]?.sent, ended.output).toBeGreaterThan(0);
  expect(ledger.delivered).toBe(ledger.expected);
  expect(result.events[event]?.latencyMs.count).toBe(ledgerByEvent[event]?.delivered);
  shows(result);
  return result;
}

/** Others wait in front of each. */
const patient = { timeout: 300_000 };

describe.concurrent('against the reference server, as an embedded target has it', () => {
  let reference: Promise<Reference> | undefined;

  test.for(scenarioNames)('%s', patient, async (name) => {
    reference ??= startReference(estate);
    const { target } = await passes(name, (await reference).flags);
    expect(target.manner).toMatchObject({ newMessageToBusiness: false, creatorFollows: true });
  });
});

/** It happens in k6 on a busy machine, and costs nothing but this. */
const handshakeLost = 'The driver lost the handshake of a connection';

const namesInK6 = [
  ...['steady', 'hot-conversation', 'typing-storm', 'reconnect-storm', 'capacity'],
] as (typeof scenarioNames)[number][];

describe.concurrent('in k6, against the reference server', () => {
  let reference: Promise<Reference> | undefined;

  test.for(namesInK6)('%s', patient, async (name, { skip }) => {
    if (k6Absent) return skip(k6Absent);
    reference ??= startReference(estate);
    const result = await passes(name, [...(await reference).flags, '--driver', 'k6']);
    expect(result.driver).toBe('k6');
    expect(result.notes.filter((note) => !note.startsWith(handshakeLost))).toEqual([]);
    const { frameWaitMs, cpuShare = 0, files, residentBytes = 0 } = result.generator;
    expect(frameWaitMs?.max).toBeGreaterThan(0);
    // What the script cannot know was read from outside.
    expect([cpuShare > 0, files.open > 32, residentBytes > 20e6]).toEqual([true, true, true]);
  });
});

describe.concurrent('against the Python implementation, two processes over Redis', async () => {
  const python = await findPython();
  const redisServer = await findRedisServer();
  let deployed: Promise<ConfigInput> | undefined;

  test.for(scenarioNames)('%s', patient, async (name, { skip }) => {
    if ('absent' in python) return skip(python.absent);
    if (!redisServer) return skip('no redis-server on the PATH');
    deployed ??= deploy(estate, { python: python.program, ids: 'number', redisServer });
    const { target } = await passes(name, [], { config: await deployed });
    // Other ways than those of the reference server, and as right.
    expect(target.manner).toMatchObject({ newMessageToBusiness: true, creatorFollows: false });
  });

  // Each driver meets every scenario, and each server does; both together only what opens and what comes back.
  test.for(['steady', 'reconnect-storm'] as const)('%s, in k6', patient, async (name, { skip }) => {
    if (k6Absent) return skip(k6Absent);
    if ('absent' in python) return skip(python.absent);
    if (!redisServer) return skip('no redis-server on the PATH');
    deployed ??= deploy(estate, { python: python.program, ids: 'number', redisServer });
    await passes(name, ['--driver', 'k6'], { config: await deployed });
  });
});
