import { build, encodeIntoCompressedBase64, type JsHistogram } from 'hdr-histogram-js';
import { type EventLatencies, type LoadResult, latencyOf, readHistogram } from '../results/index.ts';
import { manifoldLoad, sampleLoad } from './load.ts';

/** How long such a run was, and how much there was in a second of it. */
export interface Extent {
  seconds: number;
  deliveriesPerSecond: number;
}

/** A run with the histograms that a run leaves: every delivery is recorded, in its second and in its event. */
export function measuredLoad({ seconds, deliveriesPerSecond }: Extent): LoadResult {
  const value = latencies();
  const whole = { all: recorder(), uncorrected: recorder(), first: recorder(), last: recorder() };
  const second = recorder();
  const before = 5;
  const intervals = Array.from({ length: seconds + before }, (_, index) => {
    const atS = index - before;
    const sample = sampleLoad().intervals[index % 36] as LoadResult['intervals'][number];
    // A stretch in which the generator stood in its own way.
    const held = atS >= seconds / 2 && atS < seconds / 2 + Math.max(1, seconds / 20);
    for (let count = 0; count < deliveriesPerSecond; count += 1) {
      const us = value() * (held ? 6 : 1);
      second.recordValue(us);
      if (atS < 0) continue;
      whole.all.recordValue(us);
      whole.uncorrected.recordValue(Math.round(us * 0.7));
      if (count % 2 === 0) whole.first.recordValue(us);
      else whole.last.recordValue(us);
    }
    const histogram = encodeIntoCompressedBase64(second);
    second.reset();
    return {
      ...sample,
      ...{ atS, deliveries: deliveriesPerSecond, histogram, latencyMs: latencyOf(readHistogram(histogram)) },
      generator: {
        eventLoopDelayMaxMs: sample.generator.eventLoopDelayMaxMs + (held ? 90 : 0),
        cpuShare: sample.generator.cpuShare,
        pastLimits: held,
      },
    };
  });
  const event = eventOf(whole);
  return manifoldLoad({
    scenario: 'cross-node',
    partial: false,
    durationMs: seconds * 1000,
    phasesMs: { ramp: 4_100, warmUp: before * 1000, measured: seconds * 1000, drain: 40 },
    connectHistogram: event.firstRecipientHistogram,
    events: { typing: event, new_message: event },
    breakdown: {
      by: 'nodes',
      rows: [
        { label: '1 > 1', latencyMs: event.firstRecipientMs, histogram: event.firstRecipientHistogram },
        { label: '1 > 2', latencyMs: event.lastRecipientMs, histogram: event.lastRecipientHistogram },
      ],
    },
    intervals,
  });
}

function recorder(): JsHistogram {
  const shape = { lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 };
  return build({
    ...shape,
    ...{ bitBucketSize: 32, autoResize: false, numberOfSignificantValueDigits: 3 },
  }) as JsHistogram;
}

/** Microseconds around 3 ms with a long tail, the same ones each time. */
function latencies(): () => number {
  let state = 20_260_314;
  const share = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => {
    const spread = share() + share() + share() - 1.5;
    const slow = share() < 0.01 ? 1 + share() * 20 : 1;
    return Math.round(3000 * Math.exp(spread * 1.2) * slow);
  };
}

function eventOf(whole: Record<'all' | 'uncorrected' | 'first' | 'last', JsHistogram>): EventLatencies {
  const [all, uncorrected, first, last] = [whole.all, whole.uncorrected, whole.first, whole.last].map((one) =>
    encodeIntoCompressedBase64(one),
  ) as [string, string, string, string];
  const figures = (encoded: string) => latencyOf(readHistogram(encoded));
  return {
    latencyMs: figures(all),
    uncorrectedMs: figures(uncorrected),
    firstRecipientMs: figures(first),
    medianRecipientMs: figures(all),
    lastRecipientMs: figures(last),
    histogram: all,
    uncorrectedHistogram: uncorrected,
    firstRecipientHistogram: first,
    medianRecipientHistogram: all,
    lastRecipientHistogram: last,
  };
}
