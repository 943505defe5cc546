#!/usr/bin/env node
/**
 * Shows that merging loses nothing: eight workers as a platform would run them (Artillery, no coordinator), each in a
 * network namespace of its own, against the reference server in another. What they handed back is merged from their
 * records and from Artillery's counters; the same plans are done by one process; all raw deliveries are recorded into one
 * histogram. `node load/scale-out/simulation/main.ts` exits with 1 on any difference; where there can be no namespaces it
 * says why, and exits with 0.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Estate, openEstate, UsageError } from '../../../fixtures/targets/index.ts';
import type { LoadResult } from '../../../reports/results/index.ts';
import { planned, referenceManner } from '../../journeys/testing/plan.ts';
import type { WorkerPlan } from '../../plan.ts';
import type { ScenarioFile } from '../../scenarios/index.ts';
import { describeRun, mergeRun, planText, readRun } from '../index.ts';
import { countDifferences, differences, rawDifferences, recordLines, recordRaw } from './compare.ts';
import { type Network, openNetwork, whyNoNetwork } from './network.ts';
import { type Left, runInOneProcess, runWorker, type Server, startServer } from './processes.ts';
import { bucketTable, countTable } from './tables.ts';

const workers = 8;
const asked = 'steady';
const knobs = {
  ...{ widgets: 80, agents: 24, rate: 80, ramp: '2s', warmUp: '1s', duration: '5s', step: '30s' },
  // What is marked as read depends on what has come by then: two runs need not do the same.
  readShare: 0,
};

/** A run of the eight workers, written down as `load --distributed` does. */
interface Written {
  folder: string;
  planFile: string;
  runFile: string;
  plans: readonly WorkerPlan[];
  scenario: ScenarioFile;
}

async function writeRun(estate: Estate, server: Server): Promise<Written> {
  const { scenario, plans } = await planned(asked, knobs, server, { workers });
  const [{ runId, seed, target }] = plans as [WorkerPlan];
  const folder = await estate.folder();
  const [planFile, runFile] = [join(folder, 'plans.json'), join(folder, 'run.json')];
  const run = describeRun({
    ...{ runId, engine: 'fargate', driver: 'artillery', asked, scenario, workers, seed },
    ...{ slos: [], numbers: 'counted', secrets: new Map(), manner: referenceManner },
    command: 'node load/scale-out/simulation/main.ts',
    target: { ...target, kind: 'url', choice: 'the reference server in a network namespace' },
  });
  await writeFile(planFile, planText(plans, []));
  await writeFile(runFile, JSON.stringify(run));
  return { folder, planFile, runFile, plans, scenario };
}

const merged = async (runFile: string, files: readonly string[]) => mergeRun(await readRun(runFile), files);

/** What eight workers handed back, and the results that are made of it. */
async function byEight(estate: Estate, { hub, hosts }: Network) {
  const server = await startServer(estate, hub);
  const written = await writeRun(estate, server);
  const left = await Promise.all(
    hosts.map((host, worker) =>
      runWorker(estate, host, { ...written, plan: written.plans[worker] as WorkerPlan }),
    ),
  );
  const paths = (of: keyof Left) => left.map((one) => one[of]);
  const fromRecords = await merged(written.runFile, paths('record'));
  const fromCounters = await merged(written.runFile, paths('report'));
  const single = await writeRun(estate, server);
  const alone = await runInOneProcess(estate, hub, { ...single, scenario: asked, workers });
  return { written, left, fromRecords, fromCounters, byOne: await merged(single.runFile, alone) };
}

type Eight = Awaited<ReturnType<typeof byEight>>;

/** Each thing that has to be the same, and what is not. */
async function compared({
  left,
  fromRecords,
  fromCounters,
  byOne,
  written,
}: Eight): Promise<[string, string[]][]> {
  const raw = await recordRaw(left.map(({ deliveries }) => deliveries));
  const [first, ...others] = left as [Left, ...Left[]];
  const mixed = await merged(written.runFile, [first.record, ...others.map(({ report }) => report)]);
  const lost = fromRecords.ledger.lost + fromCounters.ledger.lost + byOne.ledger.lost;
  return [
    ['merged from records, and from counters', differences(fromRecords, fromCounters)],
    ['merged from records, and from one record and counters', differences(fromRecords, mixed)],
    ['eight workers, and one process with the same plans: counts', countDifferences(fromRecords, byOne)],
    ['merged histograms, and one of all raw deliveries', rawDifferences(fromRecords, raw)],
    ['nothing is lost', lost === 0 ? [] : [`${lost} deliveries`]],
  ];
}

/** What is wrong on purpose, and has to be noticed. */
async function noticed({ left, fromRecords, written }: Eight): Promise<[string, boolean][]> {
  const records = left.map(({ record }) => record);
  const without = await merged(written.runFile, records.toSpliced(3, 1));
  const told = without.verdict === 'untrusted' && without.notes.some((note) => /^Worker 4 of 8 /.test(note));
  const twice = await merged(written.runFile, [...records, records[0] as string]).then(
    () => false,
    (error) => error instanceof UsageError,
  );
  const raw = await recordRaw(left.slice(1).map(({ deliveries }) => deliveries));
  const lines = (await readFile((left[0] as Left).deliveries, 'utf8')).trimEnd().split('\n');
  recordLines(raw, lines.slice(1));
  return [
    ['a record that is missing is named, and the result not trusted', told],
    ['a record that is there twice is refused', twice],
    ['without that record, the histograms differ', differences(fromRecords, without).length > 0],
    ['without one raw delivery, the histograms differ', rawDifferences(fromRecords, raw).length > 0],
  ];
}

async function simulate(estate: Estate): Promise<boolean> {
  const eight = await byEight(estate, await openNetwork(estate, workers));
  const { fromRecords, byOne } = eight;
  const apart = remark(fromRecords);
  console.log(`${workers} workers in network namespaces, ${fromRecords.sockets.peak} sockets. ${apart}\n`);
  console.log(`${countTable(fromRecords, byOne)}\n\n${bucketTable(fromRecords)}\n`);
  const same = await compared(eight);
  for (const [name, found] of same) {
    console.log(found.length === 0 ? `same: ${name}` : `DIFFERENT: ${name}\n  ${found.join('\n  ')}`);
  }
  const mistakes = await noticed(eight);
  for (const [name, was] of mistakes) console.log(`${was ? 'noticed' : 'NOT NOTICED'}: ${name}`);
  return same.every(([, found]) => found.length === 0) && mistakes.every(([, was]) => was);
}

function remark({ trust }: LoadResult): string {
  const [doubt] = trust.reasons;
  return doubt
    ? `Times are not judged here, and would not be trusted: ${doubt.reason}`
    : 'Times could be trusted.';
}

const why = await whyNoNetwork();
if (why) {
  console.log(`Skipped: ${why}.`);
} else {
  const estate = openEstate();
  try {
    if (!(await simulate(estate))) process.exitCode = 1;
  } finally {
    await estate.close();
  }
}
