import type { Fault } from '../../fixtures/faults/index.ts';
import type {
  ClauseFinding,
  ClauseResult,
  ControlResult,
  FaultResult,
  KillMatrixResult,
} from '../../reports/results/index.ts';

/** What a clause said, without the frames that led to it. */
export function findingOf({
  id,
  verdict,
  durationMs,
  expected,
  actual,
  message,
}: ClauseResult): ClauseFinding {
  return { id, verdict, durationMs, expected, actual, message };
}

/** How a fault fared, by what every clause that it met said of it, in the order in which the command tells failures. */
export function faultResult(
  { name, kind, wrong, noticedBy }: Fault,
  findings: readonly ClauseFinding[],
  durationMs: number,
): FaultResult {
  const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  const missed = noticedBy.filter((id) => !failed.includes(id));
  const verdict = faultVerdict(noticedBy, failed, missed);
  return { name, kind, wrong, verdict, meant: [...noticedBy], missed, findings: [...findings], durationMs };
}

function faultVerdict(
  noticedBy: readonly string[],
  [first]: readonly string[],
  missed: readonly string[],
): FaultResult['verdict'] {
  if (first === undefined) return 'survived';
  if (missed.length > 0) return 'killed-by-others';
  return noticedBy.includes(first) ? 'killed' : 'misnamed';
}

/** A fault that could not be tried, and why. */
export function notRun({ name, kind, wrong, noticedBy }: Fault, reason: string): FaultResult {
  const meant = [...noticedBy];
  return { name, kind, wrong, verdict: 'not-run', meant, missed: [], findings: [], durationMs: 0, reason };
}

/** What the clauses said of a server that is right. One that cannot be had on this target is no accusation. */
export function controlResult(
  backplane: ControlResult['backplane'],
  findings: readonly ClauseFinding[],
  durationMs: number,
): ControlResult {
  const wrong = findings.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'excluded');
  const verdict = wrong.length === 0 ? 'passed' : 'accused';
  const checked = findings.filter((finding) => finding.verdict !== 'excluded').length;
  return { backplane, verdict, wrong, checked, durationMs };
}

/** The verdict of a whole matrix, and the sentence that says it. */
export function overall(
  faults: readonly FaultResult[],
  controls: readonly ControlResult[],
): Pick<KillMatrixResult, 'verdict' | 'summary'> {
  const with_ = (verdict: FaultResult['verdict']) => faults.filter((fault) => fault.verdict === verdict);
  const tried = faults.length - with_('not-run').length;
  const killed = with_('killed').length + with_('misnamed').length;
  const share = tried === 0 ? 0 : Math.floor((1000 * killed) / tried) / 10;
  const counts = `${killed} of ${tried} faults (${share} %) are killed by every clause that is meant to notice them.`;
  const left = [
    named(with_('survived'), 'survived'),
    named(with_('killed-by-others'), 'killed by others only, or in part'),
    named(with_('misnamed'), 'killed, but the first failure that a reader is told is another clause’s'),
    named(with_('not-run'), 'could not be tried here'),
  ].filter(Boolean);
  const accused = controls.filter(({ verdict }) => verdict === 'accused');
  if (accused.length > 0) {
    const ids = [...new Set(accused.flatMap(({ wrong }) => wrong.map(({ id }) => id)))];
    const first = `Untrusted: without any fault, ${ids.join(', ')} did not pass.`;
    return { verdict: 'untrusted', summary: [first, counts, ...left].join(' ') };
  }
  if (!controls.some(({ verdict, checked }) => verdict === 'passed' && checked > 0)) {
    const first = 'Untrusted: no server without a fault was held against the clauses.';
    return { verdict: 'untrusted', summary: [first, counts, ...left].join(' ') };
  }
  const isTight = with_('killed').length === faults.length && faults.length > 0;
  return { verdict: isTight ? 'tight' : 'leaky', summary: [counts, ...left].join(' ') };
}

const mostNamed = 12;

function named(faults: readonly FaultResult[], what: string): string {
  if (faults.length === 0) return '';
  const names = faults.slice(0, mostNamed).map(({ name }) => name);
  const more = faults.length > names.length ? ` and ${faults.length - names.length} more` : '';
  return `${faults.length} ${what}: ${names.join(', ')}${more}.`;
}
