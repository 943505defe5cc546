import type { ServerEventName } from '../../conformance/contract/index.ts';
import type { LedgerCounts } from '../../reports/results/index.ts';

/*
 * What the script tells k6 itself, so that k6's summary and its thresholds say what the suite says. Each virtual user does
 * so once, when it has its record; nothing is told delivery by delivery.
 *
 * Counters, which add up over virtual users:
 *   pingback_ledger_<count>        sent, expected, delivered, lost, duplicated, outOfOrder, late, leaked, altered:
 *                                  in the measured window
 *   pingback_whole_run_<count>     the same with what was before and after it
 *   pingback_sockets_<setback>     dropped, refused
 *   pingback_messages_per_second   in the measured window
 * Gauges, which mean something with a single virtual user, since percentiles don't add up:
 *   pingback_<event>_<figure>_ms   p50, p90, p95, p99, p999 and max over all deliveries of the measured window
 */

export const ledgerMetric = (count: keyof LedgerCounts) => `pingback_ledger_${count}`;
export const wholeRunMetric = (count: keyof LedgerCounts) => `pingback_whole_run_${count}`;
export const socketsMetric = (setback: 'dropped' | 'refused') => `pingback_sockets_${setback}`;
export const rateMetric = 'pingback_messages_per_second';
export const latencyMetric = (event: ServerEventName, figure: Figure) => `pingback_${event}_${figure}_ms`;

/** Figures of a latency that k6 is told, and their percentiles. */
export const percentileOf = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9, max: 100 } as const;
export type Figure = keyof typeof percentileOf;
export const figures = Object.keys(percentileOf) as Figure[];
