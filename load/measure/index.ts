/**
 * What is measured, and how: clock, stamps, ledger, histograms, generator health, trust. Knows no driver and no network.
 * Journeys need `Recorder` and `nowMs`. The command needs `mergeRecords` (or `measuredFromCounters`), `judgeHeadroom` and
 * `judgeTrust` and `secondPastLimits`, and for single scenarios `mergeSegments`, `judgeSegment`, `sustainedPerSecond`, `kneePerSecond`, `slopesOf`.
 */
export { kneePerSecond, type Step, sustainedPerSecond } from './capacity.ts';
export { nowMs } from './clock.ts';
export { type Counters, measuredFromCounters, toCounters } from './counters.ts';
export { sumCounts } from './counts.ts';
export { emptyHistogram, mergeEncoded } from './encoded.ts';
export { Gathering, type HandedBack, TwiceError } from './gathering.ts';
export { GeneratorHealth } from './generator-health.ts';
export { Histogram, type SpectrumPoint } from './histogram.ts';
export { arrivedMs, hostName, openFiles, timerMs } from './host.ts';
export type { Fared, Measured, MeasuredSegment } from './measured.ts';
export { checkRecord, mergeRecords, mergeSegments, RecordError } from './merge.ts';
export {
  type IntervalRecord,
  intervalRecord,
  type SegmentRecord,
  type StreamRecord,
  segmentRecord,
  type WorkerRecord,
  workerRecord,
} from './record.ts';
export { Recorder } from './recorder.ts';
export {
  type MessageSend,
  type ParticipantTraits,
  type Pulse,
  type RecorderSettings,
  type StimulatedEvent,
  type StimulusSend,
  statusKey,
  type TypingSend,
} from './recorder-types.ts';
export { leastSquares, type Point, slopesOf } from './slopes.ts';
export { blankStamp, readStamp } from './stamp.ts';
export {
  type Asked,
  type Doubt,
  type Figure,
  type Headroom,
  judgeHeadroom,
  judgeSegment,
  judgeTrust,
  type LatencyBreach,
  limits,
  secondPastLimits,
} from './trust.ts';
