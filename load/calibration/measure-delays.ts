import { type Histogram, mergeEncoded, type SegmentRecord, type WorkerRecord } from '../measure/index.ts';
import { delaysMs, type Extent } from './extent.ts';
import { planJourneys, type Run } from './measure.ts';
import { wasQuiet } from './quiet.ts';
import type { FanOutProcess } from './server-process.ts';

export interface MeasureOptions {
  server: FanOutProcess;
  extent: Extent;
  seed: number;
  run: Run;
  signal: AbortSignal;
}

/** Distributions by node, in the order of the delays. */
export interface MeasuredDelays {
  held: Histogram[];
  measured: Histogram[];
  parts: { measured: number; quiet: number; used: 'quiet' | 'all' };
  record: WorkerRecord;
}

/**
 * Measures all delays in one run, so that they and the floor meet the same noise: each node has a delay of its own. Parts
 * in which something stood still are measured again, as often as the extent allows; when it stays like that, all count.
 */
export async function measureDelays(options: MeasureOptions): Promise<MeasuredDelays> {
  const { server, extent, seed, run, signal } = options;
  const { durationMs, wanted, most } = extent.part;
  const journeys = await planJourneys({
    nodes: server.nodes,
    knobs: extent.delays,
    seed,
    parts: { count: most, durationMs },
  });
  let quiet = 0;
  const onPart = (part: SegmentRecord) => {
    if (wasQuiet(part, server.standstills)) quiet += 1;
    return quiet < wanted ? 'go-on' : 'stop';
  };
  const record = await run(journeys, { onPart, signal });
  const quietParts = record.segments.filter((part) => wasQuiet(part, server.standstills));
  const used = quietParts.length >= wanted ? 'quiet' : 'all';
  const parts = used === 'quiet' ? quietParts : record.segments;
  const held: Histogram[][] = [];
  for (const { fromMs, toMs } of parts) held.push(await server.heldIn({ fromMs, toMs }));
  return {
    held: delaysMs.map((_, node) => sum(held.map((byNode) => byNode[node] as Histogram))),
    measured: delaysMs.map((_, node) => mergeEncoded(parts.flatMap((part) => arrivedAt(node, part)))),
    parts: { measured: record.segments.length, quiet: quietParts.length, used },
    record,
  };
}

/** The histograms of all pairs of nodes that end at this one. Labels are `from > to`, counted from 1. */
function arrivedAt(node: number, { breakdown = {} }: SegmentRecord): string[] {
  const there = Object.entries(breakdown).filter(([pair]) => pair.endsWith(` > ${node + 1}`));
  return there.map(([, histogram]) => histogram);
}

function sum([first, ...others]: Histogram[]): Histogram {
  if (first === undefined) throw new RangeError('There is no part.');
  for (const other of others) first.add(other);
  return first;
}
