/**
 * Keeps a processor busy by fits and starts, as its seed (the only argument, as JSON) decides, until the process that
 * started it ends it or is gone. Tells that process how long it was busy, slice by slice, in milliseconds.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { chanceOf } from '../../fixtures/delaying-proxy/index.ts';

/** In milliseconds, from and to. Fits are short for the whole to be bearable, and full for each to be felt. */
const restMs = [2_000, 12_000] as const;
const fitMs = [300, 1_500] as const;
/** Between two of these it looks whether it is still wanted. */
const sliceMs = 25;

process.once('disconnect', () => process.exit());

const chance = chanceOf(...JSON.parse(process.argv[2] ?? '[]'));
for (;;) {
  await pass(chance.between(...restMs));
  const untilMs = performance.now() + chance.between(...fitMs);
  const share = chance.between(0.5, 1);
  while (performance.now() < untilMs) {
    burn(share * sliceMs);
    process.send?.(share * sliceMs);
    await pass((1 - share) * sliceMs);
  }
}

function burn(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}
