#!/usr/bin/env node
/**
 * Holds the suite against servers that are right, under everything that makes a network and a machine slow: `npm run
 * soak`. Writes `soak.json`. Exit codes: 0 no verdict was wrong; 1 one was, or a run came to no end; 2 bad usage; 3 a
 * server could not be started; 4 the soak itself failed; 130 interrupted.
 */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { interruptible, requireWritable } from '../../fixtures/command-line/index.ts';
import { TargetError, UsageError } from '../../fixtures/targets/index.ts';
import { writeSoakResult } from '../../reports/results/index.ts';
import { runSoak } from './soak.ts';
import { linesOf, summaryLines } from './words.ts';

interface Flags {
  runs: number;
  seed: number;
  onlyRun?: number;
  out: string;
}

const exit = { steady: 0, unsteady: 1, usage: 2, unstarted: 3, failed: 4, interrupted: 130 };
const largestSeed = 2 ** 31;

const program = new Command('soak')
  .description(
    'Hold the suite against servers that are right, on a slow network and a busy machine, again and again.',
  )
  .option('--runs <n>', 'how many runs', wholeFrom(1), 200)
  .option(
    '--seed <n>',
    'decides delays, pressure and traffic; any without it',
    wholeFrom(0),
    randomInt(largestSeed),
  )
  .addOption(
    new Option('--only-run <k>', 'only the k-th run of this seed').argParser(wholeFrom(1)).conflicts('runs'),
  )
  .option('--out <dir>', 'where the result file goes', 'reports/out')
  .exitOverride()
  .showHelpAfterError('(--help shows what there is)');

function wholeFrom(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= largestSeed) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}, such as ${least + 11}.`);
  };
}

async function run({ runs, seed, onlyRun, out }: Flags): Promise<void> {
  const numbers = onlyRun ? [onlyRun] : Array.from({ length: runs }, (_, index) => index + 1);
  await requireWritable(out);
  await interruptible(async (signal) => {
    const result = await runSoak({ runs: numbers, seed, signal }, (progress) => {
      for (const line of linesOf(progress)) console.log(line);
    });
    if (result.runs.length === 0) return;
    const file = await writeSoakResult(resolve(out), result);
    console.log(summaryLines(result, file).join('\n'));
    process.exitCode = exit[result.verdict];
  });
}

function codeOf(error: unknown): number {
  if (error instanceof UsageError) return exit.usage;
  return error instanceof TargetError ? exit.unstarted : exit.failed;
}

try {
  program.parse();
  await run(program.opts());
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exit.usage;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = codeOf(error);
  }
}
