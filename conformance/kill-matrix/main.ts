#!/usr/bin/env node
/**
 * Holds the suite against every fault of `fixtures/faults`, and against a server that has none:
 * `npm run kill-matrix`. Writes `kill-matrix.json` and `kill-matrix.html`. Exit codes: 0 every fault is killed by the
 * clauses that are meant for it; 1 one is not; 2 bad usage; 4 a server without a fault was accused; 130 interrupted.
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { interruptible, requireWritable } from '../../fixtures/command-line/index.ts';
import { type Fault, faultByName, faults } from '../../fixtures/faults/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';
import { writeKillMatrixReports } from '../../reports/write.ts';
import { type MatrixProgress, runMatrix } from './matrix.ts';
import { lineOf, summaryLines } from './words.ts';

interface Flags {
  all: boolean;
  fault: string[];
  shard?: Shard;
  out: string;
}

interface Shard {
  number: number;
  of: number;
}

const exit = { tight: 0, leaky: 1, usage: 2, untrusted: 4 };
/** More threads than this take more memory than they save time. */
const mostThreads = 8;

const program = new Command('kill-matrix')
  .description('Hold every fault of the reference server against the clauses that have to notice it.')
  .option('--all', 'hold every fault against every clause, and see which failure is told first', false)
  .option(
    '--fault <name>',
    'only this fault; may be repeated',
    (name, before: string[]) => [...before, name],
    [],
  )
  .option('--shard <i/n>', 'only the i-th of n parts', shard)
  .option('--out <dir>', 'where the result files go', 'reports/out')
  .exitOverride()
  .showHelpAfterError('(--help shows what there is)');

function shard(text: string): Shard {
  const [, number = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (number >= 1 && number <= of) return { number, of };
  throw new InvalidArgumentError('Expected a part such as 1/3.');
}

function selected({ fault, shard }: Flags): { faults: readonly Fault[]; selection?: string } {
  const named = fault.length > 0 ? [...new Set(fault)].map(faultByName) : faults;
  const idle = named.find(({ noticedBy }) => noticedBy.length === 0);
  if (idle)
    throw new UsageError(`No clause is meant to notice the fault ${idle.name}: it is for the load suite.`);
  const part = shard ? named.filter((_, index) => index % shard.of === shard.number - 1) : named;
  if (part.length === 0)
    throw new UsageError('No fault is in this part. Leave --shard out, or name more faults.');
  const selection = [
    fault.length > 0 ? `among ${fault.join(', ')}` : '',
    shard ? `part ${shard.number} of ${shard.of}` : '',
  ].filter(Boolean);
  return { faults: part, selection: selection.join(', ') || undefined };
}

async function run(flags: Flags): Promise<void> {
  const { faults, selection } = selected(flags);
  await requireWritable(flags.out);
  await interruptible(async (signal) => {
    const threads = Math.min(availableParallelism(), mostThreads);
    const print = (progress: MatrixProgress) => console.log(lineOf(progress));
    const scope = flags.all ? 'all' : 'meant';
    const result = await runMatrix({ faults, scope, selection, threads, signal }, print);
    const files = await writeKillMatrixReports(resolve(flags.out), result);
    console.log([...summaryLines(result), ...files].join('\n'));
    process.exitCode = exit[result.verdict];
  });
}

try {
  program.parse();
  await run(program.opts());
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exit.usage;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? exit.usage : exit.untrusted;
  }
}
