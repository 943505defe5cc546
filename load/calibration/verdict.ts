import type { CalibrationResult, LedgerCounts, Recovery } from '../../reports/results/index.ts';
import { duration } from '../../reports/wording/index.ts';
import type { WorkerRecord } from '../measure/index.ts';
import { mergeRecords } from '../measure/index.ts';
import { tolerance } from './compare.ts';

type Measured = Pick<CalibrationResult, 'delays' | 'floor' | 'stall' | 'ledger' | 'parts'>;
type Reasons = CalibrationResult['reasons'];

/** The counts of several runs together. */
export function ledgerOf(records: readonly WorkerRecord[]): LedgerCounts {
  const ledgers = records.map((record) => mergeRecords([record], record.runId).ledger);
  return ledgers.reduce((sum, ledger) => {
    const names = Object.keys(sum) as (keyof LedgerCounts)[];
    return Object.fromEntries(
      names.map((name) => [name, sum[name] + ledger[name]]),
    ) as unknown as LedgerCounts;
  });
}

/** Why it is not all recovered; nothing when it is. */
export function reasonsOf({ delays, stall, ledger, parts }: Measured): Reasons {
  const missed = [
    ...delays.flatMap(({ nominalMs, recovery }) => rowsOf(`of ${nominalMs} ms`, recovery)),
    ...rowsOf('of the standstill', stall.recovery),
  ];
  const reasons: Reasons = [];
  const { lost, duplicated, leaked, altered } = ledger;
  if (lost + duplicated + leaked + altered > 0) {
    reasons.push({
      reason: `${lost} deliveries were lost, ${duplicated} doubled, ${leaked} leaked and ${altered} altered, and the server did none of that.`,
      advice: 'This is a defect of the suite: please report it.',
    });
  }
  for (const { nominalMs, heldMs, measuredMs } of delays) {
    if (heldMs.count === measuredMs.count) continue;
    reasons.push({
      reason: `The server sent ${heldMs.count} deliveries with a delay of ${nominalMs} ms, and ${measuredMs.count} were measured.`,
      advice: 'This is a defect of the suite: please report it.',
    });
  }
  if (missed.length > 0) reasons.push({ reason: `${missed.join('; ')}.`, advice: adviceFor(parts) });
  return reasons;
}

function rowsOf(what: string, recovery: readonly Recovery[]): string[] {
  return recovery
    .filter(({ recovered }) => !recovered)
    .map(
      ({ percentile, truthMs, measuredMs }) =>
        `p${percentile} ${what} was measured as ${exactly(measuredMs)}, and is ${exactly(truthMs)}`,
    );
}

function adviceFor({ used, measured, quiet, longestStandstillMs }: Measured['parts']): string {
  if (used === 'all') {
    return `Generator or server stood still for more than ${longestStandstillMs} ms in ${measured - quiet} of ${measured} parts of the window: something else takes the processor. End it, or use a machine with more cores, and calibrate again.`;
  }
  return 'Calibrate again while nothing else runs here; if it stays like that, latencies that are measured on this machine are off by as much.';
}

/** What was found, in a sentence. */
export function summaryOf({ delays, floor, stall }: Measured, [first]: Reasons): string {
  if (first) return `Not recovered: ${first.reason} ${first.advice}`;
  const nominal = delays.map(({ nominalMs }) => nominalMs);
  const list = `${nominal.slice(0, -1).join(', ')} and ${nominal.at(-1)} ms`;
  const { correctedMs, uncorrectedMs, stallMs } = stall;
  return `Recovered: delays of ${list} came back within ${tolerance.share * 100} % or ${tolerance.ms} ms, over a floor of ${exactly(floor.latencyMs.p50)} (p50); a standstill of ${duration(stallMs)} shows as p99 ${duration(correctedMs.p99)}, where the uncorrected figure says ${duration(uncorrectedMs.p99)}.`;
}

function exactly(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 2 : 1)} ms`;
}
