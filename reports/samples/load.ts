import type { ServerEventName } from '../../conformance/contract/index.ts';
import type { EventLatencies, Latency, LedgerCounts, LoadInterval, LoadResult } from '../results/index.ts';

/** A `steady` run on the embedded target, in which everything held. */
export function sampleLoad(changes: Partial<LoadResult> = {}): LoadResult {
  const ledger = counts({ sent: 15_000, expected: 22_500, delivered: 22_500 });
  const typing = counts({ sent: 7_200, expected: 7_200, delivered: 7_200 });
  const events: Partial<Record<ServerEventName, EventLatencies>> = {
    new_message: latencies(6.2, 22_500),
    typing: latencies(4.1, 7_200),
  };
  return {
    schemaVersion: 1,
    kind: 'load',
    suite: { name: 'pingback-suite', version: '0.1.0', node: 'v24.21.0', platform: 'linux x64' },
    driver: 'artillery',
    scenario: 'steady',
    question: "Does a working day's ordinary traffic get through, and how fast?",
    knobs: {
      widgets: 800,
      agents: 200,
      duration: '30s',
      rate: '500/s',
      replyShare: '30 %',
      sizes: '20,60,140',
    },
    verdict: 'met',
    summary:
      'Met: all 5 SLOs held with 1,000 sockets at 500 messages per second; p99 of new_message was 25 ms.',
    partial: false,
    startedAt: '2026-03-14T09:26:53.589Z',
    durationMs: 30_000,
    phasesMs: { ramp: 4_100, warmUp: 5_000, measured: 30_000, drain: 40 },
    command: 'npm run load -- steady --widgets 800 --agents 200 --rate 500',
    seed: 42,
    target: {
      kind: 'embedded',
      nodes: ['http://127.0.0.1:4100', 'http://127.0.0.1:4101'],
      choice: 'embedded: asked for with --target; two nodes over the redis-server found on this machine',
      businesses: ['acme', 'globex'],
      stimuli: 'hook at http://127.0.0.1:9090/stimulus',
      manner: { echoesToSender: true, newMessageToBusiness: false, creatorFollows: true },
    },
    machine: { cpus: 2, cpuModel: 'Example CPU at 2.5 GHz', memoryBytes: 8_000_000_000 },
    sockets: { widgets: 800, agents: 200, peak: 1_000, refused: 0, dropped: 0 },
    connectMs: latency(9, 1_000),
    connectHistogram: '',
    events,
    ledger: sum(ledger, typing),
    ledgerByEvent: { new_message: ledger, typing },
    outside: counts({ sent: 2_900, expected: 4_310, delivered: 4_310 }),
    segments: [
      {
        label: 'window',
        fromS: 0,
        toS: 30,
        intendedPerSecond: 500,
        achievedPerSecond: 500,
        latencyMs: latency(6.2, 22_500),
        ledger: sum(ledger, typing),
        met: true,
        trusted: true,
      },
    ],
    intervals: Array.from({ length: 36 }, (_, index) => interval(index - 5)),
    generator: {
      workers: 1,
      eventLoopDelayMs: { p50: 1.1, p99: 6.4, max: 18.2 },
      cpuShare: 0.42,
      intended: 15_000,
      achieved: 15_000,
      sendLagMs: latency(0.4, 15_000),
      droppedSamples: 0,
      files: { open: 1_043, limit: 65_536 },
      residentBytes: 214_000_000,
    },
    trust: { trusted: true, reasons: [] },
    slo: [
      { slo: 'new_message.p99<200ms', met: true, actual: 24.8, unit: 'ms' },
      { slo: 'rate>=450', met: true, actual: 500, unit: 'per-second' },
      { slo: 'ledger.lost=0', met: true, actual: 0, unit: 'count' },
      { slo: 'ledger.duplicated=0', met: true, actual: 0, unit: 'count' },
      { slo: 'ledger.leaked=0', met: true, actual: 0, unit: 'count' },
    ],
    notes: ['Server resources could not be read in 1 of 36 seconds.'],
    ...changes,
  };
}

/** The same run on a server that loses messages and is slow. */
export function breachedLoad(changes: Partial<LoadResult> = {}): LoadResult {
  const ledger = counts({
    sent: 15_000,
    expected: 22_500,
    delivered: 22_477,
    lost: 23,
    outOfOrder: 4,
    late: 2,
  });
  return sampleLoad({
    verdict: 'breached',
    summary:
      'Breached: 4 of 5 SLOs were not held: new_message.p99<200ms (340 ms), read.p99<1s (none was measured), ledger.lost=0 (23), ledger.lost<0.1% (0.1 %).',
    ledger,
    ledgerByEvent: { new_message: ledger },
    slo: [
      { slo: 'new_message.p99<200ms', met: false, actual: 340.2, unit: 'ms' },
      { slo: 'read.p99<1s', met: false, actual: 0, unit: 'ms', remark: 'none was measured' },
      { slo: 'ledger.lost=0', met: false, actual: 23, unit: 'count' },
      { slo: 'ledger.lost<0.1%', met: false, actual: 0.00102, unit: 'ratio' },
      { slo: 'ledger.leaked=0', met: true, actual: 0, unit: 'count' },
    ],
    ...changes,
  });
}

/** The same run on a machine that was too slow for it. */
export function untrustedLoad(changes: Partial<LoadResult> = {}): LoadResult {
  const [reason, advice] = [
    'The event loop of the generator stood still for up to 740 ms.',
    'Use fewer sockets, more workers (--workers), or another machine.',
  ];
  return breachedLoad({
    verdict: 'untrusted',
    summary: `Not trusted: ${reason} ${advice}`,
    trust: { trusted: false, reasons: [{ reason, advice }] },
    ...changes,
  });
}

/** A run with everything that only some scenarios have: steps, storms, slopes, parts of the deliveries; and interrupted. */
export function manifoldLoad(changes: Partial<LoadResult> = {}): LoadResult {
  const [window] = sampleLoad().segments;
  const step = (rate: number, at: number, met: boolean) => ({
    ...(window as LoadResult['segments'][number]),
    label: `${rate}/s`,
    fromS: at,
    toS: at + 10,
    intendedPerSecond: rate,
    achievedPerSecond: rate * 0.998,
    met,
  });
  return sampleLoad({
    scenario: 'capacity',
    partial: true,
    segments: [step(50, 0, true), step(75, 10, true), step(113, 20, false)],
    breakdown: {
      by: 'nodes',
      rows: [
        { label: '1 > 1', latencyMs: latency(5, 12_000), histogram: '' },
        { label: '1 > 2', latencyMs: latency(9, 10_500), histogram: '' },
      ],
    },
    reconnect: {
      storms: 2,
      participants: 1_000,
      servedAgainMs: latency(900, 2_000),
      allServedMs: [4_200, 3_900],
      neverServed: 0,
      missedWhileAway: 812,
    },
    capacity: {
      sustainedPerSecond: 75,
      kneePerSecond: 113,
      ended: 'at 113/s: new_message.p99<200ms (was 340 ms)',
    },
    slopes: { serverBytesPerHour: 1_900_000, generatorBytesPerHour: -310_000, p99MsPerHour: 0.2 },
    ...changes,
  });
}

/** Figures of a distribution with a long tail, around this median. */
function latency(p50: number, count: number): Latency {
  return {
    p50,
    p90: p50 * 2,
    p95: p50 * 2.6,
    p99: p50 * 4,
    p999: p50 * 9,
    max: p50 * 17,
    mean: p50 * 1.3,
    count,
  };
}

function latencies(p50: number, count: number): EventLatencies {
  return {
    latencyMs: latency(p50, count),
    uncorrectedMs: latency(p50 * 0.9, count),
    firstRecipientMs: latency(p50 * 0.8, Math.round(count / 1.5)),
    medianRecipientMs: latency(p50, Math.round(count / 1.5)),
    lastRecipientMs: latency(p50 * 1.2, Math.round(count / 1.5)),
    histogram: '',
    uncorrectedHistogram: '',
    firstRecipientHistogram: '',
    medianRecipientHistogram: '',
    lastRecipientHistogram: '',
  };
}

function counts(some: Partial<LedgerCounts>): LedgerCounts {
  const none = {
    sent: 0,
    expected: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    late: 0,
    leaked: 0,
    altered: 0,
  };
  return { ...none, ...some };
}

function sum(one: LedgerCounts, other: LedgerCounts): LedgerCounts {
  const names = Object.keys(one) as (keyof LedgerCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as LedgerCounts;
}

function interval(atS: number): LoadInterval {
  const wave = 1 + 0.3 * Math.sin(atS / 3);
  return {
    atS,
    intended: 500,
    sent: 500 - (Math.abs(atS) % 3),
    deliveries: Math.round(990 * wave),
    sockets: 1_000,
    // A second in which nothing arrived.
    ...(atS !== 17 && { latencyMs: latency(6.2 * wave, 750) }),
    generator: { eventLoopDelayMaxMs: 8 * wave, cpuShare: 0.4 * wave },
    ...(atS !== 9 && {
      server: {
        cpuShare: 0.9 * wave,
        residentBytes: 310_000_000 + atS * 90_000,
        eventLoopDelayMs: 4 * wave,
        parts: [
          { name: 'node 1', cpuShare: 0.45 * wave, residentBytes: 150_000_000 },
          { name: 'node 2', cpuShare: 0.4 * wave, residentBytes: 150_000_000 + atS * 90_000 },
          { name: 'Redis', cpuShare: 0.05 * wave, residentBytes: 10_000_000 },
        ],
      },
    }),
  };
}
