import type { ConformanceResult } from '../results/index.ts';

/** What a reader has to know who takes every difference for the target's doing. */
export function remarksOn(base: ConformanceResult, result: ConformanceResult): string[] {
  const remarks: string[] = [];
  const differs = (what: string, was: string, is: string, so = '') => {
    if (was !== is) remarks.push(`${what}: "${was}" before, "${is}" now.${so}`);
  };
  differs('Another target', base.target.choice, result.target.choice);
  differs('Other nodes', nodesOf(base), nodesOf(result));
  differs('Another way to stimulate it', base.target.stimuli, result.target.stimuli);
  differs('Another form of ids', base.target.ids, result.target.ids);
  differs(
    'Another version of the suite',
    `${base.suite.name} ${base.suite.version}`,
    `${result.suite.name} ${result.suite.version}`,
    ' What a clause checks may have changed.',
  );
  if (Date.parse(base.startedAt) > Date.parse(result.startedAt)) {
    remarks.push('The result that this one is compared with is the later one of the two.');
  }
  if (base.strict !== result.strict) {
    remarks.push(
      `SHOULD clauses ${result.strict ? 'count now and did not before' : 'counted before and do not now'}.`,
    );
  }
  differs(
    'Another selection',
    base.selection ?? 'all clauses',
    result.selection ?? 'all clauses',
    ' What one of the two did not ask for is not compared.',
  );
  return remarks;
}

/** Where the suite started the target, addresses are others each time, and only how many there are tells something. */
function nodesOf({ target: { kind, nodes } }: ConformanceResult): string {
  return kind === 'url' ? nodes.join(', ') : String(nodes.length);
}
