import { expect, test } from 'vitest';
import { Recorder } from '../measure/index.ts';
import { Cast } from './cast.ts';
import { Door } from './door.ts';
import { Pacer } from './pacer.ts';
import { Seating } from './seating.ts';
import { planned, referenceManner } from './testing/plan.ts';

/** A door with many before it, whose connections end as they are told. */
function crowd(guests: number, patienceMs: number) {
  const door = new Door(new Pacer(), { rampMs: 0, guests, patienceMs });
  const turnedAway: string[] = [];
  let went = 0;
  for (let guest = 0; guest < guests; guest += 1) {
    door.enter({ go: () => (went += 1), turnedAway: (why) => turnedAway.push(why) });
  }
  return { door, turnedAway, went: () => went };
}

test('when so many as go at once fail in a row, the others are not tried any more', () => {
  const { door, turnedAway, went } = crowd(10_000, 0);
  expect(went()).toBe(64);
  for (let failures = 0; failures < 63; failures += 1) door.passed('no answer');
  expect(turnedAway).toEqual([]);
  door.passed('no answer');
  expect(went() + turnedAway.length).toBe(10_000);
  expect(went()).toBe(64 + 63);
  expect(turnedAway[0]).toBe('it was not tried any more, since 64 connections in a row had failed');
});

test('one that gets in, and a server that has had no time yet, keep it open', () => {
  const { door, turnedAway } = crowd(1_000, 0);
  for (let round = 0; round < 3; round += 1) {
    for (let failures = 0; failures < 63; failures += 1) door.passed('no answer');
    door.passed();
  }
  expect(turnedAway).toEqual([]);
  const patient = crowd(1_000, 60_000);
  for (let failures = 0; failures < 500; failures += 1) patient.door.passed('connect ECONNREFUSED');
  expect(patient.turnedAway).toEqual([]);
});

/** People for whom there is no server. */
async function aCast(): Promise<{ cast: Cast; recorder: Recorder }> {
  const { plans } = await planned('steady', { widgets: 400, agents: 1 }, { nodes: ['http://127.0.0.1:1'] });
  const [plan] = plans;
  if (!plan) throw new TypeError('There is a plan for each worker.');
  const settings = { runId: 'r', worker: 0, host: 'here', ids: 'number', lateMs: 5_000 } as const;
  const recorder = new Recorder({ ...settings, manner: referenceManner });
  return { cast: new Cast(plan, recorder, () => {}), recorder };
}

test('whoever is given up does not make the others wait longer, and whoever is seated does', async () => {
  const { cast, recorder } = await aCast();
  const lasting = async (each: (seating: Seating, at: number) => void): Promise<number> => {
    const seating = new Seating(cast, recorder);
    let next = 0;
    const timer = setInterval(() => {
      if (next < 40) each(seating, next);
      next += 1;
    }, 20);
    const fromMs = performance.now();
    await seating.complete(200, new AbortController().signal);
    clearInterval(timer);
    return performance.now() - fromMs;
  };
  const one = (at: number) => cast.widgets[at] ?? expect.fail('There are more of them.');
  const failing = await lasting((seating, at) => seating.giveUp(one(at), 'no answer'));
  const served = await lasting((seating, at) => seating.seat(one(at)));
  // 40 of them, one every 20 ms, take four times as long as anybody waits.
  expect(served).toBeGreaterThan(900);
  expect(failing).toBeLessThan(served - 400);
});

test('who is still on the way was too slow, unless the run was interrupted: that is said instead', async () => {
  const said = async (stop: AbortSignal) => {
    const { cast, recorder } = await aCast();
    const seating = new Seating(cast, recorder);
    await seating.complete(50, stop);
    return seating.missing();
  };
  const slow = 'took no part: the way to a conversation took too long.';
  expect(await said(new AbortController().signal)).toEqual([`400 widgets ${slow}`, `1 agent ${slow}`]);
  const interrupted = 'took no part: the run was interrupted before that.';
  expect(await said(AbortSignal.abort())).toEqual([`400 widgets ${interrupted}`, `1 agent ${interrupted}`]);
});
