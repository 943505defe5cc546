import {
  addCounts,
  type Latency,
  type LedgerCounts,
  type LoadResult,
  type LoadSegment,
  stretchesOf,
  writeHistogram,
} from '../results/index.ts';
import { visibleLine } from '../visible/index.ts';

/*
 * A run in steps goes on until something breaks: over all of its steps, a run that got further looks slower and loses
 * more. So two of them are compared as of one step that both took, beside how far each of them got.
 */

/** Two runs as they are compared. */
export interface AtStep {
  base: LoadResult;
  next: LoadResult;
  /** For people: as of which step that is; absent for runs that are not in steps. */
  note?: string;
  /** Metrics of the whole run that say nothing where one of the runs went on until connections broke. */
  leftOut: ReadonlySet<string>;
}

/** Of the whole run, and so of who came back after a step that broke, too. */
const ofAllConnections: ReadonlySet<string> = new Set(['connect.p99', 'sockets.refused']);

/** Runs in steps as of the highest one that both held, or else the first that both took; others as they are. */
export function atCommonStep(base: LoadResult, next: LoadResult): AtStep {
  if (!base.capacity && !next.capacity) return { base, next, leftOut: new Set() };
  const leftOut = [base, next].some(isBeset) ? ofAllConnections : new Set<string>();
  const [label, held] = base.capacity && next.capacity ? commonStep(base.segments, next.segments) : [];
  if (label === undefined) {
    const why =
      base.capacity && next.capacity
        ? 'The two runs have no trusted step in common'
        : 'Only one of the runs is in steps';
    const note = `${why}, so neither latencies nor losses are compared.`;
    return { base: withoutSteps(base), next: withoutSteps(next), note, leftOut };
  }
  const at = (result: LoadResult) =>
    asOf(result, result.segments.find((segment) => segment.label === label) as LoadSegment);
  const which = held ? 'highest step that both held' : 'first step of both, since not both held it';
  const note = `Runs in steps: latencies, losses and the server are compared at ${visibleLine(label)}, the ${which}.`;
  return { base: at(base), next: at(next), note, leftOut };
}

/**
 * Whether a run in steps went on until the server broke something, so that its sustained rate is what the server can do,
 * and not what it was asked for at least.
 */
export function foundLimit({ segments }: LoadResult): boolean {
  const end = segments.find(({ met, trusted }) => !met || !trusted);
  return end?.met === false && end.trusted;
}

/** Connections ended in it, and whoever came back connected again. */
const isBeset = ({ capacity, sockets }: LoadResult) => capacity !== undefined && sockets.dropped > 0;

function commonStep(
  base: readonly LoadSegment[],
  next: readonly LoadSegment[],
): [label: string | undefined, held: boolean] {
  const heldByNext = labelsOf(heldOf(next));
  const highest = heldOf(base).findLast(({ label }) => heldByNext.has(label));
  if (highest) return [highest.label, true];
  const trustedInNext = labelsOf(next.filter(({ trusted }) => trusted));
  return [base.find(({ label, trusted }) => trusted && trustedInNext.has(label))?.label, false];
}

const labelsOf = (segments: readonly LoadSegment[]) => new Set(segments.map(({ label }) => label));

/** The steps before the first that broke something, was cut off, or cannot be trusted. */
function heldOf(segments: readonly LoadSegment[]): readonly LoadSegment[] {
  const end = segments.findIndex(({ met, trusted }) => !met || !trusted);
  return end < 0 ? segments : segments.slice(0, end);
}

const none: Latency = { p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0, mean: 0, count: 0 };

/**
 * What the file holds of that step alone. What no load excuses counts in all of the run, so the other steps are as the
 * time outside the window.
 */
function asOf(result: LoadResult, segment: LoadSegment): LoadResult {
  const { events, segments, sockets, phasesMs, generator } = result;
  const { new_message: messages } = events;
  const later = segments.slice(segments.indexOf(segment) + 1);
  const fromS = Math.ceil(segment.fromS);
  const intervals = result.intervals
    .filter(({ atS, spanS = 1 }) => atS >= fromS && atS + spanS <= segment.toS)
    .map((interval) => ({ ...interval, atS: interval.atS - fromS }));
  const held = stretchesOf({ intervals }).flatMap(({ counts }) => counts ?? []);
  const histogram = held.length > 0 ? writeHistogram(addCounts(held)) : '';
  return {
    ...withoutSteps(result),
    events: messages
      ? { new_message: { ...messages, latencyMs: segment.latencyMs, histogram, lastRecipientMs: none } }
      : {},
    ledger: segment.ledger,
    outside: combined(combined(result.ledger, result.outside, 1), segment.ledger, -1),
    intervals,
    sockets: {
      ...sockets,
      dropped: later.reduce((left, { dropped = 0 }) => left - dropped, sockets.dropped),
    },
    // Of older results it is not known; but in a step that is trusted it was small.
    generator: { ...generator, sendLagMs: segment.sendLagMs ?? none },
    phasesMs: { ...phasesMs, measured: (segment.toS - segment.fromS) * 1000 },
  };
}

/** What is true of a run whatever its steps. */
function withoutSteps(result: LoadResult): LoadResult {
  return {
    ...result,
    events: {},
    ledger: combined(result.ledger, result.ledger, -1),
    ledgerByEvent: {},
    outside: combined(result.ledger, result.outside, 1),
    intervals: [],
    reconnect: undefined,
    stimuli: undefined,
    generator: { ...result.generator, sendLagMs: none },
    phasesMs: { ...result.phasesMs, measured: 0 },
  };
}

function combined(one: LedgerCounts, other: LedgerCounts, sign: 1 | -1): LedgerCounts {
  const names = Object.keys(one) as (keyof LedgerCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + sign * other[name]])) as LedgerCounts;
}
