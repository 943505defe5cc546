import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rehearse } from '../../journeys/testing/rehearsal.ts';
import { readScenario } from '../../scenarios/index.ts';
import { plansFrom } from '../index.ts';

/* Does all that the plans in a file ask for in this one process, and leaves the records: scenario, file, folder. */

const [name = '', planFile = '', folder = ''] = process.argv.slice(2);
const scenario = await readScenario(name);
const { plans } = plansFrom(await readFile(planFile, 'utf8'), process.env);
await Promise.all(
  plans.map(async (plan) => {
    const { record } = await rehearse(scenario, plan);
    await writeFile(join(folder, `one-process-${plan.worker}.json`), JSON.stringify(record));
  }),
);
process.exit();
