import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEstate } from '../../fixtures/targets/index.ts';
import { startFanOutProcess } from '../../load/calibration/server-process.ts';
import { type LoadResult, readResult } from '../results/index.ts';
import { compareLoad } from './index.ts';
import { joined, shifted } from './testing/shifted.ts';

/*
 * Whether comparisons say what is so: node reports/compare/bench.ts. Real runs of `load` against a server that holds
 * messages for about 50 ms, and against one that holds them for about 55: every two of the first kind have to be called
 * the same, and each of the second kind worse than each of the first. A folder as argument keeps the results.
 *
 * As in a calibration, a run in which the generator was held up is measured again, as long as patience lasts; and what
 * `load` itself does not trust is never used.
 */

const delaysMs = { base: 50, slower: 55 } as const;
type Kind = keyof typeof delaysMs;
const wanted: Record<Kind, number> = { base: 7, slower: 3 };
const mostAttempts: Record<Kind, number> = { base: 20, slower: 12 };
/** Sent behind schedule by no more than this (p99, in milliseconds), the generator was not held up. */
const quietMs = 5;
/** Of the pairs without a shift. */
const leastSameShare = 19 / 20;
const flags = [
  ...[
    '--business-id',
    'bench',
    '--reply-share',
    '0',
    '--read-share',
    '0',
    '--widgets',
    '120',
    '--agents',
    '30',
  ],
  ...['--rate', '400', '--ramp', '200ms', '--warm-up', '1s', '--duration', '8s', '--quiet'],
];

const suite = fileURLToPath(new URL('../../cli.ts', import.meta.url));

/** One run through the command line, as a user would make it. Nothing where it is not trusted. */
async function measure(url: string, out: string): Promise<LoadResult | undefined> {
  await new Promise<void>((done) => {
    execFile(process.execPath, [suite, 'load', 'steady', '--url', url, ...flags, '--out', out], () => done());
  });
  const result = await readResult(join(out, 'load.json'));
  return result.kind === 'load' && result.trust.trusted ? result : undefined;
}

const lagOf = ({ generator }: LoadResult) => generator.sendLagMs.p99;

/** The quietest runs of each kind, made in turn, so that what the machine does meets all of them. */
async function measureAll(urls: Record<Kind, string>, folder: string): Promise<Record<Kind, LoadResult[]>> {
  const runs: Record<Kind, LoadResult[]> = { base: [], slower: [] };
  const attempts: Record<Kind, number> = { base: 0, slower: 0 };
  const quiet = (kind: Kind) => runs[kind].filter((run) => lagOf(run) <= quietMs).length;
  const open = (kind: Kind) => quiet(kind) < wanted[kind] && attempts[kind] < mostAttempts[kind];
  for (let turn = 0; open('base') || open('slower'); turn += 1) {
    const kind: Kind = open('slower') && (turn % 3 === 2 || !open('base')) ? 'slower' : 'base';
    attempts[kind] += 1;
    const run = await measure(urls[kind], join(folder, `${kind}-${attempts[kind]}`));
    if (run) runs[kind].push(run);
    process.stderr.write(
      `  ${kind} ${attempts[kind]}: ${run ? `p50 ${run.events.new_message?.latencyMs.p50.toFixed(1)} ms, sent late by ${lagOf(run).toFixed(1)} ms (p99)` : 'not trusted'}\n`,
    );
  }
  const quietest = (kind: Kind) =>
    runs[kind].toSorted((one, other) => lagOf(one) - lagOf(other)).slice(0, wanted[kind]);
  return { base: quietest('base'), slower: quietest('slower') };
}

const compare = (base: LoadResult, next: LoadResult) =>
  compareLoad({ file: 'base', result: base }, { file: 'new', result: next });

/** The smallest shift, in per cent, from which on all are called worse, of runs of about 30 s made of real seconds. */
function smallestShift(runs: readonly LoadResult[]): number | undefined {
  const [one, other] = [0, 1].map((rest) => joined(runs.filter((_, run) => run % 2 === rest)));
  if (!one || !other) return undefined;
  const shifts = Array.from({ length: 15 }, (_, index) => index + 1);
  const verdicts = shifts.map((shift) => compare(one, shifted(other, 1 + shift / 100)).verdict);
  const lastMissed = verdicts.findLastIndex((verdict) => verdict !== 'worse');
  return shifts[lastMissed + 1];
}

function report({ base, slower }: Record<Kind, LoadResult[]>): boolean {
  if (base.length < wanted.base || slower.length < wanted.slower) {
    console.log(
      `  ${base.length} of ${wanted.base} and ${slower.length} of ${wanted.slower} runs could be trusted: this machine is too busy to tell. NOT MET`,
    );
    return false;
  }
  const pairs = base.flatMap((one, index) => base.slice(index + 1).map((other) => compare(one, other)));
  const shiftedPairs = base.flatMap((one) => slower.map((other) => compare(one, other)));
  const same = pairs.filter(({ verdict }) => verdict === 'same').length;
  const worse = shiftedPairs.filter(({ verdict }) => verdict === 'worse').length;
  const [sameMet, worseMet] = [same >= leastSameShare * pairs.length, worse === shiftedPairs.length];
  console.log(
    `  without a shift   ${same} of ${pairs.length} pairs are called the same   at least 19 of 20: ${sameMet ? 'met' : 'NOT MET'}`,
  );
  console.log(
    `  with 10 %         ${worse} of ${shiftedPairs.length} pairs are called worse      all: ${worseMet ? 'met' : 'NOT MET'}`,
  );
  for (const { verdict, summary } of [...pairs, ...shiftedPairs.filter((one) => one.verdict !== 'worse')]) {
    if (verdict !== 'same') console.log(`    ${summary}`);
  }
  const smallest = smallestShift(base);
  console.log(`  in 24 to 32 s      a shift from ${smallest ?? 'more than 15'} % on is called worse`);
  return sameMet && worseMet;
}

const kept = process.argv[2];
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'pingback-compare-')));
const estate = openEstate();
try {
  console.log('\nComparison of load results');
  const servers = await Promise.all(
    Object.values(delaysMs).map((delayMs, seed) => startFanOutProcess(estate, { delaysMs: [delayMs], seed })),
  );
  const [base = '', slower = ''] = servers.map(({ nodes }) => nodes[0] ?? '');
  if (!report(await measureAll({ base, slower }, folder))) process.exitCode = 1;
} finally {
  await estate.close();
  if (kept === undefined) await rm(folder, { recursive: true, force: true });
}
