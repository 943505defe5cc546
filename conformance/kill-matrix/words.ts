import type { ClauseFinding, FaultResult, KillMatrixResult } from '../../reports/results/index.ts';
import { duration } from '../../reports/wording/index.ts';
import type { MatrixProgress } from './matrix.ts';

/** A line of progress. */
export function lineOf(progress: MatrixProgress): string {
  switch (progress.kind) {
    case 'started':
      return `${progress.faults} faults, on ${progress.threads} threads`;
    case 'control': {
      const { backplane, verdict, wrong, checked, durationMs, reason } = progress.result;
      const words = {
        passed: `${checked} clauses, none accuses`,
        accused: reason ?? wrong.map(({ id, verdict }) => `${id} ${verdict}`).join(', '),
        'not-run': reason ?? '',
      };
      return `${' '.repeat(9)} ${verdict.padEnd(16)} no fault, over ${backplane}: ${words[verdict]} (${duration(durationMs)})`;
    }
    case 'fault': {
      const { result, done, total } = progress;
      const { name, verdict, meant, missed, durationMs } = result;
      const by = missed.length > 0 ? `missed by ${missed.join(', ')}` : `by ${meant.join(', ')}`;
      return `${`${done}/${total}`.padStart(9)} ${verdict.padEnd(16)} ${name}, ${result.reason ?? by} (${duration(durationMs)})`;
    }
  }
}

/** What is not as it should be, and the summary. */
export function summaryLines(result: KillMatrixResult): string[] {
  const { faults, controls, summary, durationMs } = result;
  const left = faults.filter(({ verdict }) => verdict !== 'killed' && verdict !== 'not-run');
  return [
    '',
    ...controls.flatMap(({ backplane, wrong }) =>
      wrong.map((finding) => said(`no fault, over ${backplane}`, finding)),
    ),
    ...left.flatMap(explained),
    `${summary} ${controls.length} runs without a fault. It took ${duration(durationMs)}.`,
  ];
}

function explained({ name, wrong, verdict, meant, missed, findings, reason }: FaultResult): string[] {
  const noticed = findings.filter(({ id, verdict }) => verdict === 'fail' && !missed.includes(id));
  const misleading =
    verdict === 'misnamed' ? noticed.filter(({ id }) => !meant.includes(id)).slice(0, 1) : [];
  return [
    `${name}: ${wrong}`,
    ...(reason ? [`  ${reason}`] : []),
    ...findings.filter(({ id }) => missed.includes(id)).map((finding) => said(' ', finding)),
    ...misleading.map((finding) => said('  told before those that are meant,', finding)),
    ...(noticed.length > 0 ? [`  noticed by ${noticed.map(({ id }) => id).join(', ')}`] : []),
  ];
}

function said(where: string, { id, verdict, message }: ClauseFinding): string {
  return `${where} ${id} ${verdict}${message ? `: ${message}` : ''}`;
}
