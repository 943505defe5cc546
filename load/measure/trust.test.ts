import { describe, expect, test } from 'vitest';
import type { Latency } from '../../reports/results/index.ts';
import { nowMs } from './clock.ts';
import type { Fared, Measured, MeasuredSegment } from './measured.ts';
import { mergeRecords } from './merge.ts';
import { exchanges, recordExchanges, runId } from './testing/workload.ts';
import {
  type Figure,
  judgeHeadroom,
  judgeSegment,
  judgeTrust,
  type LatencyBreach,
  limits,
  secondPastLimits,
} from './trust.ts';

const base = mergeRecords([recordExchanges(0, exchanges(1, 5, 200), nowMs() - 20_000)], runId);
const asked = { workers: 1, widgets: 5, agents: 5, breaches: [], stimuliAt: 'the hook at http://h' };
const latency = (p50: number, p99: number, p999: number, max: number): Latency => ({
  p50,
  p90: p99,
  p95: p99,
  p99,
  p999,
  max,
  mean: p50,
  count: 5000,
});
/** What the generator adds: little to most, much to few. */
const delay = (p50: number, p99: number, p999: number, max: number): Latency => ({
  ...latency(p50, p99, p999, max),
  ...{ p90: p50, p95: p50 },
});
const healthy: Fared = {
  eventLoopDelayMs: delay(0.5, 8, 30, 60),
  sendLagMs: delay(1, 5, 10, 20),
  heldUpShare: 0.01,
  cpuShare: 0.4,
};
const [event] = Object.values(base.events);

/** A run that reports these latencies, with a generator that fared like that. */
function run(
  fared: Partial<Fared>,
  reported = latency(7, 40, 90, 300),
  changes: Partial<Measured> = {},
): Measured {
  const generator = { ...base.generator, files: { open: 500, limit: 20_000 }, droppedSamples: 0 };
  const events = { new_message: { ...(event as NonNullable<typeof event>), latencyMs: reported } };
  return { ...base, generator, events, fared: { ...healthy, ...fared }, ...changes };
}
const reasons = (measured: Measured) => judgeTrust(measured, asked).reasons.map(({ reason }) => reason);

test('a healthy generator is trusted', () => {
  expect(judgeTrust(run({}), asked)).toEqual({ trusted: true, reasons: [] });
});

describe('what befell the generator before the window', () => {
  const besides = { arrivalDelayMs: delay(1, 70, 75, 80), worstDelayMs: 80 };
  const connectMs = latency(40, 90, 90, 90);
  const missed = (actualMs: number, limitMs: number): LatencyBreach[] => [
    { slo: `connect.p99<${limitMs}ms`, of: 'connect', figure: 'p99', actualMs, limitMs },
  ];
  const judged = (changes: Partial<Measured>, breaches: LatencyBreach[] = []) =>
    judgeTrust(run({}, undefined, { besides, connectMs, ...changes }), { ...asked, breaches }).reasons;

  test('speaks against a verdict on connecting, and against no other', () => {
    expect(judged({})).toEqual([]);
    const [doubt, ...others] = judged({}, missed(90, 10));
    expect(doubt?.reason).toContain('held up by 70 ms (p99), where connecting took 90 ms: at most 45 ms');
    expect(doubt?.advice).toContain('--ramp');
    expect(others).toEqual([]);
    expect(judged({ connectMs: latency(200, 900, 900, 900) }, missed(900, 100))).toEqual([]);
  });

  test('is enough where it decides, however little of the whole it is', () => {
    const [doubt] = judged({ connectMs: latency(200, 900, 900, 900) }, missed(900, 850));
    expect(doubt?.reason).toContain(
      'held up by 70 ms (p99), and connect.p99<850ms was missed by 50 ms: without that it may have been held',
    );
  });

  test('may be why a server gave connections up', () => {
    const silent = { besides: { ...besides, worstDelayMs: 4_100 } };
    expect(judged(silent)).toEqual([]);
    const [doubt] = judged({ ...silent, sockets: { ...base.sockets, dropped: 2 } });
    expect(doubt?.reason).toMatch(
      /^Connections ended or did not come about, and the generator stood still for 4100 ms/,
    );
    expect(judged({ sockets: { ...base.sockets, dropped: 2 } })).toEqual([]);
  });
});

describe('the generator delays what it measures', () => {
  const delayed = (p50: number, p99: number, max: number) => ({
    eventLoopDelayMs: delay(p50, p99, p99, max),
  });

  test('by most of what it reports: not trusted, with what to do', () => {
    const trust = judgeTrust(run(delayed(0.5, 97, 200), latency(7, 100, 150, 300)), asked);
    expect(trust.trusted).toBe(false);
    expect(trust.reasons[0]?.reason).toContain(
      '102 ms (p99: sent late by 5.0 ms, event loop held up by 97 ms), where the reported latency is 100 ms: at most 50 ms',
    );
    expect(trust.reasons[0]?.advice).toContain('--workers');
  });
  test('before sending and before stamping, which together are most of it: not trusted', () => {
    // As measured with a thread that does nothing but stand still for 80 ms, again and again; the server needs 3 ms.
    const frozen = {
      eventLoopDelayMs: { ...delay(35, 82.9, 83, 83), p90: 63, p95: 70 },
      sendLagMs: { ...delay(42, 82, 83, 84), p90: 75, p95: 79 },
    };
    const reported = { ...latency(130, 183, 190, 199), p90: 162, p95: 171 };
    expect(reasons(run(frozen, reported))).toEqual([
      expect.stringMatching(/165 ms \(p99: sent late by 82 ms, event loop held up by 83 ms\).* 183 ms/),
    ]);
    // The half of it, which is as much as either of them was, is not.
    expect(reasons(run({ ...frozen, sendLagMs: delay(1, 5, 10, 20) }, reported))).toEqual([]);
  });
  test('by half of p90 or p95 alone: not trusted', () => {
    for (const figure of ['p90', 'p95'] as const) {
      const eventLoopDelayMs = { ...healthy.eventLoopDelayMs, [figure]: 30 };
      expect(reasons(run({ eventLoopDelayMs }))).toEqual([expect.stringContaining(`(${figure}:`)]);
    }
  });
  test('for a good part of the time: not trusted, however slow the server is', () => {
    expect(reasons(run({ heldUpShare: 0.88 }, latency(900, 2000, 2100, 2500)))).toEqual([
      expect.stringContaining('held up by 20 ms and more for 88.0 % of the time'),
    ]);
  });
  test('by little of what it reports, since the server is slow: trusted', () => {
    expect(reasons(run(delayed(3, 97, 200), latency(900, 2000, 2100, 2500)))).toEqual([]);
  });
  test('as it does with 10,000 sockets and the server on the same two cores: trusted', () => {
    const fared = {
      eventLoopDelayMs: { ...delay(0.2, 22.9, 90, 175), p90: 0.8, p95: 3 },
      sendLagMs: { ...delay(0.9, 22.9, 94, 150), p90: 2.2, p95: 3.9 },
    };
    const reported = { ...latency(3.7, 96.2, 201, 305), p90: 18.6, p95: 30.5 };
    expect(reasons(run(fared, reported))).toEqual([]);
  });
  test('by most of the median: not trusted, though the tail is the server', () => {
    expect(reasons(run(delayed(9, 10, 60), latency(10, 900, 950, 999)))).toEqual([
      expect.stringContaining('(p50'),
    ]);
  });
  test('once, for long: the maximum is its own, and so are the latencies around p99.9', () => {
    expect(reasons(run(delayed(0.5, 8, 1500), latency(7, 40, 90, 1600)))).toEqual([
      expect.stringContaining('(at most'),
    ]);
    const rare = { eventLoopDelayMs: delay(0.5, 8, 400, 400) };
    expect(reasons(run(rare, latency(7, 40, 410, 900)))).toEqual([expect.stringContaining('(p99.9')]);
  });
  test('by some milliseconds of a server that answers at once: harmless', () => {
    expect(reasons(run(delayed(2, 9, 60), latency(2, 10, 60, 70)))).toEqual([]);
  });
  test('before it sends: not trusted', () => {
    expect(reasons(run({ sendLagMs: delay(1, 90, 95, 99) }, latency(7, 100, 150, 300)))).toEqual([
      expect.stringContaining('sent late by 90 ms'),
    ]);
  });
  test('and nothing was delivered: judged by what is harmless', () => {
    expect(reasons(run(delayed(0.5, 97, 200), latency(7, 100, 150, 300), { events: {} }))).toHaveLength(1);
    expect(reasons(run({}, undefined, { events: {} }))).toEqual([]);
  });
});

describe('an SLO of latency that was not held', () => {
  const missed = (figure: Figure, actualMs: number, limitMs: number): LatencyBreach => ({
    ...{ slo: `new_message.${figure}<${limitMs}ms`, of: 'event', figure, actualMs, limitMs },
  });
  const judged = (fared: Partial<Fared>, ...breaches: LatencyBreach[]) =>
    judgeTrust(run(fared, latency(4, 38, 92, 104)), { ...asked, breaches }).reasons.map(
      ({ reason }) => reason,
    );
  /** The generator stood still once, for 100 ms. */
  const paused = { eventLoopDelayMs: delay(0.3, 9, 80, 96), sendLagMs: delay(1, 11, 87, 96) };

  test('is nothing of the server’s where the generator’s own delay decided it', () => {
    expect(judged(paused)).toEqual([]);
    expect(judged(paused, missed('max', 104, 50), missed('p999', 92, 60))).toEqual([
      'new_message.max<50ms was missed by 54 ms, and the generator itself held up messages by 192 ms (at most: sent late by 96 ms, event loop held up by 96 ms): without that it may have been held.',
      expect.stringMatching(/^new_message\.p999<60ms was missed by 32 ms/),
    ]);
  });
  test('is the server’s where it would have been missed without that', () => {
    expect(judged({}, missed('p99', 38, 10), missed('max', 104, 20))).toEqual([]);
    expect(judged({}, missed('p90', 38, 37), missed('p95', 38, 37), missed('mean', 4, 3))).toHaveLength(3);
  });
});

describe('stimuli', () => {
  const counts = { asked: 600, refused: 0, unanswered: 0, queued: 0, longestWaitMs: 0, unsent: 0 };
  const judged = (stimuli: Partial<typeof counts>) =>
    reasons(run({}, undefined, { stimuli: { ...counts, ...stimuli } }));

  test('that had to wait long for others delay what they cause: their endpoint is named', () => {
    expect(judged({ queued: 187, longestWaitMs: 4_850, unsent: 3 })).toEqual([
      '187 of 600 stimuli had to wait for others, up to 4850 ms, and 3 never got their turn: the hook at http://h is slow to answer, and a worker has no more than 64 requests to it under way.',
    ]);
  });
  test('that wait because the generator stood still are not laid at anybody else’s door', () => {
    const stimuli = { ...counts, queued: 187, longestWaitMs: 4_850 };
    const stoodStill = { eventLoopDelayMs: delay(0.5, 900, 3_000, 3_000) };
    expect(reasons(run(stoodStill, undefined, { stimuli }))).toEqual([
      expect.stringMatching(/^The generator itself held up messages/),
    ]);
  });
  test('that had to wait for a moment, or were refused, are no doubt', () => {
    expect(judged({ queued: 187, longestWaitMs: 40 })).toEqual([]);
    expect(judged({ queued: 5, longestWaitMs: 4_850 })).toEqual([]);
    expect(judged({ refused: 300, unanswered: 200 })).toEqual([]);
  });
});

test.each([
  ['a thread without room', run({ cpuShare: 0.95 }), /95\.0 % of a core/],
  [
    'less sent than intended',
    run({}, undefined, { generator: { ...run({}).generator, intended: 1000, achieved: 980 } }),
    /Of 1000 messages.*980 were sent \(98\.0 %\)/,
  ],
  [
    'samples dropped',
    run({}, undefined, { generator: { ...run({}).generator, droppedSamples: 1 } }),
    /1 deliveries could not be recorded/,
  ],
  [
    'files at their limit',
    run({}, undefined, { generator: { ...run({}).generator, files: { open: 1000, limit: 1024 } } }),
    /1000 files open of the 1024/,
  ],
  [
    'seats that stayed empty',
    run({}, undefined, { sockets: { ...base.sockets, widgets: 3, agents: 5 } }),
    /8 of 10 widgets and agents/,
  ],
  [
    'workers that vanished',
    run({}, undefined, { generator: { ...run({}).generator, workers: 0 } }),
    /1 of 1 workers ended/,
  ],
])('%s', (_, measured, reason) => {
  const trust = judgeTrust(measured, asked);
  expect(trust.trusted).toBe(false);
  expect(trust.reasons).toEqual([
    { reason: expect.stringMatching(reason), advice: expect.stringMatching(/\w{3}/) },
  ]);
});

test('where the system does not tell of files, they are not judged', () => {
  expect(
    reasons(run({}, undefined, { generator: { ...run({}).generator, files: { open: 0, limit: 0 } } })),
  ).toEqual([]);
});

describe('a segment', () => {
  const segment = (changes: Partial<MeasuredSegment>): MeasuredSegment => ({
    ...(base.segments[0] as MeasuredSegment),
    latencyMs: latency(7, 40, 90, 300),
    fared: healthy,
    ...changes,
  });
  test('is judged by itself', () => {
    expect(judgeSegment(segment({}), asked)).toEqual([]);
    expect(judgeSegment(segment({ fared: { ...healthy, cpuShare: 0.99 } }), asked)).toHaveLength(1);
    expect(judgeSegment(segment({ intended: 100, sent: 50 }), asked)).toHaveLength(1);
  });
  test('of a driver that can not tell how it fared is judged by its rate', () => {
    expect(judgeSegment(segment({ fared: undefined }), asked)).toEqual([]);
    expect(judgeSegment(segment({ fared: undefined, intended: 100, sent: 50 }), asked)).toHaveLength(1);
  });
});

describe('before the run', () => {
  const room = {
    workers: 1,
    socketsPerWorker: 10_000,
    cpus: 2,
    fileLimit: 20_000,
    availableMemoryBytes: 4e9,
  };
  test('enough of everything raises no doubt; a limit that is not known neither', () => {
    expect(judgeHeadroom(room)).toEqual([]);
    expect(judgeHeadroom({ ...room, fileLimit: 0 })).toEqual([]);
  });
  test.each([
    [
      { fileLimit: 10_100 },
      /10256 open files, and may have 10100/,
      /ulimit -n 16384\), or start more workers/,
    ],
    [{ workers: 2, sharesProcess: true }, /20256 open files, and may have 20000/, /ulimit -n 32768\)\.$/],
    [{ workers: 3 }, /3 workers would share 2 cores/, /at most 2 workers/],
    [{ availableMemoryBytes: 5e8 }, /800 MB of memory, and 500 MB/, /fewer sockets/],
  ])('%j does not do', (changes, reason, advice) => {
    expect(judgeHeadroom({ ...room, ...changes })).toEqual([
      { reason: expect.stringMatching(reason), advice: expect.stringMatching(advice) },
    ]);
  });
});

test('a harmless delay is the less, the more deliveries it would befall', () => {
  const { p50, p90, p95, p99, p999, max } = limits.harmlessMs;
  const inOrder = [p50, p90, p95, p99, p999, max];
  expect(inOrder).toEqual(inOrder.toSorted((one, other) => one - other));
});

test('a second is past the limits where its longest delay or its processor could be what was measured', () => {
  const second = (eventLoopDelayMaxMs: number, cpuShare: number, p99?: number) =>
    secondPastLimits({
      ...{ atS: 0, intended: 0, sent: 0, deliveries: 0, sockets: 0 },
      latencyMs: p99 === undefined ? undefined : latency(1, p99, p99, p99),
      generator: { eventLoopDelayMaxMs, cpuShare },
    });
  const harmlessMs = limits.harmlessMs.p99 + 10;
  expect(second(harmlessMs, 0.5)).toBe(false);
  expect(second(harmlessMs + 1, 0.5)).toBe(true);
  expect(second(60, 0.5, 100)).toBe(false);
  expect(second(61, 0.5, 100)).toBe(true);
  expect(second(0, limits.cpuShare)).toBe(false);
  expect(second(0, limits.cpuShare + 0.01)).toBe(true);
});
