import type { Histogram } from '../measure/index.ts';

/** A distribution as values, in order, and how many there are up to each. */
interface Steps {
  valuesMs: number[];
  upTo: number[];
}

function stepsOf(histogram: Histogram): Steps {
  const steps: Steps = { valuesMs: [], upTo: [] };
  let upTo = 0;
  histogram.eachValue((ms, count) => {
    upTo += count;
    steps.valuesMs.push(ms);
    steps.upTo.push(upTo);
  });
  return steps;
}

/** Halvings after which an hour has come down to less than a nanosecond. */
const halvings = 52;

/**
 * A percentile of the sum of two values that have nothing to do with each other, given the distribution of either, in
 * milliseconds. It is not the sum of the percentiles: what is slow in the one is seldom slow in the other. 0 where one of
 * them holds nothing.
 */
export function percentileOfSum(one: Histogram, other: Histogram, percentile: number): number {
  if (one.count === 0 || other.count === 0) return 0;
  const [first, second] = [stepsOf(one), stepsOf(other)];
  const wanted = (percentile / 100) * one.count * other.count;
  let lowMs = 0;
  let highMs = (first.valuesMs.at(-1) as number) + (second.valuesMs.at(-1) as number);
  for (let halving = 0; halving < halvings; halving += 1) {
    const middleMs = (lowMs + highMs) / 2;
    if (pairsUpTo(middleMs, first, second) >= wanted) highMs = middleMs;
    else lowMs = middleMs;
  }
  return highMs;
}

/** How many pairs add up to that or less. */
function pairsUpTo(ms: number, first: Steps, second: Steps): number {
  let pairs = 0;
  let left = second.valuesMs.length;
  for (const [index, valueMs] of first.valuesMs.entries()) {
    while (left > 0 && valueMs + (second.valuesMs[left - 1] as number) > ms) left -= 1;
    if (left === 0) break;
    const count = (first.upTo[index] as number) - (first.upTo[index - 1] ?? 0);
    pairs += count * (second.upTo[left - 1] as number);
  }
  return pairs;
}
