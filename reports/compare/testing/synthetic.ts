import { Histogram } from '../../../load/measure/index.ts';
import type { LoadInterval, LoadResult } from '../../results/index.ts';
import { sampleLoad } from '../../samples/index.ts';
import { type Chance, chanceOf } from '../chance.ts';

export interface SyntheticOptions {
  seed: number;
  seconds?: number;
  deliveriesPerSecond?: number;
  medianMs?: number;
  /** How far the speed of a second strays from that of the run, as a share. */
  restlessness?: number;
  /** How much of that a second hands on to the next. */
  memory?: number;
  /** Share of the seconds in which the server stood still for some tens of milliseconds. */
  pauses?: number;
}

/**
 * A load result as a server leaves it whose seconds are not alike: slower and quicker stretches follow each other
 * (autocorrelated), latencies have an exponential tail, and now and then everything stands still.
 */
export function syntheticRun(options: SyntheticOptions): LoadResult {
  const { seed, seconds = 30, deliveriesPerSecond = 400, medianMs = 50 } = options;
  const { restlessness = 0.03, memory = 0.6, pauses = 0.05 } = options;
  // A small seed and its neighbour would begin alike.
  const chance = chanceOf(seed * 7919 + 13);
  const [all, last] = [new Histogram(), new Histogram()];
  let stray = 0;
  const intervals = Array.from({ length: seconds }, (_, atS) => {
    stray = memory * stray + restlessness * Math.sqrt(1 - memory ** 2) * normal(chance);
    const pauseMs = chance.next() < pauses ? 40 : 0;
    const second = new Histogram();
    for (let message = 0; message < deliveriesPerSecond / 2; message += 1) {
      // Both recipients of a message share most of its way.
      const sharedMs = medianMs * (1 + stray) * (0.9 + 0.1 * Math.log2(1 / (1 - chance.next())));
      const heldMs = chance.next() < 0.1 ? pauseMs * chance.next() : 0;
      const pair = [0, 1].map(() => sharedMs + heldMs + 0.5 * chance.next());
      for (const valueMs of pair) second.record(valueMs);
      last.record(Math.max(...pair));
    }
    all.add(second);
    return secondOf(atS, second);
  });
  return withMessages(sampleLoad({ seed, intervals }), all, last, seconds);
}

function secondOf(atS: number, second: Histogram): LoadInterval {
  return {
    ...{ atS, intended: second.count / 2, sent: second.count / 2, deliveries: second.count, sockets: 1000 },
    ...{ latencyMs: second.latency(), histogram: second.encode() },
    generator: { eventLoopDelayMaxMs: 5, cpuShare: 0.4 },
  };
}

function withMessages(result: LoadResult, all: Histogram, last: Histogram, seconds: number): LoadResult {
  const messages = result.events.new_message;
  if (!messages) throw new RangeError('The sample has no new_message.');
  const lag = { ...result.generator.sendLagMs, p50: 0.1, p90: 0.4, p99: 1, p999: 3 };
  return {
    ...result,
    phasesMs: { ...result.phasesMs, measured: seconds * 1000 },
    generator: { ...result.generator, sendLagMs: lag },
    events: {
      new_message: {
        ...messages,
        ...{ latencyMs: all.latency(), histogram: all.encode() },
        ...{ lastRecipientMs: last.latency(), lastRecipientHistogram: last.encode() },
      },
    },
  };
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}
