import type { Latency, LedgerCounts, LoadResult, LoadSegment } from '../results/index.ts';

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
}

/** Runs in steps as of the highest one that both held, or else the first that both took; others as they are. */
export function atCommonStep(base: LoadResult, next: LoadResult): AtStep {
  if (!base.capacity || !next.capacity) return { base, next };
  const [label, held] = commonStep(base.segments, next.segments);
  if (label === undefined) {
    const note = 'The two runs have no step in common, so how far each of them got is what is compared.';
    return { base: withoutSteps(base), next: withoutSteps(next), note };
  }
  const at = (result: LoadResult) =>
    asOf(result, result.segments.find((segment) => segment.label === label) as LoadSegment);
  const note = `Runs in steps: latencies, losses and the server are compared at ${label}, the ${held ? 'highest step that both held' : 'first step of both, since not both held it'}.`;
  return { base: at(base), next: at(next), note };
}

function commonStep(
  base: readonly LoadSegment[],
  next: readonly LoadSegment[],
): [label: string | undefined, held: boolean] {
  const heldByNext = new Set(heldOf(next).map(({ label }) => label));
  const highest = heldOf(base).findLast(({ label }) => heldByNext.has(label));
  if (highest) return [highest.label, true];
  return [base.find(({ label }) => next.some((one) => one.label === label))?.label, false];
}

/** The steps before the first that broke something or cannot be trusted. */
function heldOf(segments: readonly LoadSegment[]): readonly LoadSegment[] {
  const broken = segments.findIndex(({ met = true, trusted }) => !met || !trusted);
  return broken < 0 ? segments : segments.slice(0, broken);
}

const none: Latency = { p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0, mean: 0, count: 0 };

/**
 * What the file holds of that step alone. What no load excuses counts in all of the run, so the other steps are as the
 * time outside the window.
 */
function asOf(result: LoadResult, segment: LoadSegment): LoadResult {
  const { events, segments, sockets, phasesMs } = result;
  const { new_message: messages } = events;
  const later = segments.slice(segments.indexOf(segment) + 1);
  const fromS = Math.ceil(segment.fromS);
  return {
    ...withoutSteps(result),
    events: messages
      ? { new_message: { ...messages, latencyMs: segment.latencyMs, lastRecipientMs: none } }
      : {},
    ledger: segment.ledger,
    outside: combined(combined(result.ledger, result.outside, 1), segment.ledger, -1),
    intervals: result.intervals
      .filter(({ atS, spanS = 1 }) => atS >= fromS && atS + spanS <= segment.toS)
      .map((interval) => ({ ...interval, atS: interval.atS - fromS })),
    sockets: {
      ...sockets,
      dropped: later.reduce((left, { dropped = 0 }) => left - dropped, sockets.dropped),
    },
    phasesMs: { ...phasesMs, measured: (segment.toS - segment.fromS) * 1000 },
  };
}

/** What is true of a run whatever its steps. */
function withoutSteps(result: LoadResult): LoadResult {
  const nothing = combined(result.ledger, result.ledger, -1);
  return {
    ...result,
    events: {},
    ledger: nothing,
    ledgerByEvent: {},
    outside: combined(result.ledger, result.outside, 1),
    intervals: [],
    reconnect: undefined,
    stimuli: undefined,
  };
}

function combined(one: LedgerCounts, other: LedgerCounts, sign: 1 | -1): LedgerCounts {
  const names = Object.keys(one) as (keyof LedgerCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + sign * other[name]])) as LedgerCounts;
}
