import type { LoadResult, LoadSegment } from '../../results/index.ts';
import { syntheticRun } from './synthetic.ts';

export interface SyntheticStepsOptions {
  seed: number;
  /** Rates per second, of which the last broke. */
  rates: readonly number[];
  /** What became of deliveries in the last step besides being slow. */
  brokenBy?: 'lost';
  /** The median of the first step; each further one is slower by a tenth. */
  medianMs?: number;
  /** How long each step takes. */
  seconds?: number;
}

/** A result of `capacity`: steps, each slower than the one before, the last of them far too slow. */
export function syntheticSteps(options: SyntheticStepsOptions): LoadResult {
  const { seed, rates, brokenBy, medianMs = 50, seconds: stepS = 10 } = options;
  const parts = rates.map((rate, place) => {
    const broken = place === rates.length - 1;
    const of = medianMs * 1.1 ** place * (broken ? 8 : 1);
    const part = syntheticRun({
      seed: seed + place,
      seconds: stepS,
      deliveriesPerSecond: 2 * rate,
      medianMs: of,
    });
    return {
      part,
      segment: segmentOf(part, { rate, place, stepS, broken, lost: broken && brokenBy ? 40 : 0 }),
    };
  });
  const [first] = parts as [(typeof parts)[number]];
  const slowest = parts.at(-1)?.part as LoadResult;
  const lost = parts.reduce((sum, { segment }) => sum + segment.ledger.lost, 0);
  const held = rates.at(-2);
  return {
    ...first.part,
    scenario: 'capacity',
    // Whoever takes the figures of all steps together for those of one of them gets these.
    events: slowest.events,
    ledger: { ...first.part.ledger, lost },
    segments: parts.map(({ segment }) => segment),
    intervals: parts.flatMap(({ part }, place) => part.intervals.map((one) => intervalOf(one, place, stepS))),
    phasesMs: { ...first.part.phasesMs, measured: rates.length * stepS * 1000 },
    capacity: { ended: 'at the last, too slow', ...(held !== undefined && { sustainedPerSecond: held }) },
  };
}

function segmentOf(
  part: LoadResult,
  {
    rate,
    place,
    stepS,
    broken,
    lost,
  }: { rate: number; place: number; stepS: number; broken: boolean; lost: number },
): LoadSegment {
  const latencyMs = part.events.new_message?.latencyMs;
  if (!latencyMs) throw new RangeError('The step has no new_message.');
  return {
    label: `${rate}/s`,
    ...{ fromS: place * stepS, toS: (place + 1) * stepS },
    ...{ intendedPerSecond: rate, achievedPerSecond: rate, latencyMs },
    ledger: { ...part.ledger, expected: latencyMs.count + lost, delivered: latencyMs.count, lost },
    ...{ met: !broken, trusted: true },
  };
}

/** The server works harder with each step. */
function intervalOf(
  one: LoadResult['intervals'][number],
  place: number,
  stepS: number,
): LoadResult['intervals'][number] {
  const server = { cpuShare: 0.2 * 2 ** place, residentBytes: 1e8 * (place + 1), parts: [] };
  return { ...one, atS: one.atS + place * stepS, server };
}
