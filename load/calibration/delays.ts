import { chanceOf } from '../../fixtures/delaying-proxy/index.ts';

/** The tail over the nominal value: p99 is 1.6 times that, p99.9 is 1.9 times. */
const tail = 0.15;
/** Multiples of it leave the fewest gaps of all numbers. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Delays in milliseconds that spread about a nominal value as a queue's do: never less than 0.9 of it, and above that
 * with an exponential tail. The nominal value is the middle of all; without one (0) there is no delay.
 *
 * The seed decides where the row begins. It fills the distribution evenly, the tail included, so that few delays show
 * the percentiles that many would.
 */
export function delaysAbout(nominalMs: number, seed: number): () => number {
  let position = chanceOf(seed, 'delay', nominalMs).next();
  return () => {
    position = (position + goldenRatio) % 1;
    return nominalMs * (1 - tail * (Math.log(1 - position) + Math.LN2));
  };
}
