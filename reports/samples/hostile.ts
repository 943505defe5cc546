import type { ConformanceResult, KillMatrixResult, LoadResult } from '../results/index.ts';
import { sampleResult } from './conformance.ts';
import { sampleMatrix } from './kill-matrix.ts';
import { manifoldLoad } from './load.ts';

/** Texts that have broken one renderer or another. */
export const hostileTexts = [
  '<script>window.pwned=1</script>',
  '</script><script>window.pwned=2</script>',
  '</style><script>window.pwned=3</script>',
  '<img src=x onerror="window.pwned=4">',
  '"><svg onload=window.pwned=5>',
  "' onmouseover='window.pwned=6' x='",
  'javascript:window.pwned=7',
  '<a href="javascript:window.pwned=8">click</a>',
  ']]><!--x--><![CDATA[',
  '--></title></textarea></details></table>',
  '&lt;script&gt; &bogus; &#0; &#x1F98A;',
  'nul \0 escape \x1b[2J\x1b]0;title\x07 csi \u009b31m',
  'override \u202Egnp.exe\u202C isolate \u2066x zero\u200Bwidth',
  'lone \uD800 surrogates \uDC00 and \uFFFE',
  'line\r\nbreak\n::error title=forged::not from the suite\n##[error]forged\n##vso[task.complete]',
  '{{7*7}} $(id) `id` | pipe [link](javascript:alert(1)) **bold** @everyone',
  `x${'A'.repeat(3000)}`,
  'z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f\u0310\u0311',
];

const closed = new Set([
  'kind',
  'verdict',
  'level',
  'direction',
  'driver',
  'unit',
  'by',
  'scope',
  'backplane',
]);

/** Every free text of a result, field names aside, carries hostile texts; every one of them occurs many times. */
export function hostileResult(): ConformanceResult {
  return tainted(sampleResult());
}

/** The same of a load run; names of events, parts and knobs are hostile, too. */
export function hostileLoad(of = manifoldLoad()): LoadResult {
  const load = tainted(of);
  const reasons = hostileTexts.map((text) => ({ reason: text, advice: text }));
  return {
    ...load,
    verdict: 'untrusted',
    trust: { trusted: false, reasons },
    knobs: taintedKeys(load.knobs),
    events: taintedKeys(load.events),
    ledgerByEvent: taintedKeys(load.ledgerByEvent),
    notes: hostileTexts,
  };
}

/** The same of a kill matrix; ids of clauses stay, as faults are told by them. */
export function hostileMatrix(): KillMatrixResult {
  const matrix = sampleMatrix();
  const { clauses, faults, ...rest } = tainted(matrix);
  return {
    ...rest,
    clauses: clauses.map((clause, index) => ({ ...clause, id: matrix.clauses[index]?.id ?? '' })),
    faults: faults.map((fault, index) => {
      const { name, meant, missed, findings } = matrix.faults[index] ?? fault;
      const named = fault.findings.map((finding, at) => ({ ...finding, id: findings[at]?.id ?? '' }));
      const hostileName = `${hostileTexts[index % hostileTexts.length]} ${name}`;
      return { ...fault, name: hostileName, meant, missed, findings: named };
    }),
  };
}

function tainted<T>(result: T): T {
  let next = 0;
  const taint = (value: unknown, key: string): unknown => {
    if (typeof value === 'string')
      return closed.has(key) || /histogram$/i.test(key)
        ? value
        : `${hostileTexts[next++ % hostileTexts.length]} ${value}`;
    if (Array.isArray(value)) return value.map((entry) => taint(entry, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, taint(entry, name)]));
  };
  return taint(result, '') as T;
}

function taintedKeys<T>(record: Record<string, T>): Record<string, T> {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.map(([key, value], index) => [`${hostileTexts[index]} ${key}`, value]));
}
