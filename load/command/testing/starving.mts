/*
 * The steps of the scenarios, in a thread that has something else to do: once people connect it is held up half of the
 * time, for hundreds of milliseconds each.
 */
import { widgetConnects as connects } from '../../journeys/processor.mts';

export * from '../../journeys/processor.mts';

const [heldUpMs, everyMs] = [300, 600];
let starving = false;

export const widgetConnects: typeof connects = (user, events, done) => {
  if (!starving) setInterval(holdUp, everyMs).unref();
  starving = true;
  connects(user, events, done);
};

function holdUp(): void {
  const untilMs = performance.now() + heldUpMs;
  while (performance.now() < untilMs);
}
