import { readFileSync } from 'node:fs';
import { loadResult } from '../reports/results/index.ts';

/*
 * node .ci/nothing-lost.ts load.json: whether every delivery of a load run happened once, trusted or not.
 */

const [file = ''] = process.argv.slice(2);
const { ledger, driver, sockets } = loadResult.parse(JSON.parse(readFileSync(file, 'utf8')));
const { expected, delivered, lost, duplicated, leaked, altered } = ledger;
console.log(`${driver}, ${sockets.peak} sockets: ${JSON.stringify(ledger)}`);
if (expected === 0 || delivered !== expected || lost + duplicated + leaked + altered > 0)
  process.exitCode = 1;
