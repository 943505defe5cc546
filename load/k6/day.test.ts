import { expect, test } from 'vitest';
import { nowMs } from '../measure/index.ts';
import { DayWatch, dayToMonotonicMs } from './day.ts';

/** Clocks of which every look takes 10 us, and some take as long as the test says. */
function clocks(offsetMs: number, standsStill: (look: number) => number = () => 0) {
  const state = { offsetMs, atMs: 1_000.25, looks: 0 };
  const pass = () => {
    state.looks += 1;
    state.atMs += 0.01 + standsStill(state.looks);
    return state.atMs;
  };
  return { state, dayMs: () => Math.floor(pass() + state.offsetMs), nowMs: pass };
}

test('the difference is found on a machine that stands still at times', () => {
  expect(Math.abs(dayToMonotonicMs(clocks(5_000)) + 5_000)).toBeLessThan(0.1);
  const atFirst = clocks(5_000, (look) => (look === 3 ? 40 : 0));
  expect(Math.abs(dayToMonotonicMs(atFirst) + 5_000)).toBeLessThan(0.1);
  const often = clocks(5_000, (look) => (look % 30 === 0 ? 3.3 : 0));
  expect(Math.abs(dayToMonotonicMs(often) + 5_000)).toBeLessThan(0.1);
});

test('that the time of day was set is told, also when it is right again at the end', () => {
  const fake = clocks(5_000);
  const watch = new DayWatch(fake);
  for (let second = 0; second < 10; second += 1) watch.look();
  expect(Math.abs(watch.setMs())).toBeLessThan(0.1);
  fake.state.offsetMs += 50;
  watch.look();
  fake.state.offsetMs -= 80;
  fake.state.offsetMs += 30;
  expect(watch.setMs()).toBeCloseTo(-50, 0);
});

test('nobody sets the clock of this machine meanwhile', () => {
  const watch = new DayWatch();
  watch.look();
  expect(Math.abs(watch.startMs - (nowMs() - Date.now()))).toBeLessThan(1_000);
});
