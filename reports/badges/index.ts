/** Results as badges: small SVG pictures for a README. */
import { makeBadge } from 'badge-maker';
import { type ConformanceResult, type LoadResult, tally } from '../results/index.ts';
import { shorten, visibleLine } from '../visible/index.ts';
import { count, latencyText } from '../wording/index.ts';

/** Names of the files in an output folder. */
export const conformanceBadgeName = 'badge-conformance.svg';
export const latencyBadgeName = 'badge-p99.svg';

/** White text is readable on each; the usual badge colours are too light for that. */
const colors = { good: '#17753a', fair: '#4f6d12', bad: '#b91f2b', unknown: '#525c6b' };

/**
 * `PingBack conformance | 79 of 79`: how many of the clauses hold; green when all do, a duller green when some are left
 * out or are warnings. Red with the number of failures; grey where too little was tested to say anything.
 */
export function conformanceBadge(result: ConformanceResult): string {
  return drawn('PingBack conformance', conformanceWords(result));
}

/** `p99 | 23 ms`, of `new_message` where it was measured; coloured by the verdict of the SLOs, grey where it cannot be trusted. */
export function latencyBadge(result: LoadResult): string {
  const measured = Object.entries(result.events).filter(([, { latencyMs }]) => latencyMs.count > 0);
  const [event, latencies] =
    measured.find(([name]) => name === 'new_message') ??
    measured.toSorted(([, one], [, other]) => other.latencyMs.count - one.latencyMs.count)[0] ??
    [];
  const label = event === undefined || event === 'new_message' ? 'p99' : `${event} p99`;
  if (!result.trust.trusted) return drawn(label, { message: 'untrusted', color: colors.unknown });
  if (!latencies) return drawn(label, { message: 'not measured', color: colors.unknown });
  const color = result.verdict === 'met' ? colors.good : colors.bad;
  return drawn(label, { message: latencyText(latencies.latencyMs, 'p99'), color });
}

interface Words {
  message: string;
  color: string;
}

function conformanceWords(result: ConformanceResult): Words {
  const counts = tally(result);
  const all = result.clauses.length;
  const share = `${counts.pass} of ${all}`;
  switch (result.verdict) {
    case 'nonconformant': {
      const stale = counts['stale-expectation'];
      const failing = counts.fail > 0 ? `${counts.fail} failing` : count(stale, 'stale expectation');
      return { message: failing, color: colors.bad };
    }
    case 'incomplete':
      return { message: 'incomplete', color: colors.unknown };
    case 'observed':
      return { message: 'not judged', color: colors.unknown };
    case 'conformant':
      if (result.selection !== undefined) return { message: `${share} selected`, color: colors.unknown };
      return { message: share, color: counts.pass === all ? colors.good : colors.fair };
  }
}

function drawn(label: string, { message, color }: Words): string {
  const badge = makeBadge({
    label: visibleLine(shorten(label, 60)),
    message: visibleLine(shorten(message, 60)),
    labelColor: '#2f363f',
    color,
    style: 'flat',
  });
  return `${badge}\n`;
}
