import { Histogram, type WorkerRecord } from '../measure/index.ts';
import type { Window } from './held-book.ts';
import { planJourneys } from './measure.ts';
import type { MeasureOptions } from './measure-delays.ts';

export interface MeasuredStall {
  stallMs: number;
  windowMs: number;
  corrected: Histogram;
  uncorrected: Histogram;
  record: WorkerRecord;
}

/** Has the server stand still in a run of its own, on the node without delays. */
export async function measureStall({
  server,
  extent,
  seed,
  run,
  signal,
}: MeasureOptions): Promise<MeasuredStall> {
  const { knobs, durationMs } = extent.stall;
  const journeys = await planJourneys({ nodes: server.nodes.slice(0, 1), knobs, seed });
  let stalled: Promise<Window> | undefined;
  const record = await run(journeys, {
    onTick: ({ phase }) => {
      if (phase === 'measuring') stalled ??= server.stall(durationMs);
    },
    signal,
  });
  const [segment] = record.segments;
  const stream = segment?.streams.new_message;
  const stall = await stalled;
  if (!segment || !stream || !stall) throw new TypeError('a run has a window, and messages in it');
  return {
    stallMs: Math.min(stall.toMs, segment.toMs) - stall.fromMs,
    windowMs: segment.toMs - segment.fromMs,
    corrected: Histogram.decode(stream.corrected),
    uncorrected: Histogram.decode(stream.uncorrected),
    record,
  };
}
