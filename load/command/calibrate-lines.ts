import type { CalibrationResult, Latency, Recovery } from '../../reports/results/index.ts';
import { amount, duration, perSecond } from '../../reports/wording/index.ts';

const columns = ['delay', 'figure', 'held', 'truth', 'measured', 'error', ''] as const;
const figures = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999' } as const satisfies Record<
  number,
  keyof Latency
>;

/** The calibration as a table for people, and the verdict. */
export function calibrationLines(
  result: CalibrationResult,
  { quiet, file }: { quiet: boolean; file?: string },
): string[] {
  const { summary, reasons } = result;
  const others = reasons.slice(1).map(({ reason, advice }) => `also: ${reason} ${advice}`);
  return [
    ...(quiet ? [] : tableLines(result)),
    summary,
    ...others,
    ...(quiet || file === undefined ? [] : [file]),
  ];
}

function tableLines(result: CalibrationResult): string[] {
  const { floor, delays, stall, load, parts, tolerance } = result;
  const { quiet, measured, used } = parts;
  const { p50, p99, p999, count } = floor.latencyMs;
  const rows = delays.flatMap(({ nominalMs, heldMs, recovery }) =>
    recovery.map((one, index) => [
      index === 0 ? `${nominalMs} ms` : '',
      ...cellsOf(one, exactly(heldMs[figureOf(one)])),
    ]),
  );
  return [
    '',
    `${amount(load.sockets)} sockets, ${perSecond(load.messagesPerSecond)} messages, ${amount(count)} deliveries for each delay; ${used === 'quiet' ? `${quiet} quiet parts of ${measured}` : `all ${measured} parts, of which ${quiet} were quiet`}`,
    `floor: p50 ${exactly(p50)}, p99 ${exactly(p99)}, p99.9 ${exactly(p999)}; truth is held and floor together; within ${tolerance.share * 100} % or ${tolerance.ms} ms is recovered`,
    '',
    ...alignedLines([[...columns], ...rows]),
    '',
    `a standstill of ${duration(stall.stallMs)} in ${duration(stall.windowMs)}`,
    ...alignedLines([
      ['', 'figure', 'uncorrected', 'truth', 'corrected', 'error', ''],
      ...stall.recovery.map((one) => ['', ...cellsOf(one, exactly(stall.uncorrectedMs[figureOf(one)]))]),
    ]),
    '',
  ];
}

function figureOf({ percentile }: Recovery): 'p50' | 'p90' | 'p99' | 'p999' {
  return figures[percentile as keyof typeof figures];
}

function cellsOf(
  { percentile, truthMs, measuredMs, errorMs, recovered }: Recovery,
  beside: string,
): string[] {
  const share = truthMs > 0 ? ` ${signed((errorMs / truthMs) * 100, 1)} %` : '';
  return [
    `p${percentile}`,
    beside,
    exactly(truthMs),
    exactly(measuredMs),
    `${signed(errorMs, 2)} ms${share.padStart(10)}`,
    recovered ? 'recovered' : 'NOT RECOVERED',
  ];
}

function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  // Words to the left, figures to the right.
  const pad = (cell: string, column: number) =>
    column < 2 || column === columns.length - 1
      ? cell.padEnd(widths[column] as number)
      : cell.padStart(widths[column] as number);
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd());
}

function exactly(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 2 : 1)} ms`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
}
