import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { Histogram } from './histogram.ts';
import { mergeRecords } from './merge.ts';
import { Recorder } from './recorder.ts';
import { type RecorderSettings, statusKey } from './recorder-types.ts';

const settings: RecorderSettings = {
  runId: 'a run',
  worker: 0,
  host: 'here',
  ids: 'number',
  lateMs: 1000,
  manner: { echoesToSender: false, newMessageToBusiness: false, creatorFollows: true, typingToSender: false },
};
const someone = { role: 'widget', business: 0, node: 0, transport: 'websocket' } as const;

let recorder: Recorder;
let room: number;
let [alice, bob] = [0, 0];
/** The window begins in the past, so that nothing has to be waited for. */
let windowMs: number;

function start(changes: Partial<RecorderSettings> = {}) {
  recorder = new Recorder({ ...settings, ...changes });
  room = recorder.addConversation(0);
  alice = recorder.addParticipant(someone);
  bob = recorder.addParticipant({ ...someone, role: 'agent' });
  for (const one of [alice, bob]) recorder.joined(room, one, nowMs());
  // Whole milliseconds, so that sums and differences are exact.
  windowMs = Math.floor(nowMs()) - 5000;
  recorder.beginWindow(windowMs, 1000);
  recorder.beginSegment('all', windowMs, windowMs + 60_000);
}
beforeEach(() => start());

const say = (intendedMs: number) =>
  recorder.message({ conversation: room, sender: alice, via: 'socket', intendedMs, lengthChars: 80 });
const measured = () => mergeRecords([recorder.record()], settings.runId);

test('a delivery is measured from when it was intended, and as a generator would see it that waits', () => {
  // The server stood still for 2 s; ten messages were due meanwhile, and all came at its end.
  const endMs = nowMs() + 100;
  const contents = Array.from({ length: 10 }, (_, index) => say(endMs - 2000 + index * 200).content);
  for (const [index, content] of contents.entries()) recorder.messageArrived(bob, content, endMs + index);
  const { new_message } = measured().events;
  expect(new_message?.latencyMs.max).toBeCloseTo(2000, -1);
  expect(new_message?.latencyMs.p50).toBeGreaterThan(1000);
  expect(new_message?.uncorrectedMs.max).toBeLessThan(200);
  expect(new_message?.uncorrectedMs.p50).toBeCloseTo(1, 1);
});

test('of a message the first, the middle and the last recipient are known when all have it', () => {
  const others = Array.from({ length: 3 }, () => recorder.addParticipant(someone));
  for (const one of others) recorder.joined(room, one, nowMs());
  const { content } = say(windowMs);
  for (const [index, one] of [bob, ...others].entries()) {
    recorder.messageArrived(one, content, windowMs + 10 * (index + 1));
  }
  say(windowMs + 1);
  const { new_message } = measured().events;
  for (const [name, ms] of [
    ['firstRecipientMs', 10],
    ['medianRecipientMs', 30],
    ['lastRecipientMs', 40],
  ] as const) {
    expect(new_message?.[name].count).toBe(1);
    expect(new_message?.[name].max).toBeCloseTo(ms, 0);
  }
});

test('what is intended before the window counts outside of it, and is in no histogram', () => {
  const { content } = say(windowMs - 1);
  recorder.messageArrived(bob, content, windowMs + 10);
  const { outside, ledger, events } = measured();
  expect(outside).toMatchObject({ sent: 1, delivered: 1 });
  expect(ledger.sent).toBe(0);
  expect(events).toEqual({});
});

test('a segment that is cut ends there, and rates are those of the time it took', () => {
  recorder.due(windowMs);
  say(windowMs);
  recorder.cutSegment(windowMs + 2000);
  say(windowMs + 2000);
  const { segments, phasesMs } = measured();
  expect(segments).toMatchObject([{ toS: 2, sent: 1, intendedPerSecond: 0.5, achievedPerSecond: 0.5 }]);
  expect(phasesMs.measured).toBe(2000);
  expect(phasesMs.drain).toBeGreaterThan(2000);
});

describe.each(['number', 'uuid', 'any'] as const)('typing with ids of form %s', (ids) => {
  beforeEach(() => start({ ids }));
  test('is known by its user_id', () => {
    const { seq, userId } = recorder.typing({ conversation: room, sender: alice, intendedMs: windowMs });
    expect(recorder.typingArrived(bob, userId, windowMs + 3)).toBe(seq);
    expect(recorder.typingArrived(bob, userId, windowMs + 4)).toBe(seq);
    expect(measured().ledgerByEvent.typing).toMatchObject({ expected: 1, delivered: 1, duplicated: 1 });
  });
});

test('events that stimuli cause are known by their keys, the latest of a key', () => {
  const business = recorder.businessRoom(0);
  for (const one of [alice, bob]) recorder.joined(business, one, nowMs());
  const key = statusKey(7, 'away');
  const change = () =>
    recorder.stimulated({ event: 'agent_status_changed', room: business, key, intendedMs: windowMs });
  for (const seq of [change(), change()]) {
    for (const one of [alice, bob]) {
      expect(recorder.stimulatedArrived(one, 'agent_status_changed', key, windowMs + 5)).toBe(
        seq > 0 ? 1 : 1,
      );
    }
  }
  expect(recorder.stimulatedArrived(bob, 'agent_status_changed', statusKey(8, 'away'), windowMs)).toBe(-1);
  expect(recorder.stimulatedArrived(bob, 'read', key, windowMs)).toBe(-1);
  expect(measured().ledgerByEvent.agent_status_changed).toMatchObject({ sent: 2, delivered: 2, lost: 2 });
});

test('a stimulus that was refused is not counted', () => {
  const seq = recorder.stimulated({ event: 'read', room, key: '5', intendedMs: windowMs });
  recorder.due(windowMs);
  recorder.stimuli.asked(windowMs);
  recorder.stimuli.refused(windowMs, seq);
  expect(recorder.outstanding).toBe(0);
  expect(measured().stimuli).toMatchObject({ asked: 1, refused: 1 });
  expect(measured().segments).toMatchObject([
    { intended: 0, sent: 0, ledger: { sent: 0, expected: 0, lost: 0 } },
  ]);
});

describe('messages of others', () => {
  const contentOf = (changes: Partial<RecorderSettings>, business = 0) => {
    const other = new Recorder({ ...settings, ...changes });
    const conversation = other.addConversation(business);
    const sender = other.addParticipant({ ...someone, business });
    const send = { conversation, sender, via: 'socket', intendedMs: windowMs + 1, lengthChars: 50 } as const;
    const { content } = other.message(send);
    other.record();
    return content;
  };

  test('of another run, or without a stamp, are ignored and counted', () => {
    for (const content of [contentOf({ runId: 'b run' }), 'hello', undefined, 5, {}]) {
      expect(recorder.messageArrived(bob, content, nowMs())).toBe(-1);
    }
    expect(measured()).toMatchObject({ foreignEvents: 5, ledger: { leaked: 0, delivered: 0 } });
  });
  test('of another worker are leaked: their conversations are all there', () => {
    recorder.messageArrived(bob, contentOf({ worker: 1 }), nowMs());
    expect(measured().ledger.leaked).toBe(1);
  });
  test('of another worker are not where messages go to all of the business; of another business they are', () => {
    start({ manner: { ...settings.manner, newMessageToBusiness: true } });
    recorder.messageArrived(bob, contentOf({ worker: 1 }), nowMs());
    recorder.messageArrived(bob, contentOf({ worker: 1 }, 1), nowMs());
    expect(measured().ledger.leaked).toBe(1);
  });
});

test('the pulse tells how things stand, and what is overdue', () => {
  recorder.connected(4);
  const { content } = say(windowMs);
  expect(recorder.pulse()).toMatchObject({ sockets: 1, sent: 1, deliveries: 0, inFlight: 1 });
  recorder.messageArrived(bob, content, nowMs());
  expect(recorder.pulse()).toMatchObject({ deliveries: 1, inFlight: 0, lost: 0 });
});

test('sockets: how many were served at once, by role, and what became of connections', () => {
  recorder.connected(4);
  recorder.connected(6);
  recorder.disconnected(false);
  recorder.refused();
  for (const one of [alice, bob]) recorder.seated(one);
  recorder.depart(alice);
  recorder.depart(alice);
  const late = recorder.addParticipant(someone);
  recorder.joined(room, late, nowMs());
  recorder.seated(late);
  recorder.seated(late);
  // One who is connected and never served, and one who is not even connected.
  recorder.joined(room, recorder.addParticipant(someone), nowMs());
  recorder.addParticipant(someone);
  const { sockets, connectMs } = measured();
  expect(sockets).toEqual({ widgets: 1, agents: 1, unserved: 1, peak: 2, refused: 1, dropped: 1 });
  expect(connectMs.count).toBe(2);
});

test('problems are told once, with how often', () => {
  for (let times = 0; times < 3; times += 1) recorder.problem('It rains.');
  recorder.problem('It snows.');
  expect(measured().problems).toEqual(['It rains. (3 times)', 'It snows.']);
});

function holdUp(forMs: number): void {
  const untilMs = nowMs() + forMs;
  while (nowMs() < untilMs);
}
const delayAt = (percentile: number) =>
  Histogram.decode(recorder.segment(0).generator?.eventLoopDelay ?? '').percentile(percentile);

test('a loop that is held up during a segment is in the record, and as long as it was', async () => {
  holdUp(120);
  const deadlineMs = nowMs() + 10_000;
  while (delayAt(100) < 90 && nowMs() < deadlineMs) await setTimeout(5);
  const { generator, fared } = measured();
  expect(generator.eventLoopDelayMs.max).toBeGreaterThan(90);
  expect(fared.eventLoopDelayMs.p999).toBeGreaterThan(90);
  expect(generator.files.open).toBeGreaterThanOrEqual(0);
  expect(generator.residentBytes).toBeGreaterThan(1e6);
});

test('one that is held up after the segment counts as long as something of it is on its way', async () => {
  recorder.cutSegment(windowMs + 1_000);
  // As long as nothing is, the loop may do what it likes.
  holdUp(250);
  await expect.poll(() => recorder.pulse().eventLoopDelayMaxMs).toBeGreaterThan(200);
  expect(delayAt(100)).toBe(0);
  const { content } = say(windowMs + 500);
  await setTimeout(30);
  holdUp(150);
  // It was read before the loop could say that it had been late.
  recorder.messageArrived(bob, content, nowMs());
  await expect.poll(() => delayAt(100)).toBeGreaterThan(120);
});

test('before the window, what counts is how the loop was while people connected', async () => {
  const early = new Recorder(settings);
  let seenMs = 0;
  const pulse = () => {
    const { eventLoopDelayMaxMs } = early.pulse();
    seenMs = Math.max(seenMs, eventLoopDelayMaxMs);
    return eventLoopDelayMaxMs;
  };
  /** Until what was held up is behind, and has been noted. */
  const free = () => expect.poll(pulse, { timeout: 10_000 }).toBeLessThan(50);
  holdUp(80);
  await free();
  early.connected(100);
  // A delay that begins before the loop is looked at next could have been under way.
  await setTimeout(30);
  pulse();
  const whileConnectingMs = seenMs;
  // Longer than anything that other processes on this machine made of it meanwhile.
  holdUp(whileConnectingMs + 700);
  await free();
  const { arrivalDelay = '', worstDelayMs: worst } = early.record().generator;
  const connecting = Histogram.decode(arrivalDelay).percentile(100);
  expect(connecting).toBeGreaterThan(50);
  expect(connecting).toBeLessThan(whileConnectingMs + 100);
  expect(worst).toBeGreaterThan(whileConnectingMs + 600);
});

test('mistakes of the caller are told', () => {
  expect(() => recorder.joined(99, alice, 0)).toThrow(/no room 99/);
  expect(() => recorder.joining(room, 99)).toThrow(/no participant 99/);
  expect(() => recorder.segment(3)).toThrow(/no segment 3/);
  expect(() => recorder.beginSegment('again', windowMs, windowMs + 1)).toThrow(/Segment again begins/);
});
