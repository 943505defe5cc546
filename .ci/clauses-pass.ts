/** Exits 0 when every clause of the families named passed. Arguments: a `conformance.json`, then families such as `BKP`. */
import { existsSync, readFileSync } from 'node:fs';
import { clausesOf } from '../conformance/contract/asyncapi-bindings.ts';
import { conformanceResult } from '../reports/results/index.ts';

const [file = '', ...families] = process.argv.slice(2);
if (!existsSync(file)) {
  console.error(`Expected a result file, found none at ${file}. The run before this check has the reason.`);
  process.exit(1);
}
const result = conformanceResult.parse(JSON.parse(readFileSync(file, 'utf8')));
for (const id of clausesOf(...families)) {
  const clause = result.clauses.find((each) => each.id === id);
  console.log(
    `${id}: ${clause?.verdict ?? 'not in the report'}${clause?.message ? `, ${clause.message}` : ''}`,
  );
  if (clause?.verdict !== 'pass') process.exitCode = 1;
}
