import { Counter, Gauge } from 'k6/metrics';
import { type ServerEventName, serverEventNames } from '../../../conformance/contract/index.ts';
import { countNames, sumCounts } from '../../measure/counts.ts';
import type { WorkerRecord } from '../../measure/index.ts';
import {
  figures,
  latencyMetric,
  ledgerMetric,
  percentileOf,
  rateMetric,
  socketsMetric,
  wholeRunMetric,
} from '../metric-names.ts';
import { Histogram } from './histogram.ts';

// k6 takes metrics only while the script is loaded.
const counters = new Map(
  [
    ...countNames.flatMap((count) => [ledgerMetric(count), wholeRunMetric(count)]),
    ...[socketsMetric('dropped'), socketsMetric('refused'), rateMetric],
  ].map((name) => [name, new Counter(name)]),
);
const gauges = new Map(
  serverEventNames.flatMap((event) =>
    figures.map((figure) => {
      const name = latencyMetric(event, figure);
      return [name, new Gauge(name, true)] as const;
    }),
  ),
);

/** Tells k6 what this virtual user measured. */
export function tellK6({ segments, outside, sockets, phasesMs }: WorkerRecord): void {
  const add = (name: string, value: number) => counters.get(name)?.add(value);
  const inWindow = sumCounts(segments.flatMap(({ ledgers }) => Object.values(ledgers)));
  const inAll = sumCounts([inWindow, outside]);
  for (const count of countNames) {
    add(ledgerMetric(count), inWindow[count]);
    add(wholeRunMetric(count), inAll[count]);
  }
  add(socketsMetric('dropped'), sockets.dropped);
  add(socketsMetric('refused'), sockets.refused);
  const messages = segments.reduce((sum, { ledgers }) => sum + (ledgers.new_message?.sent ?? 0), 0);
  add(rateMetric, phasesMs.measured > 0 ? (messages / phasesMs.measured) * 1000 : 0);
  for (const event of serverEventNames) tellLatency(event, segments);
}

function tellLatency(event: ServerEventName, segments: WorkerRecord['segments']): void {
  const latency = new Histogram();
  for (const { streams } of segments) {
    const stream = streams[event];
    if (stream !== undefined) latency.add(Histogram.decode(stream.corrected));
  }
  if (latency.count === 0) return;
  for (const figure of figures) {
    gauges.get(latencyMetric(event, figure))?.add(latency.percentile(percentileOf[figure]));
  }
}
