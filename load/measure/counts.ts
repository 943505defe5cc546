import { type ServerEventName, serverEventNames } from '../../conformance/contract/index.ts';
import type { LedgerCounts } from '../../reports/results/index.ts';

/** Position of each event in `serverEventNames`: how the ledger keeps them. */
export const eventIndex = Object.fromEntries(
  serverEventNames.map((event, index) => [event, index]),
) as Record<ServerEventName, number>;

export function noCounts(): LedgerCounts {
  return {
    sent: 0,
    expected: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    late: 0,
    leaked: 0,
    altered: 0,
  };
}

export const countNames = Object.keys(noCounts()) as (keyof LedgerCounts)[];

/** Adds `from` to `into`, and returns that. */
export function addCounts(into: LedgerCounts, from: LedgerCounts): LedgerCounts {
  for (const name of countNames) into[name] += from[name];
  return into;
}

export function sumCounts(all: Iterable<LedgerCounts>): LedgerCounts {
  const sum = noCounts();
  for (const one of all) addCounts(sum, one);
  return sum;
}

/** Counts by segment and event. Segment -1: outside of all. `lost` is what is expected and not delivered when they are read. */
export class CountBook {
  /** By segment + 1, then by event. */
  readonly #counts: LedgerCounts[][] = [];

  of(segment: number, event: number): LedgerCounts {
    while (this.#counts.length <= segment + 1) this.#counts.push(serverEventNames.map(noCounts));
    return this.#counts[segment + 1]?.[event] as LedgerCounts;
  }

  /** By event; those of which there was nothing are left out. */
  read(segment: number): Partial<Record<ServerEventName, LedgerCounts>> {
    const byEvent: Partial<Record<ServerEventName, LedgerCounts>> = {};
    for (const event of serverEventNames) {
      const counts = this.#counts[segment + 1]?.[eventIndex[event]];
      if (counts === undefined || countNames.every((name) => counts[name] === 0)) continue;
      byEvent[event] = { ...counts, lost: counts.expected - counts.delivered };
    }
    return byEvent;
  }
}
