/*
 * The steps of the scenarios, in a thread that stands still all the time: between any two rounds of its event loop it
 * waits for 80 ms, and computes nothing.
 */
import { widgetConnects as connects } from '../../journeys/processor.mts';

export * from '../../journeys/processor.mts';

const stillMs = 80;
const nothing = new Int32Array(new SharedArrayBuffer(4));
let frozen = false;

export const widgetConnects: typeof connects = (user, events, done) => {
  if (!frozen) standStill();
  frozen = true;
  connects(user, events, done);
};

function standStill(): void {
  Atomics.wait(nothing, 0, 0, stillMs);
  setImmediate(standStill).unref();
}
