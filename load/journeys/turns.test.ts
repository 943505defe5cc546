import { expect, test } from 'vitest';
import { nowMs, Recorder } from '../measure/index.ts';
import { chance } from './chance.ts';
import { Pacer } from './pacer.ts';
import { Participant, presence } from './participant.ts';
import { type Rhythm, shareRate } from './rhythm.ts';
import { referenceManner } from './testing/plan.ts';
import { Turns } from './turns.ts';

/** Turns with so many participants who are there. */
function stage(count: number) {
  const settings = {
    runId: 'r',
    worker: 0,
    host: 'here',
    ids: 'number',
    manner: referenceManner,
    lateMs: 1,
  } as const;
  const recorder = new Recorder(settings);
  const pacer = new Pacer();
  const turns: Turns = new Turns(pacer, recorder);
  const participants = Array.from({ length: count }, (_, index) => {
    const traits = {
      role: 'widget',
      index,
      business: 0,
      node: 0,
      transport: 'websocket',
      handle: index,
    } as const;
    const participant = new Participant(traits, (one) => turns.take(one));
    participant.presence = presence.there;
    return participant;
  });
  return { recorder, turns, participants };
}

const listed = (shares: ReadonlyMap<Participant, Rhythm>) =>
  new Map([...shares].map(([participant, rhythm]) => [participant, [rhythm]]));

test('a rate is shared out evenly: among senders, and over time', () => {
  const { participants } = stage(50);
  const stretch = { fromMs: 1_000, untilMs: 11_000 };
  const rhythms = [...shareRate('message', 200, participants, stretch, chance(3)).values()];
  const times = rhythms.flatMap(({ nextMs, periodMs }) => {
    const own: number[] = [];
    for (let atMs = nextMs; atMs < stretch.untilMs; atMs += periodMs) own.push(atMs);
    return own;
  });
  expect(times).toHaveLength(2_000);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1_000);
  // In every second a fiftieth more or less, since chance decides who is first.
  for (let second = 1; second <= 10; second += 1) {
    const inIt = times.filter((atMs) => Math.floor(atMs / 1_000) === second);
    expect(Math.abs(inIt.length - 200)).toBeLessThanOrEqual(4);
  }
});

test('the schedule is open: who is busy takes his turns late, and with the times that they had', async () => {
  const { turns, participants } = stage(1);
  const [participant] = participants as [Participant];
  const fromMs = nowMs();
  const rhythm: Rhythm = { kind: 'message', periodMs: 10, nextMs: fromMs, untilMs: fromMs + 95 };
  const intended: number[] = [];
  turns.begin(new Map([[participant, [rhythm]]]));
  const loop = () =>
    turns.wait(participant, () => {
      if (turns.over) return;
      intended.push(participant.intendedMs);
      // Busy for longer than all the others are due.
      while (intended.length === 1 && nowMs() < fromMs + 120);
      queueMicrotask(loop);
    });
  loop();
  await expect.poll(() => turns.taken).toBe(true);
  turns.end();
  expect(intended.map((atMs) => Math.round(atMs - fromMs))).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
});

test('turns of one who is away are left out, and not owed', async () => {
  const { recorder, turns, participants } = stage(2);
  const [here, away] = participants as [Participant, Participant];
  away.presence = presence.away;
  const fromMs = nowMs();
  recorder.beginWindow(fromMs, 0);
  recorder.beginSegment('window', fromMs, fromMs + 50);
  turns.begin(listed(shareRate('message', 200, participants, { fromMs, untilMs: fromMs + 50 }, chance(1))));
  let taken = 0;
  const loop = (one: Participant) =>
    turns.wait(one, () => {
      if (turns.over) return;
      taken += 1;
      recorder.due(one.intendedMs);
      queueMicrotask(() => loop(one));
    });
  for (const one of participants) loop(one);
  await expect.poll(() => turns.taken).toBe(true);
  expect(here.there).toBe(true);
  expect(taken).toBe(5);
  turns.end();
  expect(recorder.segment(0).intended).toBe(5);
  recorder.record();
});

test('what was due and not taken when the schedule is cut is owed', () => {
  const { recorder, turns, participants } = stage(4);
  const fromMs = nowMs();
  recorder.beginWindow(fromMs, 0);
  recorder.beginSegment('window', fromMs, fromMs + 1_000);
  turns.begin(
    listed(shareRate('message', 100, participants, { fromMs, untilMs: fromMs + 1_000 }, chance(1))),
  );
  turns.cut(fromMs + 500);
  expect(turns.taken).toBe(true);
  expect(Math.abs(recorder.segment(0).intended - 50)).toBeLessThanOrEqual(2);
  recorder.record();
});
