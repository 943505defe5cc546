import { describe, expect, test } from 'vitest';
import { configSchema, type TargetDescription } from '../../fixtures/targets/index.ts';
import { type LedgerCounts, type LoadResult, loadResult } from '../../reports/results/index.ts';
import { sampleLoad } from '../../reports/samples/index.ts';
import type { Measured, MeasuredSegment } from '../measure/index.ts';
import type { ServerSample } from '../resources/index.ts';
import type { LoadFlags } from './options.ts';
import { prepare } from './prepare.ts';
import { repeatCommand } from './repeat.ts';
import { assemble, type Run } from './result.ts';
import { withServer } from './server-intervals.ts';

const flags: LoadFlags = {
  ...{ url: [], businessId: [], fault: [], out: 'out', json: false, quiet: false, target: 'embedded' },
  ...{ slo: [], serverPid: [], serverMetrics: [], allowProduction: false, list: false, driver: 'artillery' },
};

const description: TargetDescription = {
  ...configSchema.parse({ nodes: ['http://127.0.0.1:4100'], businesses: [{ id: 'acme' }] }),
  kind: 'embedded',
  choice: 'embedded: asked for',
};

const sample = sampleLoad();
const ms = (p50: number, p99: number, max: number) => ({
  ...{ p50, p90: p50, p95: p50, p99, p999: p99, max, mean: p50, count: 5_000 },
});
const noStimuli = { asked: 0, refused: 0, unanswered: 0, queued: 0, longestWaitMs: 0, unsent: 0 };
const fared = {
  ...{ eventLoopDelayMs: ms(1, 4, 9), heldUpShare: 0, cpuShare: 0.4 },
  sendLagMs: sample.generator.sendLagMs,
};

/** As many deliveries as there are latencies; what goes wrong, and all that was sent, is entered for new_message. */
function ledgersOf(events: MeasuredSegment['events'], wrong: LedgerCounts) {
  const none = { ...wrong, sent: 0, lost: 0, duplicated: 0, outOfOrder: 0, late: 0, leaked: 0, altered: 0 };
  const ledgers = Object.entries(events).map(([event, { uncorrectedMs }]) => {
    const counts = event === 'new_message' ? wrong : none;
    const delivered = uncorrectedMs.count;
    return [event, { ...counts, delivered, expected: delivered + counts.lost }] as const;
  });
  return Object.fromEntries(ledgers);
}

/** What is left of a result when it was written and read again. */
function readable(result: LoadResult): LoadResult {
  return loadResult.parse(JSON.parse(JSON.stringify(result)));
}

function segment(rate: number, changes: Partial<MeasuredSegment> = {}): MeasuredSegment {
  const [window] = sample.segments;
  if (!window) throw new Error('The sample has no segment.');
  const { met, trusted, ...shown } = window;
  const events = changes.events ?? sample.events;
  const ledger = { ...(changes.ledger ?? sample.ledger), sent: rate * 10 };
  return {
    ...shown,
    ...{ label: `${rate}/s`, fromS: 0, toS: 10, intendedPerSecond: rate, achievedPerSecond: rate },
    ...{ intended: rate * 10, sent: rate * 10, dropped: 0, stimuli: noStimuli },
    events,
    ledgerByEvent: ledgersOf(events, ledger),
    fared,
    ...changes,
    ledger,
  };
}

function measuredWith(changes: Partial<Measured> = {}): Measured {
  const { startedAt, phasesMs, sockets, connectMs, connectHistogram, events, ledger } = sample;
  return {
    ...{ startedAt, phasesMs, sockets, connectMs, connectHistogram, events, ledger },
    ...{ ledgerByEvent: sample.ledgerByEvent, outside: sample.outside, generator: sample.generator },
    intervals: sample.intervals.map(({ server, ...interval }) => interval),
    segments: [segment(500)],
    fared,
    stimuli: noStimuli,
    besides: { arrivalDelayMs: ms(0, 2, 9), worstDelayMs: 9 },
    ...{ generatorMemory: [], foreignEvents: 0, clamped: 0, problems: [] },
    ...changes,
  };
}

async function assembled(
  given: Partial<LoadFlags> = {},
  changes: Partial<Omit<Run, 'measured'>> = {},
  measured = measuredWith(),
) {
  const prepared = await prepare('steady', { ...flags, widgets: 800, agents: 200, seed: 7, ...given });
  const manner = {
    echoesToSender: true,
    newMessageToBusiness: false,
    creatorFollows: true,
    typingToSender: false,
  };
  const sampler = { latest: () => undefined, samples: () => [], missed: () => 0, stop: async () => {} };
  const run = {
    driver: prepared.flags.driver,
    command: repeatCommand(prepared),
    ...{ prepared, description, manner, measured, sampler, problems: [], aborted: false },
    ...changes,
  };
  return loadResult.parse(assemble(run));
}

const slow = { slo: ['new_message.p99<1ms'] };

test('trust comes before the SLOs, and the SLOs before "met"', async () => {
  expect(await assembled()).toMatchObject({
    verdict: 'met',
    summary: 'Met: all 8 SLOs were held with 1,000 sockets at 500/s messages; p99 of new_message was 25 ms.',
  });
  expect(await assembled(slow)).toMatchObject({
    verdict: 'breached',
    summary: 'Breached: 1 of 9 SLOs was not held: new_message.p99<1ms (25 ms).',
  });
  const starved = measuredWith({ fared: { ...fared, eventLoopDelayMs: ms(300, 900, 2_000) } });
  const untrusted = await assembled(slow, {}, starved);
  expect(untrusted).toMatchObject({ verdict: 'untrusted', trust: { trusted: false } });
  expect(untrusted.summary).toMatch(/^Not trusted: The generator itself held up messages .*fewer sockets/);
});

test('where the generator itself decides over an SLO, nothing is said of the server', async () => {
  const paused = measuredWith({ fared: { ...fared, eventLoopDelayMs: ms(0.3, 2, 30) } });
  const most = sample.events.new_message?.latencyMs.max ?? 0;
  const missed = (byMs: number) => ({ slo: [`new_message.max<${most - byMs}ms`] });
  expect(await assembled(missed(20), {}, paused)).toMatchObject({ verdict: 'untrusted' });
  expect(await assembled(missed(50), {}, paused)).toMatchObject({ verdict: 'breached' });
  expect(await assembled({}, {}, paused)).toMatchObject({ verdict: 'met' });
});

test('stimuli that the target refused are a breach; those that waited for long are named with their endpoint', async () => {
  const counts = { ...noStimuli, asked: 600 };
  const refusing = await assembled({}, {}, measuredWith({ stimuli: { ...counts, refused: 3 } }));
  expect(refusing).toMatchObject({
    verdict: 'breached',
    summary: 'Breached: 1 of 8 SLOs was not held: stimuli.refused=0 (3).',
    stimuli: { asked: 600, refused: 3 },
  });
  const slow = { ...counts, queued: 200, longestWaitMs: 4_850 };
  const stimuli = { kind: 'hook', url: 'http://127.0.0.1:9/stimulus', headers: {} } as const;
  const target = { description: { ...description, stimuli } };
  const waiting = await assembled({}, target, measuredWith({ stimuli: slow }));
  expect(waiting.verdict).toBe('untrusted');
  expect(waiting.trust.reasons[0]?.reason).toContain(
    'the stimulus hook at http://127.0.0.1:9/stimulus is slow',
  );
  expect((await assembled()).stimuli).toBeUndefined();
});

test('what was interrupted says so; before the window there is nothing to trust', async () => {
  const cut = measuredWith({ phasesMs: { ...sample.phasesMs, measured: 12_000 } });
  expect(await assembled({}, { aborted: true }, cut)).toMatchObject({ verdict: 'met', partial: true });
  expect((await assembled({}, { aborted: true }, cut)).summary).toMatch(
    /interrupted after 12 s of measuring\.$/,
  );
  const early = measuredWith({ phasesMs: { ...sample.phasesMs, measured: 0 }, segments: [], events: {} });
  expect(await assembled({}, { aborted: true }, early)).toMatchObject({
    verdict: 'untrusted',
    partial: true,
  });
});

test('every knob is there as it would be typed, and the command repeats the run', async () => {
  const result = await assembled({ duration: '60s', replyShare: 0.25, ...slow });
  expect(result.knobs).toMatchObject({
    widgets: '800',
    duration: '60s',
    rate: '50/s',
    replyShare: '25%',
    ramp: '4s',
  });
  expect(result.command).toBe(
    "npm run load -- steady --widgets 800 --agents 200 --duration 60s --reply-share 25% --slo 'new_message.p99<1ms' --seed 7 --target embedded",
  );
});

test('a run in steps is judged by the highest that held, and names it', async () => {
  const { new_message: message } = sample.events;
  const late = { new_message: { ...message, latencyMs: { ...message?.latencyMs, p99: 900 } } };
  const steps = [segment(50), segment(75), segment(113, { events: late as Measured['events'] })];
  const asked = { steps: 5, rate: 50, slo: ['new_message.p99<200ms', 'rate>=75'] };
  const result = await assembled(asked, {}, measuredWith({ segments: steps }));
  expect(result).toMatchObject({
    verdict: 'met',
    capacity: { sustainedPerSecond: 75, ended: 'at 113/s, not held: new_message.p99<200ms' },
  });
  expect(result.segments.map(({ met, trusted }) => [met, trusted])).toEqual([
    [true, true],
    [true, true],
    [false, true],
  ]);
});

describe('a run in steps that is interrupted', () => {
  const asked = { steps: 3, rate: 50, duration: '10s' };
  const interrupted = (...segments: MeasuredSegment[]) =>
    assembled(asked, { aborted: true }, measuredWith({ segments }));

  test.each([
    ['in the middle of one', segment(75, { fromS: 10.3, toS: 14 })],
    ['between two of them', segment(75, { fromS: 10.3, toS: 10.3 })],
  ])('%s has sustained what came to its end', async (_when, cut) => {
    const result = await interrupted(segment(50), cut);
    expect(result).toMatchObject({ verdict: 'met', partial: true });
    expect(result.capacity).toEqual({ sustainedPerSecond: 50, ended: 'by an interruption' });
    expect(result.segments[0]).toMatchObject({ met: true });
    expect(result.segments[1]?.met).toBeUndefined();
    expect(readable(result)).toEqual(result);
  });

  test('in the first of them has sustained nothing, and before it, measured nothing', async () => {
    const first = await interrupted(segment(50, { toS: 4 }));
    expect(first).toMatchObject({ capacity: { ended: 'by an interruption' }, segments: [{ label: '50/s' }] });
    expect(first.capacity?.sustainedPerSecond).toBeUndefined();
    expect(first.summary).toMatch(/^Met: nothing broke, and no step came to its end\./);
    const early = measuredWith({
      segments: [segment(50, { toS: 0 })],
      phasesMs: { ...sample.phasesMs, measured: 0 },
    });
    const none = await assembled(asked, { aborted: true }, early);
    expect(none).toMatchObject({
      verdict: 'untrusted',
      segments: [],
      capacity: { ended: 'by an interruption' },
    });
    expect(readable(none)).toEqual(none);
  });

  test('is broken by what no cutting explains, and by nothing else', async () => {
    const cut = (wrong: Partial<LedgerCounts>) =>
      segment(75, { toS: 4, ledger: { ...sample.ledger, ...wrong } });
    const leaked = await interrupted(segment(50), cut({ leaked: 1 }));
    expect(leaked.capacity).toEqual({ sustainedPerSecond: 50, ended: 'at 75/s, not held: ledger.leaked=0' });
    expect(leaked.segments[1]).toMatchObject({ met: false, trusted: true });
    const lost = await interrupted(segment(50), cut({ lost: 9 }));
    expect(lost.capacity).toEqual({ sustainedPerSecond: 50, ended: 'by an interruption' });
    expect(lost.segments[1]?.met).toBeUndefined();
  });

  test('blames who was dropped in the pause after a step on that step', async () => {
    const sockets = { ...sample.sockets, dropped: 3 };
    const segments = [segment(50), segment(75), segment(113, { fromS: 10.3, toS: 10.3, dropped: 3 })];
    const result = await assembled(asked, { aborted: true }, measuredWith({ segments, sockets }));
    expect(result).toMatchObject({
      verdict: 'met',
      capacity: { sustainedPerSecond: 50, ended: 'at 75/s, not held: sockets.dropped=0' },
    });
    expect(result.segments.map(({ dropped }) => dropped)).toEqual([0, 3]);
  });

  test('has its knee where it is without the step that was cut off', async () => {
    const at = (p99: number) => ({ latencyMs: { ...ms(1, p99, p99), p95: 1 } });
    const steps = [segment(100, at(20)), segment(150, at(22)), segment(225, at(200))];
    const cut = segment(338, { ...at(0), toS: 1 });
    const options = { ...asked, rate: 100, steps: 4, slo: ['new_message.p99<900ms'] };
    const result = await assembled(options, { aborted: true }, measuredWith({ segments: [...steps, cut] }));
    expect(result.capacity?.kneePerSecond).toBe(225);
  });
});

test('each part keeps how late its messages were sent', async () => {
  const result = await assembled({}, {}, measuredWith());
  expect(result.segments[0]?.sendLagMs).toEqual(fared.sendLagMs);
});

test('typing and the like are no part of what is sustained', async () => {
  const typing = { ...sample.ledger, sent: 4_000 };
  const steps = [50, 75].map((rate) => {
    const one = segment(rate);
    const all = { achievedPerSecond: rate + 400, intendedPerSecond: rate + 400 };
    return { ...one, ...all, ledgerByEvent: { ...one.ledgerByEvent, typing } };
  });
  const result = await assembled({ steps: 2, rate: 50 }, {}, measuredWith({ segments: steps }));
  expect(result.capacity).toEqual({ sustainedPerSecond: 75, ended: 'after all 2 steps (--steps)' });
});

test('a first step that breaks is a breach; one in which the generator gave in ends the search without blame', async () => {
  const asked = { steps: 3, rate: 50, slo: ['new_message.p99<1ms'] };
  const broken = await assembled(asked, {}, measuredWith({ segments: [segment(50)] }));
  expect(broken).toMatchObject({
    verdict: 'breached',
    capacity: { ended: 'at 50/s, not held: new_message.p99<1ms' },
  });
  const starved = { ...fared, cpuShare: 0.99 };
  const segments = [segment(50), segment(75, { fared: starved, ledger: { ...sample.ledger, lost: 9 } })];
  const ended = await assembled({ steps: 3, rate: 50 }, {}, measuredWith({ segments, fared: starved }));
  expect(ended).toMatchObject({
    verdict: 'met',
    trust: { trusted: true },
    capacity: { sustainedPerSecond: 50 },
  });
  expect(ended.capacity?.ended).toMatch(/^at 75\/s, the generator gave in: A worker's thread took 99/);
});

test('what is dropped breaks a step by itself; what came after the step that held is no blame of it', async () => {
  const asked = { steps: 5, rate: 50 };
  const segments = [segment(50), segment(75, { dropped: 3 })];
  const sockets = { ...sample.sockets, dropped: 3 };
  const reconnect = {
    ...{ storms: 0, participants: 3, servedAgainMs: sample.connectMs, allServedMs: [] },
    ...{ neverServed: 3, missedWhileAway: 0 },
  };
  const result = await assembled(asked, {}, measuredWith({ segments, sockets, reconnect }));
  expect(result).toMatchObject({
    verdict: 'met',
    sockets: { dropped: 3 },
    capacity: { sustainedPerSecond: 50, ended: 'at 75/s, not held: sockets.dropped=0' },
  });
  expect(result.segments.map(({ dropped }) => dropped)).toEqual([0, 3]);
  // Those that were dropped before the first step belong to none that could be called off.
  const early = measuredWith({ segments, sockets: { ...sockets, dropped: 4 } });
  expect(await assembled(asked, {}, early)).toMatchObject({ verdict: 'breached' });
  const first = measuredWith({ segments: [segment(50, { dropped: 3 })], sockets });
  expect(await assembled(asked, {}, first)).toMatchObject({ verdict: 'breached' });
});

test('a server that drops connections, or never serves those who return, does not pass', async () => {
  const dropping = measuredWith({ sockets: { ...sample.sockets, dropped: 1 } });
  expect(await assembled({}, {}, dropping)).toMatchObject({
    verdict: 'breached',
    summary: 'Breached: 1 of 8 SLOs was not held: sockets.dropped=0 (1).',
  });
  expect(await assembled({ slo: ['sockets.dropped<=1'] }, {}, dropping)).toMatchObject({ verdict: 'met' });
  const reconnect = {
    ...{ storms: 1, participants: 100, servedAgainMs: sample.connectMs, allServedMs: [900] },
    ...{ neverServed: 2, missedWhileAway: 7 },
  };
  const deaf = measuredWith({ reconnect });
  expect(await assembled({}, {}, deaf)).toMatchObject({
    verdict: 'breached',
    summary: 'Breached: 1 of 8 SLOs was not held: sockets.neverServed=0 (2).',
  });
  // Too few for a smaller load than was asked for, and still not served.
  const fewer = measuredWith({ sockets: { ...sample.sockets, widgets: 797, refused: 9 } });
  expect(await assembled({}, {}, fewer)).toMatchObject({
    verdict: 'breached',
    summary: 'Breached: 1 of 8 SLOs was not held: sockets.neverServed=0 (3).',
  });
  // They might have been, had it gone on.
  expect(await assembled({}, { aborted: true }, deaf)).toMatchObject({ verdict: 'met', partial: true });
});

test('not to serve who is connected is a breach, however many they are; not to be connected is a smaller load', async () => {
  const unserved = measuredWith({ sockets: { ...sample.sockets, widgets: 600, unserved: 200 } });
  const result = await assembled({}, {}, unserved);
  expect(result).toMatchObject({ verdict: 'breached', trust: { trusted: true } });
  expect(result.summary).toContain('sockets.neverServed=0 (200)');
  const absent = measuredWith({ sockets: { ...sample.sockets, widgets: 600 } });
  expect(await assembled({}, {}, absent)).toMatchObject({ verdict: 'untrusted' });
});

test.each(['duplicated', 'leaked', 'altered'] as const)(
  'what is %s around the window does not pass either',
  async (mishap) => {
    const outside = measuredWith({ outside: { ...sample.outside, [mishap]: 2 } });
    const result = await assembled({}, {}, outside);
    expect(result).toMatchObject({ verdict: 'breached', ledger: { [mishap]: 0 }, outside: { [mishap]: 2 } });
    expect(result.summary).toContain(`ledger.${mishap}=0 (2)`);
  },
);

test.each(['duplicated', 'leaked', 'altered'] as const)(
  'that something is %s is not excused by a load that is too high',
  async (mishap) => {
    const ledger = { ...sample.ledger, [mishap]: 3 };
    const segments = [segment(50), segment(75, { ledger })];
    const result = await assembled({ steps: 3, rate: 50 }, {}, measuredWith({ segments, ledger }));
    const ended = `at 75/s, not held: ledger.${mishap}=0`;
    expect(result).toMatchObject({ verdict: 'breached', capacity: { sustainedPerSecond: 50, ended } });
    const lossy = { ...sample.ledger, lost: 3 };
    const parts = [segment(50), segment(75, { ledger: lossy })];
    const losing = measuredWith({ segments: parts, ledger: lossy });
    expect(await assembled({ steps: 3, rate: 50 }, {}, losing)).toMatchObject({ verdict: 'met' });
  },
);

test('problems are noted once each and not without end, with what was left out', async () => {
  const problems = Array.from({ length: 40 }, (_, index) => `seat ${index} is empty`);
  const { notes } = await assembled(
    {},
    { problems },
    measuredWith({ problems: problems.slice(0, 3), foreignEvents: 4, clamped: 2 }),
  );
  expect(notes).toHaveLength(33);
  expect(notes.slice(-3)).toEqual([
    'And 10 more of the kind.',
    '4 events of other traffic were left out.',
    '2 latencies of more than 60 s count as 60 s.',
  ]);
});

test('slopes are drawn through long windows alone', async () => {
  const long = measuredWith({ phasesMs: { ...sample.phasesMs, measured: 600_000 } });
  expect((await assembled()).slopes).toBeUndefined();
  expect((await assembled({}, {}, long)).slopes).toBeDefined();
});

test('a sample of the server belongs to the second that it tells of', () => {
  const at = (atMs: number): ServerSample => ({ atMs, cpuShare: atMs, residentBytes: 1, parts: [] });
  const startedAtMs = 10_000;
  const intervals = sample.intervals.slice(4, 8).map(({ server, ...interval }) => interval);
  const seen = withServer(intervals, [at(10_020), at(11_010), at(13_490)], startedAtMs);
  expect(seen.map(({ atS, server }) => [atS, server?.cpuShare])).toEqual([
    [-1, 10_020],
    [0, 11_010],
    [1, undefined],
    [2, 13_490],
  ]);
});

test('where k6 is of another opinion than the suite, a note says so, and the verdict stays', async () => {
  const k6 = (thresholdsCrossed: boolean | undefined, given: Partial<LoadFlags> = {}, aborted = false) =>
    assembled(given, { driver: 'k6', thresholdsCrossed, aborted });
  const notes = async (...given: Parameters<typeof k6>) => (await k6(...given)).notes;
  expect([await notes(false), await notes(undefined), await notes(true, slow)]).toEqual([[], [], []]);
  expect(await notes(true, {}, true)).toEqual([]);
  const held = await k6(true);
  expect(held.verdict).toBe('met');
  expect(held.notes).toEqual([
    expect.stringMatching(/^k6 says that a threshold was crossed, .*ledger\.lost=0/),
  ]);
  const missed = await k6(false, slow);
  expect(missed.verdict).toBe('breached');
  expect(missed.notes).toEqual([
    expect.stringMatching(/no threshold was crossed, .* missed: new_message\.p99<1ms\./),
  ]);
  // It was never given what it cannot judge.
  expect(await notes(false, { slo: ['new_message.mean<1ms'] })).toEqual([]);
});
