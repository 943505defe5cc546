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
  /** There is nothing of which both have latencies and losses of their own. */
  apart: boolean;
  /** Metrics that say nothing of the two. */
  leftOut: ReadonlySet<string>;
}

/** Of the whole run, and so of who came back after a step that broke, too. */
const ofAllConnections = ['connect.p99', 'sockets.refused'] as const;
const ownLag = 'generator.sendLag.p99';

/** Runs in steps as of the highest one that both held, or else the first that both took; others as they are. */
export function atCommonStep(base: LoadResult, next: LoadResult): AtStep {
  const both = [base, next];
  if (both.every(({ capacity }) => !capacity)) return { base, next, apart: false, leftOut: new Set() };
  const beset = both.some(({ capacity, sockets }) => capacity && sockets.dropped > 0);
  const left = beset ? ofAllConnections : [];
  const without = beset ? ' Connections ended on the way, so how all of them came about is left out.' : '';
  const [steps, held] = both.every(({ capacity }) => capacity)
    ? commonStep(base.segments, next.segments)
    : [];
  if (!steps) {
    const why = both.every(({ capacity }) => capacity)
      ? 'The two runs have no trusted step in common'
      : 'Only one of the runs is in steps';
    const note = `${why}, so neither the latencies of events nor what was lost is compared.${without}`;
    const leftOut = new Set([...left, ...(beset ? ['sockets.dropped'] : []), ownLag]);
    return { base: withoutSteps(base), next: withoutSteps(next), note, apart: true, leftOut };
  }
  const [ofBase, ofNext] = steps;
  const isKnown = ofBase.sendLagMs !== undefined && ofNext.sendLagMs !== undefined;
  const which = held ? 'highest step that both held' : 'first step of both, since not both held it';
  const note = `Runs in steps: latencies, losses and the server are compared at ${visibleLine(ofBase.label)}, the ${which}.${without}`;
  return {
    base: asOf(base, ofBase, isKnown),
    next: asOf(next, ofNext, isKnown),
    ...{ note, apart: false, leftOut: new Set([...left, ...(isKnown ? [] : [ownLag])]) },
  };
}

/**
 * Whether a run in steps went on until the server broke something, so that its sustained rate is what the server can do,
 * and not what it was asked for at least.
 */
export function foundLimit({ segments }: LoadResult): boolean {
  const end = segments.find(({ met, trusted }) => !met || !trusted);
  return end?.met === false && end.trusted;
}

function commonStep(
  base: readonly LoadSegment[],
  next: readonly LoadSegment[],
): [steps: [LoadSegment, LoadSegment] | undefined, held: boolean] {
  const pair = (some: readonly LoadSegment[], others: readonly LoadSegment[]) =>
    some.flatMap((one): [LoadSegment, LoadSegment][] => {
      const same = others.findLast(({ label }) => label === one.label);
      return same ? [[one, same]] : [];
    });
  const highest = pair(heldOf(base), heldOf(next)).at(-1);
  if (highest) return [highest, true];
  const trusted = (some: readonly LoadSegment[]) => some.filter((one) => one.trusted);
  return [pair(trusted(base), trusted(next))[0], false];
}

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
function asOf(result: LoadResult, segment: LoadSegment, lagIsKnown: boolean): LoadResult {
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
    // Where it is not known of both, it is of neither; in a step that is trusted it was small.
    generator: { ...generator, sendLagMs: (lagIsKnown && segment.sendLagMs) || none },
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
  };
}

function combined(one: LedgerCounts, other: LedgerCounts, sign: 1 | -1): LedgerCounts {
  const names = Object.keys(one) as (keyof LedgerCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + sign * other[name]])) as LedgerCounts;
}
