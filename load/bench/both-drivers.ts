import { runBy } from '../calibration/measure.ts';
import { runWorkers } from '../driver/index.ts';
import { runInK6 } from '../k6/index.ts';
import type { SegmentRecord } from '../measure/index.ts';

/** Runs the same journeys with either driver. */
export const drives = {
  Artillery: runBy(runWorkers),
  k6: runBy(({ scenario: _, ...options }) => runInK6(options)),
} as const;
export type Name = keyof typeof drives;

/** What two drivers entered into their ledgers for the same journeys. */
export interface SameLedgers {
  /** Parts that both measured, and those of them of which both say the same. */
  parts: number;
  same: number;
  /** By one driver. */
  sent: number;
  expected: number;
  /** Lost, duplicated or leaked, with both. */
  mishaps: number;
  /** Parts that differ, in words. */
  differences: string[];
}

/** Compares sent and expected of each event, part by part. */
export function compareLedgers(
  ours: readonly Pick<SegmentRecord, 'ledgers'>[],
  others: readonly Pick<SegmentRecord, 'ledgers'>[],
): SameLedgers {
  const parts = Math.min(ours.length, others.length);
  const found: SameLedgers = { parts, same: 0, sent: 0, expected: 0, mishaps: 0, differences: [] };
  for (let part = 0; part < parts; part += 1) {
    const counts = Object.values(ours[part]?.ledgers ?? {});
    found.sent += counts.reduce((sum, ledger) => sum + ledger.sent, 0);
    found.expected += counts.reduce((sum, ledger) => sum + ledger.expected, 0);
    const [one, other] = [inWords(ours[part]), inWords(others[part])];
    if (one === other) found.same += 1;
    else found.differences.push(`part ${part + 1}: Artillery ${one}; k6 ${other}`);
  }
  for (const ledger of [...ours, ...others].flatMap(({ ledgers }) => Object.values(ledgers))) {
    found.mishaps += ledger.lost + ledger.duplicated + ledger.leaked;
  }
  return found;
}

function inWords(segment: Pick<SegmentRecord, 'ledgers'> | undefined): string {
  const ledgers = Object.entries(segment?.ledgers ?? {});
  return ledgers
    .map(([event, { sent, expected }]) => `${event}: ${sent} sent, ${expected} expected`)
    .join(', ');
}
