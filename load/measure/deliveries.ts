import { serverEventNames } from '../../conformance/contract/index.ts';
import { eventIndex } from './counts.ts';
import { type Lines, linesInto } from './host.ts';
import type { Intervals } from './intervals.ts';
import type { LedgerWatch } from './ledger.ts';
import type { Message } from './message.ts';
import type { People } from './people.ts';
import type { ParticipantTraits } from './recorder-types.ts';
import type { Segments } from './segments.ts';

/**
 * Names a file that takes every delivery of the measured segments, for analyses of one's own. A line for each: event,
 * segment from 0, latency and uncorrected latency in milliseconds, as they went into the histograms.
 */
const deliveriesVariable = 'PINGBACK_LOAD_DELIVERIES';

/** How long deliveries took: by segment, by second and by what they are broken down by. */
export class Deliveries implements LedgerWatch {
  readonly #people: People;
  readonly #segments: Segments;
  readonly #intervals: Intervals;
  readonly #lines: Lines | undefined = linesInto(deliveriesVariable);
  /** In all; those that could not be recorded; those of more than 60 s. */
  count = 0;
  dropped = 0;
  clamped = 0;

  constructor(people: People, segments: Segments, intervals: Intervals) {
    this.#people = people;
    this.#segments = segments;
    this.#intervals = intervals;
  }

  delivered(message: Message, recipient: number, atMs: number, uncorrectedMs: number): void {
    const latencyMs = atMs - message.intendedMs;
    if (!Number.isFinite(latencyMs)) {
      this.dropped += 1;
      return;
    }
    if (latencyMs > 60_000) this.clamped += 1;
    this.count += 1;
    this.#intervals.delivered(atMs);
    const isMessage = message.event === eventIndex.new_message;
    if (isMessage) this.#intervals.latency(latencyMs);
    const segment = this.#segments.all[message.segment];
    if (segment === undefined) return;
    const stream = segment.stream(message.event);
    stream.corrected.record(latencyMs);
    stream.uncorrected.record(uncorrectedMs);
    if (this.#lines !== undefined) this.#note(message, latencyMs, uncorrectedMs);
    if (segment.breakdown === undefined || !isMessage) return;
    const recipientTraits = this.#people.traitsOf(recipient) as ParticipantTraits;
    segment.breakdown.delivered(message, this.#people.traitsOf(message.sender), recipientTraits, latencyMs);
  }

  #note({ event, segment }: Message, latencyMs: number, uncorrectedMs: number): void {
    this.#lines?.add(`${serverEventNames[event]} ${segment} ${latencyMs} ${uncorrectedMs}`);
  }

  /** No more will be noted. */
  end(): void {
    this.#lines?.flush();
  }

  completed(message: Message): void {
    this.#segments.all[message.segment]?.stream(message.event).completed(message);
  }
}
