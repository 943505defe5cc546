import {
  type Asked,
  judgeSegment,
  type MeasuredSegment,
  mergeSegments,
  type SegmentRecord,
} from '../measure/index.ts';
import { countsAlways, judgeSlo, type Slo } from '../slo/index.ts';
import { latencyBreaches } from './breaches.ts';

/** A segment with what is to be said of it. */
export interface JudgedSegment {
  segment: MeasuredSegment;
  /** Absent of a step that was cut off: what was left out might have broken something. */
  met?: boolean;
  trusted: boolean;
  /** Why it is not met or not trusted, as part of a sentence; empty when it is both. */
  why: string;
}

/**
 * Judges a part of the window by itself. What is not a matter of this part is left to the judgement of the whole run: how
 * long connecting took, and the rate, which steps increase.
 */
export function judgeOne(
  segment: MeasuredSegment,
  slos: readonly Slo[],
  generator: Pick<Asked, 'stimuliAt' | 'cores'>,
): JudgedSegment {
  const { events, ledger, dropped, stimuli, achievedPerSecond } = segment;
  const ofPart = slos.filter(({ subject }) => isOfPart(subject));
  const results = ofPart.map((slo) =>
    judgeSlo(slo, { events, ledger, sockets: { dropped }, stimuli, messagesPerSecond: achievedPerSecond }),
  );
  const broken = results.filter(({ met }) => !met);
  const [doubt] = judgeSegment(segment, { ...generator, breaches: latencyBreaches(ofPart, results) });
  const met = broken.length === 0;
  const why = doubt
    ? `the generator gave in: ${doubt.reason}`
    : met
      ? ''
      : `not held: ${broken.map(({ slo }) => slo).join(', ')}`;
  return { segment, met, trusted: doubt === undefined, why };
}

/**
 * Judges all parts of the window. `cutBelowMs`: of a run that was ended before its time, how long a step had to be to count
 * as one.
 */
export function judgeAll(
  segments: readonly MeasuredSegment[],
  slos: readonly Slo[],
  { cutBelowMs = 0, ...generator }: Pick<Asked, 'stimuliAt' | 'cores'> & { cutBelowMs?: number },
): JudgedSegment[] {
  return withoutUnbegun(segments).map((segment) => {
    const judged = judgeOne(segment, slos, generator);
    if ((segment.toS - segment.fromS) * 1000 >= cutBelowMs) return judged;
    // What was on its way counts as lost, and of a few deliveries no figure holds: only what no cutting explains breaks it.
    const inexcusable = judgeOne(
      segment,
      slos.filter(({ subject }) => isInexcusable(subject)),
      generator,
    );
    if (inexcusable.met === false) return inexcusable;
    return { ...judged, met: undefined, why: '' };
  });
}

/** A step of no length had not begun: those who were dropped meanwhile were dropped in the pause after the one before. */
function withoutUnbegun(segments: readonly MeasuredSegment[]): MeasuredSegment[] {
  const begun: MeasuredSegment[] = [];
  for (const segment of segments) {
    const before = begun.at(-1);
    if (segment.toS > segment.fromS) begun.push(segment);
    else if (before) begun[begun.length - 1] = { ...before, dropped: before.dropped + segment.dropped };
  }
  return begun;
}

function isInexcusable(subject: Slo['subject']): boolean {
  if (subject.of === 'sockets') return subject.setback === 'dropped';
  return subject.of === 'ledger' && countsAlways(subject.mishap);
}

function isOfPart(subject: Slo['subject']): boolean {
  if (subject.of === 'sockets') return subject.setback === 'dropped';
  return subject.of === 'event' || subject.of === 'ledger' || subject.of === 'stimuli';
}

/** Decides, while a run of several steps goes on, whether the next one is worth while. */
export class Steps {
  readonly #slos: readonly Slo[];
  readonly #generator: Pick<Asked, 'stimuliAt' | 'cores'>;

  constructor(slos: readonly Slo[], generator: Pick<Asked, 'stimuliAt' | 'cores'>) {
    this.#slos = slos;
    this.#generator = generator;
  }

  judge(records: SegmentRecord[]): 'go-on' | 'stop' {
    // All workers were lost meanwhile.
    if (records.length === 0) return 'stop';
    const { met, trusted } = judgeOne(mergeSegments(records), this.#slos, this.#generator);
    return met && trusted ? 'go-on' : 'stop';
  }
}
